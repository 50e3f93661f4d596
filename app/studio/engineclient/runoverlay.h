#pragma once

#include "app/studio/canvas/runfacts.h"
#include "app/studio/engineclient/nodefigures.h"
#include "app/studio/engineclient/runsource.h"
#include "engine/pipeline/pipeline.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QTimer>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

class Player;

/// What is drawn over a document: the states and figures of its nodes and wires, live, of a demo or
/// a replay, or as one past run left them. One for each document (`overlayOf`). The canvas draws
/// what this says and knows no protocol. GUI thread.
class RunOverlay : public RunFacts
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("LiveRuns.overlay(document) gives it.")
    Q_PROPERTY(QString pipeline READ pipelineName NOTIFY modeChanged)
    /// "", "run", "observe", "demo", "simulated" (a demo without Docker), "past" or "replay".
    Q_PROPERTY(QString mode READ mode NOTIFY modeChanged)
    Q_PROPERTY(QString shownRun READ shownRun NOTIFY modeChanged)
    /// Whose play is shown; null = what really runs.
    Q_PROPERTY(Saltern::Player *player READ player NOTIFY modeChanged)
    Q_MOC_INCLUDE("app/studio/engineclient/player.h")
    /// In one sentence why what is shown no longer fits the document; empty = it fits.
    Q_PROPERTY(QString staleReason READ staleReason NOTIFY staleChanged)

public:
    explicit RunOverlay(QObject *parent = nullptr);

    /// The document as it is now; decides which pipeline of the engine is listened to.
    void setPipeline(const Pipeline &pipeline);
    const Pipeline &pipeline() const { return m_pipeline; }
    QString pipelineName() const { return m_pipeline.name; }
    QString mode() const;
    const QString &shownRun() const { return m_shownRun; }
    Player *player() const;
    QString staleReason() const;

    NodeRunFacts nodeFacts(const QString &id) const override;
    WireRunFacts wireFacts(const QString &key) const override { return wire(key); }
    NodeFigures node(const QString &id) const;
    WireRunFacts wire(const QString &key) const;

    /// Everything about a node in texts and numbers: state, in, matched, out, failed, counter ("✓
    /// 37", "× 1", "214"), footer ("p50 0.4 ms  p99 2 ms", "retry 2/5 in 8 s"), lastError, changed.
    Q_INVOKABLE QVariantMap nodeState(const QString &id) const;
    /// count, perSecond, label ("37", "37 · 20/s").
    Q_INVOKABLE QVariantMap wireState(const QString &from,
                                      const QString &port,
                                      const QString &to) const;
    /// It is not what the engine runs: edited since it was deployed.
    Q_INVOKABLE bool isChanged(const QString &id) const;

    /// Paints a past run, or one of the play, as it went; the document itself stays.
    Q_INVOKABLE void showRun(const QString &run);
    /// Back to what goes on: what really runs, or the play.
    Q_INVOKABLE void showLive();
    /// The node's last failure is dealt with: it is shown as idle until something else happens.
    Q_INVOKABLE void ignoreFailure(const QString &node);
    /// Counters begin at zero from here; the engine's own go on.
    Q_INVOKABLE void resetCounters();

    /// Shows what happens in an engine of the player's own, from nothing on, until endPlay().
    void beginPlay(Player *player);
    void endPlay();
    /// A change in the play, or in what really runs when there is none; a play is counted by these.
    void takeChange(const QJsonObject &change);
    /// The figures of a play that counts for itself.
    void takeFigures(const QJsonObject &news);

    /// Replays take this as the output of the node, {port, data}, instead of simulating it; what
    /// really runs never does. Empty = not any more. LiveRuns keeps them between sessions.
    Q_INVOKABLE void pinOutput(const QString &node, const QVariantMap &output);
    Q_INVOKABLE bool isOutputPinned(const QString &node) const { return m_pinned.contains(node); }
    /// By node, those that the document still has.
    QJsonObject pinnedOutputs() const;
    void setPinnedOutputs(const QJsonObject &outputs);
    void renamePinned(const QString &from, const QString &to);
    /// {node, event}: what would reach the node from one before it whose output is pinned, a
    /// CloudEvents object; empty when there is none.
    Q_INVOKABLE QVariantMap pinnedInput(const QString &node) const;

Q_SIGNALS:
    void modeChanged();
    void staleChanged();
    void pinnedChanged();

private:
    struct Picture
    {
        QHash<QString, NodeFigures> nodes;
        QHash<QString, WireRunFacts> wires;
        QHash<QString, QPair<QString, QString>> steps; // of a play: step -> (node, state)
    };

    void takeStatistics();
    void take(Picture &picture, const QJsonObject &change);
    void takeStep(Picture &picture, const QJsonObject &change);
    static void countStep(Picture &picture,
                          NodeFigures &state,
                          const QString &step,
                          const QString &node,
                          const QString &now);
    void takeRunBegin(Picture &picture, const QJsonObject &change);
    void leave(Picture &picture, const QString &node, const QStringList &ports);
    void pulseWire(const QString &key);
    void learnDeployed();
    void forget();
    void paintPast(const QJsonObject &story);
    const Picture &shown() const;
    const Pipeline *shownPipeline() const;
    void tick();
    QString counterText(const NodeFigures &state) const;
    QString footerText(const QString &id, const NodeFigures &state) const;

    Pipeline m_pipeline;
    QList<Wire> m_wires; // of the pipeline, ports named
    std::optional<Pipeline> m_deployed;
    QString m_deployedRevision;
    Picture m_live;
    Picture m_played; // of the player
    Picture m_past;   // of the shown run
    std::optional<Pipeline> m_playedPipeline;
    QPointer<Player> m_player;
    RunSource m_source{nullptr};
    QHash<QString, QJsonObject> m_pinned;
    QHash<QString, NodeFigures> m_baseline;
    QHash<QString, qint64> m_wireBaseline;
    QString m_shownRun;
    QElapsedTimer m_steady;
    QTimer m_tick;
    double m_pulseAllowance = 0;
    qint64 m_pulsesAt = 0;
};

} // namespace Saltern
