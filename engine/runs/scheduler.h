#pragma once

#include "engine/runs/changes.h"
#include "engine/runs/deadlines.h"
#include "engine/runs/journal.h"
#include "engine/runs/statefulnode.h"
#include "engine/runs/steprunner.h"
#include "engine/runs/triggerindex.h"
#include "engine/runs/turn.h"

#include <QHash>
#include <QRandomGenerator>

namespace Saltern {

class SecretStore;

struct SchedulerOptions
{
    std::size_t waitingPerNode = 20'000; // more become dead letters: one slow node stops no other
    std::optional<quint32> seed = {};    // of the variation of waits; nothing = from the system
};

struct DeployOptions
{
    RunMode mode = RunMode::Run;
    qint64 seenFromNs = 0; // see DeployedPipeline
    bool kept = false;     // runs again when an engine without a folder starts on this journal
};

/// The bus and what runs on it: matches events with the triggers of the running pipelines, begins
/// runs, has steps done in order and within limits, writes everything to the journal before it
/// becomes true outside. Engine thread; knows neither files nor Docker.
class Scheduler : public QObject
{
    Q_OBJECT
public:
    Scheduler(Services &services,
              SecretStore &secrets,
              Journal &journal,
              NodeKinds kinds,
              SchedulerOptions options = {},
              QObject *parent = nullptr);
    ~Scheduler() override;

    /// What the journal held when it was opened. Unfinished runs wait until a pipeline of their
    /// name is deployed, and then go on with the revision that they began with.
    void restore(JournalContent content);

    /// Runs a validated pipeline instead of the revision that runs so far, whose runs end as they
    /// began. The same revision in the same mode goes on undisturbed.
    Result<void>
    deploy(const Pipeline &pipeline, const Bundle &bundle, const DeployOptions &options = {});

    /// Stops a pipeline for good: its waiting and running steps are cancelled.
    Result<void> stopPipeline(const QString &name);

    /// Cancels the waiting and running steps of one run.
    Result<void> cancelRun(const QString &id);

    /// Begins a run of a running pipeline with an event that the bus does not see. `node` is one of
    /// its triggers, or the node that a dead letter could not get through: the event then arrives
    /// there. `alongside` becomes durable with it. The run's id.
    Result<QString> beginAgain(const QString &pipeline,
                               const QString &node,
                               const Event &event,
                               std::vector<JournalWrite> alongside = {});

    /// Puts an event on the bus. `alongside` becomes durable together with it (cursors). Once
    /// durable, `published` gets the triggers that it set off, as "pipeline/node".
    void publish(const Event &event,
                 std::vector<JournalWrite> alongside = {},
                 std::function<void(const QStringList &triggers)> published = {});

    /// Ends everything without deciding anything: what waits or runs is resumed by the next engine.
    void shutDown();

    QStringList pipelines() const;
    /// In the order in which their names were first deployed.
    const std::vector<std::shared_ptr<DeployedPipeline>> &deployed() const { return m_pipelines; }
    std::shared_ptr<DeployedPipeline> deployed(const QString &name) const;
    std::size_t openRuns(const QString &pipeline) const;
    std::size_t openRuns() const { return m_context.runs.size(); }
    std::size_t runningSteps() const { return m_runners.size(); }
    /// Nothing runs, nothing waits to be written.
    bool isIdle() const { return m_context.runs.empty() && m_journal.pending() == 0; }
    /// When time alone will have begun the last of the runs that are to be expected of what the
    /// nodes remember now, nanoseconds since 1970; nothing = none.
    std::optional<qint64> lastElapseNs() const;

Q_SIGNALS:
    /// A pipeline began to run, in this revision and mode; or was stopped.
    void pipelineDeployed(const QString &name);
    void pipelineStopped(const QString &name);
    void eventSeen(const Saltern::EventSeen &seen);
    void runChanged(const Saltern::RunChange &change);
    void stepChanged(const Saltern::StepChange &change);
    void deadLettered(const Saltern::DeadLetter &letter);
    void shutDownFinished();

private:
    void commit(Turn turn, std::function<void()> committed = {});
    void tell(const Change &change);
    void enqueue(const LiveStepPtr &step);
    void advance(DeployedNode &node);
    std::optional<StepOutcome> begin(const LiveStepPtr &step);
    void putBack(const LiveStep &step);
    static QByteArray outcomeSoFar(const LiveStep &step);
    std::unique_ptr<Step> makeFanOut(const LiveStepPtr &step);
    void noteReached(LiveStep &step, const QJsonObject &entry);
    void launch(const LiveStepPtr &step, const StepInput &input);
    void finishAttempt(StepRunner *runner, const StepOutcome &outcome);
    void conclude(const LiveStepPtr &step, const StepOutcome &outcome);
    void retryLater(const LiveStepPtr &step, const StepOutcome &outcome);
    void waitUntilDue(const LiveStepPtr &step);
    bool awaitRate(const DeployedNode &node);
    void hold(const LiveStepPtr &step);
    void letGo(const LiveStepPtr &step);
    void cancelWaiting(const std::vector<LiveStepPtr> &waiting);
    void cancelRetries(const std::function<bool(const LiveRun &)> &ofRun);
    void cancelRunning();
    void resumeRuns(const std::shared_ptr<DeployedPipeline> &current);
    Result<std::shared_ptr<DeployedPipeline>>
    revisionOf(const UnfinishedRun &unfinished, const std::shared_ptr<DeployedPipeline> &current);
    void resume(const UnfinishedRun &unfinished, const std::shared_ptr<DeployedPipeline> &pipeline);
    static Result<void> prepareTriggers(DeployedPipeline &pipeline);
    void restoreMemories(const std::vector<StateRecord> &states);
    void takeUpMemories(const std::shared_ptr<DeployedPipeline> &pipeline,
                        DeployedPipeline *former,
                        Turn &turn);
    void wakeWhenDue(const DeployedPipeline &pipeline, const DeployedNode &node);
    void elapse(const QString &pipeline, const QString &node);
    void makeReady(const std::shared_ptr<DeployedPipeline> &pipeline);
    void startTriggers(DeployedPipeline &pipeline);
    static void stopTriggers(DeployedPipeline &pipeline);
    void finishShutDownIfDone();

    Services &m_services;
    SecretStore &m_secrets;
    Journal &m_journal;
    NodeKinds m_kinds;
    TriggerIndex m_triggers;
    TurnContext m_context;
    Deadlines m_deadlines;
    QRandomGenerator m_random;
    std::vector<std::shared_ptr<DeployedPipeline>> m_pipelines;
    QHash<StepRunner *, LiveStepPtr> m_runners;
    QHash<LiveStep *, std::pair<LiveStepPtr, Deadlines::Id>> m_retrying;
    struct Waking
    {
        Deadlines::Id id = 0;
        qint64 dueNs = 0;
    };
    QHash<QString, Waking> m_wakings;               // by "pipeline/node"
    QHash<QString, std::vector<Memory>> m_memories; // of a former engine; "pipeline/node/shape"
    std::vector<UnfinishedRun> m_unfinished;
    QHash<QString, QByteArray> m_storedRevisions;
    QHash<QString, std::shared_ptr<DeployedPipeline>> m_formerRevisions; // made for resumed runs
    bool m_shuttingDown = false;
};

} // namespace Saltern
