// The part of the scheduler that has to do with nodes that remember: what they remember over a
// restart and from revision to revision, and the moments at which time alone changes something.

#include "engine/base/clock.h"
#include "engine/runs/scheduler.h"
#include "engine/runs/statefulnode.h"

#include <algorithm>

namespace Saltern {

namespace {

constexpr qint64 nsPerMs = 1'000'000;

QString memoryName(const QString &pipeline, const DeployedNode &node)
{
    return pipeline + u'/' + node.node.id + u'/' + node.shape;
}

bool remembersInAnotherShape(const QHash<QString, std::vector<Memory>> &memories,
                             const QString &pipeline,
                             const DeployedNode &node)
{
    const QString before = pipeline + u'/' + node.node.id + u'/';
    return std::any_of(memories.keyBegin(), memories.keyEnd(), [&](const QString &name) {
        return name.startsWith(before);
    });
}

} // namespace

void Scheduler::restoreMemories(const std::vector<StateRecord> &states)
{
    for (const StateRecord &state : states)
        m_memories[state.pipeline + u'/' + state.node + u'/' + state.shape].push_back(
            {state.key, state.item, state.value});
}

void Scheduler::takeUpMemories(const std::shared_ptr<DeployedPipeline> &pipeline,
                               DeployedPipeline *former,
                               Turn &turn)
{
    const QString &name = pipeline->name();
    Write::KeepStates kept{name, {}};
    for (const DeployedNode &node : pipeline->nodes()) {
        if (node.stateful)
            kept.nodes += node.node.id + u'/' + node.shape;
    }
    turn.transaction.add(kept);
    for (DeployedNode &node : pipeline->nodes()) {
        if (!node.stateful)
            continue;
        const DeployedNode *same = former ? former->node(node.node.id) : nullptr;
        if (same && same->stateful == node.stateful)
            continue; // goes on undisturbed
        const auto memory = m_memories.constFind(memoryName(name, node));
        if (memory == m_memories.cend()) {
            if ((same && same->stateful) || remembersInAnotherShape(m_memories, name, node))
                pipeline->begunAnew += node.node.id;
            turn.beginToRemember(pipeline, node);
            continue;
        }
        node.stateful->restore(*memory, m_services.clock->nowNs());
        turn.remembering.push_back({pipeline, &node});
    }
    m_memories.removeIf([&](const auto &memory) { return memory.key().startsWith(name + u'/'); });
}

void Scheduler::wakeWhenDue(const DeployedPipeline &pipeline, const DeployedNode &node)
{
    const std::optional<qint64> dueNs = node.stateful->dueNs();
    const QString name = pipeline.name() + u'/' + node.node.id;
    Waking &waking = m_wakings[name];
    // One that comes too early finds nothing due and is followed by another.
    if (!dueNs || (waking.id > 0 && waking.dueNs <= *dueNs))
        return;
    m_deadlines.remove(waking.id);
    waking.dueNs = *dueNs;
    const qint64 wait = std::max<qint64>(*dueNs - m_services.clock->nowNs(), 0);
    waking.id = m_deadlines.add(
        std::chrono::milliseconds((wait + nsPerMs - 1) / nsPerMs),
        [this, pipeline = pipeline.name(), node = node.node.id] { elapse(pipeline, node); });
}

void Scheduler::elapse(const QString &pipeline, const QString &node)
{
    m_wakings.remove(pipeline + u'/' + node);
    const auto running = deployed(pipeline);
    DeployedNode *due = running ? running->node(node) : nullptr;
    if (m_shuttingDown || !due || !due->stateful)
        return;
    Turn turn(m_context);
    turn.elapse(running, *due);
    commit(std::move(turn));
}

void Scheduler::hold(const LiveStepPtr &step)
{
    if (m_shuttingDown)
        return; // the next engine finds it in the journal
    waitUntilDue(step);
    if (step->run->cancelled)
        cancelRetries([&](const LiveRun &run) { return &run == step->run.get(); });
}

void Scheduler::letGo(const LiveStepPtr &step)
{
    Turn turn(m_context);
    step->attempt = 1;
    turn.settle(*step, StepOutcome::passOn(step->node->firstPort));
    step->node->queue->forgo();
    commit(std::move(turn));
}

std::optional<qint64> Scheduler::lastElapseNs() const
{
    std::optional<qint64> last;
    for (const auto &pipeline : m_pipelines) {
        for (const DeployedNode &node : pipeline->nodes()) {
            const auto dueNs = node.stateful ? node.stateful->lastDueNs() : std::nullopt;
            if (dueNs)
                last = std::max(last.value_or(*dueNs), *dueNs);
        }
    }
    return last;
}

} // namespace Saltern
