// The part of a turn in which events set off runs.

#include "engine/runs/stepinput.h"
#include "engine/runs/triggerindex.h"
#include "engine/runs/turn.h"

namespace Saltern {

QStringList Turn::take(const Event &event)
{
    const QStringList triggers = publish(event, ++m_context.lastEvent);
    drain();
    return triggers;
}

void Turn::take(const Event &event,
                const DeployedNode &trigger,
                const std::shared_ptr<Reception> &reception)
{
    m_awaited = &trigger;
    m_reception = reception;
    take(event);
}

QStringList Turn::publish(const Event &event, qint64 seq)
{
    EventSeen seen{seq, event, {}};
    const auto triggers = m_context.triggers.find(event);
    const bool wanted = !triggers || !triggers->empty();
    transaction.add(Write::AddEvent{seq, wanted || !event.cause().isEmpty(), event});
    if (!triggers) {
        refuse({}, {}, event, seq, QStringLiteral("unreadable"), triggers.error().toString());
        return {};
    }
    for (const TriggerIndex::Trigger &trigger : *triggers)
        seen.triggers += trigger.pipeline->name() + u'/' + trigger.node->node.id;
    changes.emplace_back(seen);
    for (const TriggerIndex::Trigger &trigger : *triggers) {
        if (event.hops() <= maximumHops) {
            beginRun(trigger.pipeline, *trigger.node, event, seq);
            continue;
        }
        refuseHops(trigger.pipeline->name(), trigger.node->node.id, event, seq);
    }
    return seen.triggers;
}

void Turn::refuseHops(const QString &pipeline, const QString &node, const Event &event, qint64 seq)
{
    refuse(pipeline,
           node,
           event,
           seq,
           QStringLiteral("hops"),
           QStringLiteral("%1 runs of our own led to this event; more than %2 are taken for a "
                          "loop.")
               .arg(event.hops())
               .arg(maximumHops));
}

void Turn::beginRun(const std::shared_ptr<DeployedPipeline> &pipeline,
                    const DeployedNode &trigger,
                    const Event &event,
                    qint64 seq)
{
    const Event admitted = trigger.trigger->admit(event);
    qint64 runSeq = seq;
    if (!(admitted == event)) {
        runSeq = ++m_context.lastEvent;
        transaction.add(Write::AddEvent{runSeq, true, admitted});
    }
    const auto run = addRun(pipeline, trigger.node.id, admitted, runSeq);
    if (m_awaited == &trigger)
        await(run);
    const Path path = pathThrough({}, run->triggerNode, trigger.firstPort, run->trigger);
    for (DeployedNode *target : trigger.targets(trigger.firstPort))
        m_arrivals.push_back({run, target, run->trigger, runSeq, path, 0, trigger.firstPort});
}

void Turn::await(const std::shared_ptr<LiveRun> &run)
{
    m_awaited = nullptr;
    run->reception = m_reception;
    if (m_reception->begun)
        answers.emplace_back([reception = m_reception, id = run->id] { reception->begun(id); });
}

std::shared_ptr<LiveRun> Turn::addRun(const std::shared_ptr<DeployedPipeline> &pipeline,
                                      const QString &trigger,
                                      const Event &event,
                                      qint64 seq)
{
    const auto run = std::make_shared<LiveRun>();
    run->number = ++m_context.lastRun;
    run->id = m_context.engineId + u'-' + QString::number(run->number);
    run->pipeline = pipeline;
    run->triggerNode = trigger;
    run->trigger = event;
    run->startedNs = now();
    transaction.raise(pipeline->durability());
    transaction.add(RunRecord{.number = run->number,
                              .pipeline = pipeline->name(),
                              .revision = pipeline->revision(),
                              .trigger = run->triggerNode,
                              .event = seq,
                              .guarantee = pipeline->guarantee(),
                              .startedNs = run->startedNs});
    changes.emplace_back(changeOf(*run, RunState::Running, {}, run->startedNs));
    m_context.runs.insert(run);
    m_begun.push_back(run);
    return run;
}

QString Turn::begin(const std::shared_ptr<DeployedPipeline> &pipeline,
                    DeployedNode &node,
                    const Event &event)
{
    const qint64 seq = ++m_context.lastEvent;
    transaction.add(Write::AddEvent{seq, true, event});
    if (node.trigger) {
        beginRun(pipeline, node, event, seq);
    } else if (const QString own = exitType(*pipeline, node, {});
               node.stateful && event.type().startsWith(own)) {
        beginAfter(pipeline, node, event.type().mid(own.size()), event, seq);
    } else {
        const auto run = addRun(pipeline, node.node.id, event, seq);
        const Path path = pathThrough({}, node.node.id, {}, event);
        m_arrivals.push_back({run, &node, event, seq, path, 0, {}});
    }
    const QString id = m_begun.back()->id;
    drain();
    return id;
}

} // namespace Saltern
