#pragma once

#include "app/studio/document/pipelinedocument.h"

#include <QJsonObject>
#include <QPointer>
#include <QtQml/qqmlregistration.h>

class QJSEngine;
class QQmlEngine;

namespace Saltern {

class RunOverlay;

/// Plays past events through a document as it stands in the editor, in a simulation of the engine:
/// nothing is touched. One at a time; its overlay shows what would have happened. GUI thread.
class ReplayPlayer : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    /// "", "playing", "done", "stopped" or "failed".
    Q_PROPERTY(QString state READ state NOTIFY changed)
    Q_PROPERTY(bool busy READ isBusy NOTIFY changed)
    /// What is played: "the events of the last hour", "crash.jsonl", "run 7f3a1c-42".
    Q_PROPERTY(QString source READ source NOTIFY changed)
    /// What happens now, or what came of it, in one line.
    Q_PROPERTY(QString sentence READ sentence NOTIFY changed)
    /// From 0 to 1.
    Q_PROPERTY(double progress READ progress NOTIFY changed)
    Q_PROPERTY(Saltern::PipelineDocument *document READ document NOTIFY changed)

public:
    explicit ReplayPlayer(QObject *parent);

    static ReplayPlayer &instance();
    static ReplayPlayer *create(QQmlEngine *, QJSEngine *);

    QString state() const { return m_state; }
    bool isBusy() const { return m_state == QLatin1StringView("playing"); }
    QString source() const { return m_source; }
    QString sentence() const { return m_sentence; }
    double progress() const;
    PipelineDocument *document() const { return m_document; }

    /// A file of recorded events larger than this is refused (bytes).
    static constexpr qint64 largestFile = 16 * 1024 * 1024;

    // `to` ends every event at nodes that do not lead to this one; empty = all of the pipeline.
    Q_INVOKABLE void playSince(Saltern::PipelineDocument *document, int minutes);
    Q_INVOKABLE void playFile(Saltern::PipelineDocument *document, const QString &path);
    Q_INVOKABLE void
    playRun(Saltern::PipelineDocument *document, const QString &run, const QString &to = {});
    /// The same events through the document as it is now.
    Q_INVOKABLE void again();
    /// Ends it; what was played so far stays on the canvas.
    Q_INVOKABLE void stop();
    /// Back to what really runs.
    Q_INVOKABLE void close();

Q_SIGNALS:
    void changed();

private:
    void play(PipelineDocument *document, const QString &source, const QJsonObject &events);
    void take(const QJsonObject &news);
    void end(const QString &state, const QString &sentence);
    void unsubscribe();
    void overlayChanged();
    QString result(const QJsonObject &news) const;
    QString effectText(const QJsonObject &effect) const;

    QString m_state;
    QString m_source;
    QString m_sentence;
    QJsonObject m_events; // which are played, as parameters of pipelines.replay
    qint64 m_subscription = 0;
    qint64 m_played = 0;
    qint64 m_total = 0;
    qint64 m_runs = 0;
    int m_begun = 0; // replays so far; an answer to a former one is not taken
    QPointer<PipelineDocument> m_document;
    QPointer<RunOverlay> m_overlay;
};

} // namespace Saltern
