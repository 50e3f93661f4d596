// The part of a turn that has to do with nodes that remember.

#include "engine/runs/statefulnode.h"
#include "engine/runs/turn.h"

namespace Saltern {

StepOutcome Turn::decide(const LiveStep &step, const StepInput &input, qint64 &untilNs)
{
    DeployedNode &node = *step.node;
    if (node.pure)
        return node.pure->evaluate(input);
    StateChanges made;
    StepOutcome outcome = node.stateful->evaluate(input, now(), made);
    untilNs = outcome.error ? 0 : made.untilNs;
    remember(step.run->pipeline, node, std::move(made));
    return outcome;
}

void Turn::hold(const LiveStepPtr &step, StepRecord record, qint64 untilNs)
{
    if (refuseOverrun(*step))
        return;
    step->dueNs = record.dueNs = untilNs;
    ++step->run->openSteps;
    step->node->queue->announce();
    transaction.add(std::move(record));
    noteStep(*step, StepState::Waiting, {}, nullptr);
    std::get<StepChange>(changes.back()).dueNs = untilNs;
    ready.push_back(step);
}

void Turn::beginToRemember(const std::shared_ptr<DeployedPipeline> &pipeline, DeployedNode &node)
{
    StateChanges made;
    node.stateful->begin(now(), made);
    remember(pipeline, node, std::move(made));
    drain();
}

void Turn::elapse(const std::shared_ptr<DeployedPipeline> &pipeline, DeployedNode &node)
{
    StateChanges made;
    node.stateful->elapse(now(), made);
    remember(pipeline, node, std::move(made));
    drain();
}

void Turn::remember(const std::shared_ptr<DeployedPipeline> &pipeline,
                    DeployedNode &node,
                    StateChanges made)
{
    const QString &name = pipeline->name();
    transaction.raise(pipeline->durability());
    for (Memory &row : made.memory) {
        if (row.value.isNull())
            transaction.add(
                Write::DropState{name, node.node.id, node.shape, std::move(row.key), row.item});
        else
            transaction.add(StateRecord{name,
                                        node.node.id,
                                        node.shape,
                                        std::move(row.key),
                                        row.item,
                                        std::move(row.value)});
    }
    for (const Elapsed &elapsed : made.elapsed)
        beginElapsed(pipeline, node, elapsed);
    remembering.push_back({pipeline, &node});
}

void Turn::beginElapsed(const std::shared_ptr<DeployedPipeline> &pipeline,
                        DeployedNode &node,
                        const Elapsed &elapsed)
{
    EventFields fields = elapsed.about;
    // What the first step of a run would call its first exit, were there one before it.
    fields.id =
        m_context.engineId + u'-' + QString::number(m_context.lastRun + 1) + QStringLiteral(".0.1");
    fields.source = QStringLiteral("saltern/") + pipeline->name();
    fields.type = exitType(*pipeline, node, elapsed.port);
    fields.timeNs = now();
    const Event event = Event::make(fields, elapsed.data);
    const qint64 seq = ++m_context.lastEvent;
    publish(event, seq);
    if (event.hops() > maximumHops)
        refuseHops(pipeline->name(), node.node.id, event, seq);
    else
        beginAfter(pipeline, node, elapsed.port, event, seq);
}

void Turn::beginAfter(const std::shared_ptr<DeployedPipeline> &pipeline,
                      DeployedNode &node,
                      const QString &port,
                      const Event &event,
                      qint64 seq)
{
    const auto run = addRun(pipeline, node.node.id, event, seq);
    const Path path = pathThrough({}, node.node.id, port, event);
    for (DeployedNode *target : node.targets(port))
        m_arrivals.push_back({run, target, event, seq, path, 0, port});
}

QString
Turn::exitType(const DeployedPipeline &pipeline, const DeployedNode &node, const QString &port)
{
    return QStringLiteral("saltern/") + pipeline.name() + u'/' + node.node.id + u'/' + port;
}

} // namespace Saltern
