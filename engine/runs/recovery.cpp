#include "engine/runs/recovery.h"

#include "engine/runs/outcomejson.h"

#include <QJsonDocument>

namespace Saltern {

namespace {

Error doesNotFit(const QString &node)
{
    return {ErrorKind::Internal,
            QStringLiteral("The journal's rows of node \"%1\" are incomplete.").arg(node),
            QStringLiteral("Send the event again."),
            {}};
}

class Recovery
{
public:
    Recovery(const UnfinishedRun &unfinished, RecoveredRun &result)
        : m_unfinished(unfinished), m_result(result)
    {
        for (const StepRecord &step : unfinished.steps)
            m_records.insert(step.number, &step);
    }

    Result<void> addStep(const StepRecord &record)
    {
        const auto step = std::make_shared<LiveStep>();
        step->run = m_result.run;
        step->node = m_result.run->pipeline->node(record.node);
        step->number = record.number;
        step->parent = record.parent;
        step->port = record.port;
        step->attempt = record.attempt;
        step->event = m_unfinished.events.value(record.event);
        step->eventSeq = record.event;
        step->path = pathTo(record);
        const QJsonObject outcome = QJsonDocument::fromJson(record.outcome).object();
        step->failures = outcome.value(QLatin1StringView("failures")).toArray();
        step->reached = outcome.value(QLatin1StringView("reached")).toArray();
        if (outcome.contains(QLatin1StringView("publish"))) {
            step->unsaid.publish =
                eventsFrom(outcome.value(QLatin1StringView("publish")).toArray());
            step->unsaid.detail = outcome.value(QLatin1StringView("detail")).toObject();
        }
        step->host = record.host;
        if (record.state == StepState::Retrying || record.state == StepState::Waiting)
            step->dueNs = record.dueNs;
        const bool takesTime = step->node && (step->node->step || step->node->stateful);
        if (!takesTime || step->event.isNull() || !step->path)
            return fail(doesNotFit(record.node));
        ++m_result.run->openSteps;
        // Pure nodes touch nothing: evaluating them twice is evaluating them once.
        const bool unknown = record.state == StepState::Started && step->node->isExternal() &&
                             m_result.run->pipeline->guarantee() == Guarantee::AtMostOnce;
        (unknown ? m_result.lost : m_result.again).push_back(step);
        return {};
    }

private:
    Path pathTo(const StepRecord &step)
    {
        // Back to the trigger, or to what is known. Parents have smaller numbers, so this ends even
        // when rows are damaged.
        std::vector<const StepRecord *> back{&step};
        while (back.back()->parent > 0 && !m_paths.contains(back.back()->number)) {
            const StepRecord *parent = m_records.value(back.back()->parent);
            if (!parent || parent->number >= back.back()->number)
                return {};
            back.push_back(parent);
        }
        Path path;
        for (std::size_t i = back.size(); i-- > 0;) {
            const StepRecord &at = *back[i];
            Path &known = m_paths[at.number];
            if (!known)
                known =
                    at.parent > 0
                        ? pathThrough(
                              path, back[i + 1]->node, at.port, m_unfinished.events.value(at.event))
                        : pathThrough(
                              {}, m_result.run->triggerNode, at.port, m_result.run->trigger);
            path = known;
        }
        return path;
    }

    const UnfinishedRun &m_unfinished;
    RecoveredRun &m_result;
    QHash<int, const StepRecord *> m_records;
    QHash<int, Path> m_paths;
};

} // namespace

Result<RecoveredRun> recoverRun(const UnfinishedRun &unfinished,
                                const std::shared_ptr<DeployedPipeline> &pipeline,
                                const QString &engineId)
{
    RecoveredRun result;
    result.run = std::make_shared<LiveRun>();
    LiveRun &run = *result.run;
    run.number = unfinished.run.number;
    run.id = engineId + u'-' + QString::number(run.number);
    run.pipeline = pipeline;
    run.triggerNode = unfinished.run.trigger;
    run.trigger = unfinished.events.value(unfinished.run.event);
    run.startedNs = unfinished.run.startedNs;
    Recovery recovery(unfinished, result);
    for (const StepRecord &step : unfinished.steps) {
        run.lastStep = std::max(run.lastStep, step.number);
        run.lost = run.lost || step.state == StepState::Lost;
        if (step.state == StepState::Failed && run.failure.isEmpty()) {
            DeployedNode *node = pipeline->node(step.node);
            if (!node || node->targets(QStringLiteral("error")).empty())
                run.failure = QStringLiteral("Node \"%1\" failed.").arg(step.node);
        }
        if (isFinal(step.state))
            continue;
        if (const auto added = recovery.addStep(step); !added)
            return fail(added.error());
    }
    return result;
}

} // namespace Saltern
