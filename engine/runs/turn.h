#pragma once

#include "engine/runs/changes.h"
#include "engine/runs/liverun.h"

#include <deque>
#include <unordered_set>

namespace Saltern {

class SecretStore;
class TriggerIndex;
struct Elapsed;
struct StateChanges;

/// More runs of ours than this behind an event: it begins no further one.
inline constexpr int maximumHops = 16;
/// More steps than this in one run: further events of it go nowhere (a loop inside a pipeline).
inline constexpr int maximumStepsPerRun = 10'000;

/// What all turns of an engine share.
struct TurnContext
{
    Services &services;
    SecretStore &secrets;
    TriggerIndex &triggers;
    QString engineId;
    std::size_t waitingPerNode = 20'000;
    qint64 lastEvent = 0;
    qint64 lastRun = 0;
    std::unordered_set<std::shared_ptr<LiveRun>> runs = {}; // those that are not finished
};

/// Everything that one event or one outcome leads to, up to the next steps that take time: pure
/// nodes are evaluated, exit events published, runs begun and ended. It becomes one transaction of
/// the journal; only when that is durable may `ready` begin and `changes` be told.
class Turn
{
public:
    explicit Turn(TurnContext &context) : m_context(context) {}

    /// An event from outside: a Docker host, a timer, a person. The triggers that it set off, as
    /// "pipeline/node".
    QStringList take(const Event &event);

    /// The same with somebody who waits for the run that begins at `trigger`.
    void take(const Event &event,
              const DeployedNode &trigger,
              const std::shared_ptr<Reception> &reception);

    /// Begins a run at `node` with an event that the bus does not see: an earlier event again. At a
    /// node that is no trigger the event arrives as if a trigger had sent it there; one that began
    /// a run by leaving this node does so again. The run's id.
    QString begin(const std::shared_ptr<DeployedPipeline> &pipeline,
                  DeployedNode &node,
                  const Event &event);

    /// A step that took time is over. Failures arrive here when nothing is left to try.
    void settle(LiveStep &step, const StepOutcome &outcome);

    /// A step is lost or cancelled: nothing follows from it but what it has to say in `last`.
    void
    abandon(LiveStep &step, StepState state, const Error &reason, const StepOutcome &last = {});

    /// A step failed and is to be tried again at `dueNs`.
    void postpone(LiveStep &step, const StepOutcome &outcome, qint64 dueNs);

    /// A node that remembers begins to run and remembers nothing.
    void beginToRemember(const std::shared_ptr<DeployedPipeline> &pipeline, DeployedNode &node);

    /// Time went on for a node that remembers.
    void elapse(const std::shared_ptr<DeployedPipeline> &pipeline, DeployedNode &node);

    /// Ends a run of a former engine that cannot go on at all.
    void breakOff(const RunRecord &run, const QString &reason);

    JournalTransaction transaction;
    std::vector<LiveStepPtr> ready;
    std::vector<Change> changes;
    std::vector<std::function<void()>> answers; // for receptions
    /// Nodes whose memory may have changed: when they are due may have, too.
    struct Remembering
    {
        std::shared_ptr<DeployedPipeline> pipeline;
        DeployedNode *node = nullptr;
    };
    std::vector<Remembering> remembering;

private:
    struct Arrival
    {
        std::shared_ptr<LiveRun> run;
        DeployedNode *node = nullptr;
        Event event;
        qint64 seq = 0;
        Path path;
        int parent = 0;
        QString port;
    };

    QStringList publish(const Event &event, qint64 seq);
    void publishAll(const LiveStep &step, const StepOutcome &outcome);
    void beginRun(const std::shared_ptr<DeployedPipeline> &pipeline,
                  const DeployedNode &trigger,
                  const Event &event,
                  qint64 seq);
    std::shared_ptr<LiveRun> addRun(const std::shared_ptr<DeployedPipeline> &pipeline,
                                    const QString &trigger,
                                    const Event &event,
                                    qint64 seq);
    void drain();
    void arrive(const Arrival &arrival);
    void enter(const Arrival &arrival, const LiveStepPtr &step, StepRecord record);
    void passDisabled(LiveStep &step, StepRecord record);
    void observe(LiveStep &step, StepRecord record);
    void evaluate(const LiveStepPtr &step, StepRecord record);
    void wait(const LiveStepPtr &step, StepRecord record);

    StepOutcome decide(const LiveStep &step, const StepInput &input, qint64 &untilNs);
    void hold(const LiveStepPtr &step, StepRecord record, qint64 untilNs);
    /// True when too many wait for the node already: then the event has become a dead letter.
    bool refuseOverrun(const LiveStep &step);
    void remember(const std::shared_ptr<DeployedPipeline> &pipeline,
                  DeployedNode &node,
                  StateChanges changes);
    void beginElapsed(const std::shared_ptr<DeployedPipeline> &pipeline,
                      DeployedNode &node,
                      const Elapsed &elapsed);
    /// Begins a run with what left the node by `port`.
    void beginAfter(const std::shared_ptr<DeployedPipeline> &pipeline,
                    DeployedNode &node,
                    const QString &port,
                    const Event &event,
                    qint64 seq);
    static QString
    exitType(const DeployedPipeline &pipeline, const DeployedNode &node, const QString &port);

    /// Sends the outcome's events on their way; the ports that it left by.
    QStringList follow(LiveStep &step, StepOutcome &outcome);
    Result<std::vector<Event>> exitEvents(const LiveStep &step, const StepOutcome &outcome) const;
    void route(const LiveStep &step, const QString &port, const Event &event, qint64 seq);
    void refuse(const QString &pipeline,
                const QString &node,
                const Event &event,
                qint64 seq,
                const QString &counter,
                const QString &reason);
    void await(const std::shared_ptr<LiveRun> &run);
    void refuseHops(const QString &pipeline, const QString &node, const Event &event, qint64 seq);
    void endRunIfDone(const std::shared_ptr<LiveRun> &run);
    void noteStep(const LiveStep &step,
                  StepState state,
                  const QStringList &ports,
                  const StepOutcome *outcome);
    qint64 now() const;

    TurnContext &m_context;
    std::deque<Arrival> m_arrivals;
    std::vector<std::shared_ptr<LiveRun>> m_begun;
    const DeployedNode *m_awaited = nullptr; // the trigger whose run somebody waits for
    std::shared_ptr<Reception> m_reception;
};

} // namespace Saltern
