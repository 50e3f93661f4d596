#pragma once

#include "app/studio/engineclient/player.h"

#include <QJsonObject>

class QJSEngine;
class QQmlEngine;

namespace Saltern {

/// Plays past events through a document as it stands in the editor, in a simulation of the engine:
/// nothing is touched. Shows what would have happened. GUI thread.
class ReplayPlayer : public Saltern::Player
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    /// What is played: "the events of the last hour", "crash.jsonl", "run 7f3a1c-42".
    Q_PROPERTY(QString source READ source NOTIFY changed)

public:
    explicit ReplayPlayer(QObject *parent);

    static ReplayPlayer &instance();
    static ReplayPlayer *create(QQmlEngine *, QJSEngine *);

    QString source() const { return m_source; }
    QString line() const override;
    double progress() const override;

    /// A file of recorded events larger than this is refused (bytes).
    static constexpr qint64 largestFile = 16 * 1024 * 1024;

    // `to` ends every event at nodes that do not lead to this one; empty = all of the pipeline.
    Q_INVOKABLE void playSince(Saltern::PipelineDocument *document, int minutes);
    Q_INVOKABLE void playFile(Saltern::PipelineDocument *document, const QString &path);
    Q_INVOKABLE void
    playRun(Saltern::PipelineDocument *document, const QString &run, const QString &to = {});
    /// The same events through the document as it is now.
    void again() override;
    void stop() override;

private:
    void play(PipelineDocument *document, const QString &source, const QJsonObject &events);
    void take(const QJsonObject &news);
    void end(const QString &state, const QString &sentence);
    void unsubscribe();
    QString result(const QJsonObject &news) const;
    QString effectText(const QJsonObject &effect) const;

    QString m_source;
    QJsonObject m_events; // which are played, as parameters of pipelines.replay
    qint64 m_subscription = 0;
    qint64 m_played = 0;
    qint64 m_total = 0;
    qint64 m_runs = 0;
    int m_begun = 0; // replays so far; an answer to a former one is not taken
};

} // namespace Saltern
