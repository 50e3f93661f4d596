#include "engine/control/replaytally.h"

#include "engine/pipeline/registry.h"

namespace Saltern {

namespace {

using Name = QLatin1StringView;

QString firstPortOf(const NodeDescriptor &descriptor, const QJsonObject &parameters)
{
    const std::vector<Port> ports = descriptor.outputPorts(parameters);
    return ports.empty() ? QString() : ports.front().name;
}

} // namespace

ReplayTally::ReplayTally(const Pipeline &pipeline)
    : m_pipeline(pipeline), m_prefix(pipeline.name + u'/')
{
    for (const Saltern::Node &node : m_pipeline.nodes) {
        const NodeDescriptor *descriptor = findDescriptor(node.kind);
        if (!descriptor)
            continue;
        Node &counted = m_nodes[node.id];
        counted.kind = node.kind.toString();
        counted.firstPort = firstPortOf(*descriptor, node.parameters);
        counted.isEffect = descriptor->effect == Effect::External;
    }
}

ReplayTally::Node *ReplayTally::touch(const QString &id)
{
    const auto node = m_nodes.find(id);
    if (node == m_nodes.end())
        return nullptr;
    m_touched.insert(id);
    return &*node;
}

void ReplayTally::leave(Node &node, const QString &port)
{
    ++node.out;
    ++node.ports[port];
}

void ReplayTally::see(const EventSeen &seen)
{
    for (const QString &trigger : seen.triggers) {
        if (Node *node = touch(trigger.mid(m_prefix.size())))
            ++node->in;
    }
}

void ReplayTally::see(const RunChange &change)
{
    if (change.state != RunState::Running)
        return;
    ++m_runs;
    if (Node *node = touch(change.trigger)) {
        ++node->matched;
        leave(*node, node->firstPort);
    }
}

void ReplayTally::see(const StepChange &change)
{
    Node *node = touch(change.node);
    if (!node)
        return;
    node->state = change.state;
    if (change.error)
        node->lastError = change.error->message;
    if (!isFinal(change.state))
        return;
    ++node->in;
    ++(change.state == StepState::Failed ? node->failed : node->matched);
    for (const QString &port : change.ports)
        leave(*node, port);
}

void ReplayTally::see(const DeadLetter &letter)
{
    if (Node *node = touch(letter.node))
        ++node->dead;
}

void ReplayTally::see(const StepInput &input)
{
    Node *node = touch(input.node);
    if (!node || !node->isEffect)
        return;
    node->calls += input.attempt == 1 ? 1 : 0;
    node->parameters = input.parameters;
}

QJsonObject ReplayTally::figures(const Node &node)
{
    QJsonObject json{{Name("in"), node.in},
                     {Name("matched"), node.matched},
                     {Name("out"), node.out},
                     {Name("failed"), node.failed},
                     {Name("dead"), node.dead},
                     {Name("state"), stepStateName(node.state)}};
    if (!node.lastError.isEmpty())
        json.insert(Name("lastError"), QJsonObject{{Name("message"), node.lastError}});
    return json;
}

QJsonObject ReplayTally::changes() const
{
    QJsonObject nodes;
    for (const QString &id : m_touched)
        nodes.insert(id, figures(m_nodes.value(id)));
    QJsonObject wires;
    for (const Wire &wire : m_pipeline.wires) {
        if (!m_touched.contains(wire.from))
            continue;
        const Node from = m_nodes.value(wire.from);
        const Wire whole{wire.from, wire.port.isEmpty() ? from.firstPort : wire.port, wire.to};
        wires.insert(whole.toString(), QJsonObject{{Name("count"), from.ports.value(whole.port)}});
    }
    return {{Name("nodes"), nodes}, {Name("wires"), wires}};
}

void ReplayTally::forgetChanges()
{
    m_touched.clear();
}

QJsonArray ReplayTally::effects() const
{
    QJsonArray effects;
    for (const Saltern::Node &node : m_pipeline.nodes) {
        const Node counted = m_nodes.value(node.id);
        if (counted.calls > 0)
            effects.append(QJsonObject{{Name("node"), node.id},
                                       {Name("kind"), counted.kind},
                                       {Name("calls"), counted.calls},
                                       {Name("parameters"), counted.parameters}});
    }
    return effects;
}

} // namespace Saltern
