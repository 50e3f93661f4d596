#include "engine/runs/liverun.h"

#include "engine/runs/stepinput.h"

namespace Saltern {

namespace {

Path without(const Path &path, const QString &node)
{
    std::vector<const PathEntry *> nearer;
    for (const PathEntry *entry = path.get(); entry; entry = entry->previous.get()) {
        if (entry->node != node) {
            nearer.push_back(entry);
            continue;
        }
        Path rest = entry->previous;
        for (auto copied = nearer.rbegin(); copied != nearer.rend(); ++copied)
            rest = std::make_shared<const PathEntry>(
                PathEntry{rest, (*copied)->node, (*copied)->port, (*copied)->event});
        return rest;
    }
    return path;
}

} // namespace

Path pathThrough(const Path &path, const QString &node, const QString &port, const Event &event)
{
    return std::make_shared<const PathEntry>(PathEntry{without(path, node), node, port, event});
}

RunChange changeOf(const LiveRun &run, RunState state, const QString &reason, qint64 timeNs)
{
    return {.run = run.id,
            .pipeline = run.pipeline->name(),
            .trigger = run.triggerNode,
            .state = state,
            .reason = reason,
            .mode = run.pipeline->mode(),
            .event = run.trigger.id(),
            .timeNs = timeNs};
}

StepChange changeOf(const LiveStep &step, StepState state, qint64 timeNs)
{
    return {.run = step.run->id,
            .step = step.run->stepId(step.number),
            .pipeline = step.run->pipeline->name(),
            .node = step.node->node.id,
            .kind = step.node->descriptor->kind,
            .parent = step.parent,
            .port = step.port,
            .event = step.event.id(),
            .timeNs = timeNs,
            .state = state,
            .attempt = step.attempt,
            .host = placeText(step)};
}

} // namespace Saltern
