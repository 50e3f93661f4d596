#pragma once

#include "engine/runs/changes.h"
#include "engine/runs/deadlines.h"
#include "engine/runs/journal.h"
#include "engine/runs/steprunner.h"
#include "engine/runs/triggerindex.h"
#include "engine/runs/turn.h"

#include <QHash>
#include <QRandomGenerator>

namespace Saltern {

class SecretStore;

struct SchedulerOptions
{
    bool observe = false;                // no effect is touched
    std::size_t waitingPerNode = 20'000; // more become dead letters: one slow node stops no other
    std::optional<quint32> seed = {};    // of the variation of waits; nothing = from the system
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
    /// began. `seenFromNs`: see DeployedPipeline.
    Result<void> deploy(const Pipeline &pipeline, const Bundle &bundle, qint64 seenFromNs = 0);

    /// Stops a pipeline for good: its waiting and running steps are cancelled.
    Result<void> stopPipeline(const QString &name);

    /// Puts an event on the bus. `alongside` becomes durable together with it (cursors). Once
    /// durable, `published` gets the triggers that it set off, as "pipeline/node".
    void publish(const Event &event,
                 std::vector<JournalWrite> alongside = {},
                 std::function<void(const QStringList &triggers)> published = {});

    /// Ends everything without deciding anything: what waits or runs is resumed by the next engine.
    void shutDown();

    QStringList pipelines() const;
    std::size_t openRuns() const { return m_context.runs.size(); }
    std::size_t runningSteps() const { return m_runners.size(); }
    /// Nothing runs, nothing waits to be written.
    bool isIdle() const { return m_context.runs.empty() && m_journal.pending() == 0; }

Q_SIGNALS:
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
    void launch(const LiveStepPtr &step, const StepInput &input);
    void finishAttempt(StepRunner *runner, const StepOutcome &outcome);
    void conclude(const LiveStepPtr &step, const StepOutcome &outcome);
    void retryLater(const LiveStepPtr &step, const StepOutcome &outcome);
    void waitUntilDue(const LiveStepPtr &step);
    void cancelWaiting(DeployedNode &node);
    void cancelRetries(const DeployedPipeline &pipeline);
    void resumeRuns(const std::shared_ptr<DeployedPipeline> &current);
    Result<std::shared_ptr<DeployedPipeline>>
    revisionOf(const UnfinishedRun &unfinished, const std::shared_ptr<DeployedPipeline> &current);
    void resume(const UnfinishedRun &unfinished, const std::shared_ptr<DeployedPipeline> &pipeline);
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
    std::vector<UnfinishedRun> m_unfinished;
    QHash<QString, QByteArray> m_storedRevisions;
    QHash<QString, std::shared_ptr<DeployedPipeline>> m_formerRevisions; // made for resumed runs
    bool m_shuttingDown = false;
};

} // namespace Saltern
