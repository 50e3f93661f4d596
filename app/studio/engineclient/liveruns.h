#pragma once

#include "app/studio/document/pipelinedocument.h"
#include "app/studio/engineclient/runoverlay.h"

#include <QObject>
#include <QtQml/qqmlregistration.h>

class QJSEngine;
class QQmlEngine;

namespace Saltern {

/// Joins documents with what runs: their overlays, Run, Observe and Stop. GUI thread.
class LiveRuns : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

public:
    explicit LiveRuns(QObject *parent);

    static LiveRuns &instance();
    static LiveRuns *create(QQmlEngine *, QJSEngine *);

    /// The one overlay of a document; lives as long as it does. Null for none.
    Q_INVOKABLE Saltern::RunOverlay *overlay(Saltern::PipelineDocument *document);

    /// Deploys the document as it stands, saved or not, in mode "run" or "observe".
    Q_INVOKABLE void run(Saltern::PipelineDocument *document, const QString &mode);
    Q_INVOKABLE void stop(Saltern::PipelineDocument *document);

    /// Whether this pipeline was never deployed from this studio: the first run offers Observe.
    Q_INVOKABLE bool isFirstRun(Saltern::PipelineDocument *document) const;

    /// What the card of a node says, when its pipeline is open here; else the node's id.
    Q_INVOKABLE QString nodeTitle(const QString &pipeline, const QString &node) const;

    /// A new pipeline whose trigger fits events like this one (JSON), opened in a tab.
    Q_INVOKABLE Saltern::PipelineDocument *pipelineFromEvent(const QString &event);

Q_SIGNALS:
    void started(const QString &pipeline, const QString &mode);
    /// Nodes, as their cards are titled, have forgotten what they remembered.
    void begunAnew(const QString &pipeline, const QString &nodes);
    /// It has errors; `message` names the first of them.
    void refused(const QString &pipeline, const QString &message);
};

} // namespace Saltern
