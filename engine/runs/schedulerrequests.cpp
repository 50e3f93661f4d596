// The part of the scheduler that does what people ask about single runs, and how fast.

#include "engine/base/clock.h"
#include "engine/runs/scheduler.h"

#include <algorithm>

namespace Saltern {

std::shared_ptr<DeployedPipeline> Scheduler::deployed(const QString &name) const
{
    const auto found = std::find_if(m_pipelines.begin(),
                                    m_pipelines.end(),
                                    [&](const auto &running) { return running->name() == name; });
    return found == m_pipelines.end() ? nullptr : *found;
}

std::size_t Scheduler::openRuns(const QString &pipeline) const
{
    return static_cast<std::size_t>(
        std::count_if(m_context.runs.begin(), m_context.runs.end(), [&](const auto &run) {
            return run->pipeline->name() == pipeline;
        }));
}

Result<void> Scheduler::cancelRun(const QString &id)
{
    const auto found = std::find_if(m_context.runs.begin(),
                                    m_context.runs.end(),
                                    [&](const auto &run) { return run->id == id; });
    if (found == m_context.runs.end())
        return fail(ErrorKind::NotFound,
                    QStringLiteral("There is no open run \"%1\".").arg(id.left(80)),
                    QStringLiteral("It may be over; runs.show tells."));
    const std::shared_ptr<LiveRun> run = *found;
    run->cancelled = true;
    cancelRetries([&](const LiveRun &candidate) { return &candidate == run.get(); });
    for (DeployedNode &node : run->pipeline->nodes()) {
        cancelWaiting(node.queue->takeRun(*run));
        advance(node);
    }
    cancelRunning();
    return {};
}

bool Scheduler::awaitRate(const DeployedNode &node)
{
    const std::shared_ptr<NodeQueue> queue = node.queue;
    if (!queue->front())
        return false;
    const std::chrono::milliseconds wait = queue->blockedFor(m_services.clock->steady());
    if (wait.count() == 0)
        return false;
    if (std::exchange(queue->isAwaited, true))
        return true;
    m_deadlines.add(wait, [this, queue] {
        queue->isAwaited = false;
        if (const LiveStepPtr step = queue->front())
            advance(*step->node);
    });
    return true;
}

Result<QString> Scheduler::beginAgain(const QString &pipeline,
                                      const QString &node,
                                      const Event &event,
                                      std::vector<JournalWrite> alongside)
{
    const auto running = deployed(pipeline);
    if (!running)
        return fail(ErrorKind::Conflict,
                    QStringLiteral("The pipeline \"%1\" does not run.").arg(pipeline),
                    QStringLiteral("Run it first, then try again."));
    DeployedNode *target = running->node(node);
    if (!target)
        return fail(
            ErrorKind::Conflict,
            QStringLiteral("The pipeline \"%1\" runs without the node \"%2\".").arg(pipeline, node),
            QStringLiteral("Run a revision that has it, and in which a trigger leads to it."));
    Turn turn(m_context);
    const QString run = turn.begin(running, *target, event);
    for (JournalWrite &write : alongside)
        turn.transaction.add(std::move(write));
    commit(std::move(turn));
    return run;
}

} // namespace Saltern
