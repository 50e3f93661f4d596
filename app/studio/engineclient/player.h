#pragma once

#include "app/studio/document/pipelinedocument.h"
#include "app/studio/engineclient/playrecord.h"

#include <QPointer>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

class RunOverlay;

/// Plays something through a document in an engine of its own: a demo, past events. While it does,
/// and until somebody goes back to what really runs, the document's canvas and lists show what
/// happened in it and nothing else. One play at a time. GUI thread.
class Player : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("There are two, DemoPlayer and ReplayPlayer.")
    /// "demo" or "replay".
    Q_PROPERTY(QString kind READ kind CONSTANT)
    /// "", "starting", "running" or "stopping" (it cleans up), and then "passed" (a demo), "done"
    /// (a replay), "failed" or "stopped".
    Q_PROPERTY(QString state READ state NOTIFY changed)
    Q_PROPERTY(bool busy READ isBusy NOTIFY changed)
    /// Nothing is touched.
    Q_PROPERTY(bool simulated READ isSimulated NOTIFY changed)
    /// What happens now, or how it ended.
    Q_PROPERTY(QString sentence READ sentence NOTIFY changed)
    /// The same with what is played and how far it is.
    Q_PROPERTY(QString line READ line NOTIFY changed)
    /// From 0 to 1.
    Q_PROPERTY(double progress READ progress NOTIFY changed)
    Q_PROPERTY(Saltern::PipelineDocument *document READ document NOTIFY changed)
    Q_PROPERTY(Saltern::PlayRecord *record READ record CONSTANT)

public:
    QString kind() const { return m_kind; }
    QString state() const { return m_state; }
    bool isBusy() const;
    bool isSimulated() const { return m_simulated; }
    QString sentence() const { return m_sentence; }
    virtual QString line() const = 0;
    virtual double progress() const = 0;
    PipelineDocument *document() const { return m_document; }
    PlayRecord *record() { return &m_record; }

    /// Ends it; what was played so far stays to be seen.
    Q_INVOKABLE virtual void stop() = 0;
    /// The same once more.
    Q_INVOKABLE virtual void again() = 0;
    /// Back to what really runs.
    Q_INVOKABLE void close();

Q_SIGNALS:
    void changed();

protected:
    Player(const QString &kind, QObject *parent);

    void begin(PipelineDocument *document, bool simulated, const QString &sentence);
    /// From now on it is played from a recording.
    void becomeSimulated();
    void set(const QString &state, const QString &sentence);
    RunOverlay *overlay() const;

private:
    void overlayChanged();

    const QString m_kind;
    QString m_state;
    QString m_sentence;
    bool m_simulated = false;
    PlayRecord m_record;
    QPointer<PipelineDocument> m_document;
    QPointer<RunOverlay> m_overlay;
};

} // namespace Saltern
