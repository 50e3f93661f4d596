// The part of the scheduler that takes up what a former engine left unfinished.

#include "engine/base/clock.h"
#include "engine/pipeline/pipelinereader.h"
#include "engine/runs/recovery.h"
#include "engine/runs/scheduler.h"
#include "engine/runs/stepinput.h"

namespace Saltern {

namespace {

const Error unknownOutcome{
    ErrorKind::Cancelled,
    QStringLiteral("The engine ended while this step ran, so its outcome is unknown."),
    QStringLiteral("Look whether it happened; the pipeline asks for at most once, so it is not "
                   "tried again."),
    {}};

} // namespace

void Scheduler::restore(JournalContent content)
{
    m_context.engineId = content.engineId;
    m_context.lastEvent = content.lastEvent;
    m_context.lastRun = content.lastRun;
    m_unfinished = std::move(content.unfinished);
    m_storedRevisions = std::move(content.revisions);
    restoreMemories(content.states);
}

void Scheduler::resumeRuns(const std::shared_ptr<DeployedPipeline> &current)
{
    std::vector<UnfinishedRun> others;
    for (UnfinishedRun &unfinished : std::exchange(m_unfinished, {})) {
        if (unfinished.run.pipeline != current->name()) {
            others.push_back(std::move(unfinished));
            continue;
        }
        const auto pipeline = revisionOf(unfinished, current);
        if (pipeline) {
            resume(unfinished, *pipeline);
            continue;
        }
        Turn turn(m_context);
        turn.breakOff(unfinished.run, pipeline.error().toString());
        commit(std::move(turn));
    }
    m_unfinished = std::move(others);
}

Result<std::shared_ptr<DeployedPipeline>>
Scheduler::revisionOf(const UnfinishedRun &unfinished,
                      const std::shared_ptr<DeployedPipeline> &current)
{
    const QString &revision = unfinished.run.revision;
    if (revision == current->revision())
        return current;
    if (const auto made = m_formerRevisions.value(revision))
        return made;
    const auto bundle = Bundle::fromJson(m_storedRevisions.value(revision));
    if (!bundle)
        return fail(bundle.error());
    const auto made = DeployedPipeline::make(readPipeline(bundle->document).pipeline,
                                             *bundle,
                                             m_services,
                                             m_kinds,
                                             modeOfRevision(revision));
    if (!made)
        return made;
    (*made)->shareQueues(*current, DeployedPipeline::Concurrency::Theirs);
    m_formerRevisions.insert(revision, *made);
    return made;
}

void Scheduler::resume(const UnfinishedRun &unfinished,
                       const std::shared_ptr<DeployedPipeline> &pipeline)
{
    Turn turn(m_context);
    auto recovered = recoverRun(unfinished, pipeline, m_context.engineId);
    if (!recovered) {
        turn.breakOff(unfinished.run, recovered.error().toString());
        commit(std::move(turn));
        return;
    }
    m_context.runs.insert(recovered->run);
    turn.changes.emplace_back(changeOf(
        *recovered->run, RunState::Running, QStringLiteral("resumed"), m_services.clock->nowNs()));
    for (const LiveStepPtr &step : recovered->again) {
        step->orderKey = orderKeyOf(*step, m_services).value_or(step->event.subject());
        step->node->queue->announce();
        turn.ready.push_back(step);
    }
    for (const LiveStepPtr &step : recovered->lost)
        turn.abandon(*step, StepState::Lost, unknownOutcome);
    commit(std::move(turn));
}

} // namespace Saltern
