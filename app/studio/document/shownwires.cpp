#include "app/studio/document/shownwires.h"

#include "engine/pipeline/registry.h"

#include <QSet>

namespace Saltern {

QStringList outputPortsOf(const Node &node)
{
    QStringList names;
    if (const NodeDescriptor *descriptor = findDescriptor(node.kind)) {
        const std::vector<Port> ports =
            descriptor->outputsFor
                ? descriptor->outputsFor(parametersWithDefaults(*descriptor, node))
                : descriptor->outputs;
        for (const Port &port : ports)
            names += port.name;
    }
    return names;
}

QString portOf(const Wire &wire, const Node *from)
{
    return wire.port.isEmpty() && from ? outputPortsOf(*from).value(0) : wire.port;
}

QList<Wire> shownWires(const Pipeline &pipeline)
{
    QHash<QString, const Node *> nodes;
    for (const Node &node : pipeline.nodes)
        nodes.insert(node.id, &node);
    QList<Wire> wires;
    QSet<QString> seen;
    for (const Wire &wire : pipeline.wires) {
        const Node *from = nodes.value(wire.from);
        if (!from || !nodes.contains(wire.to))
            continue;
        const Wire shown{wire.from, portOf(wire, from), wire.to};
        const QString key = wireKey(shown);
        if (seen.contains(key))
            continue;
        seen.insert(key);
        wires.append(shown);
    }
    return wires;
}

QString wireKey(const Wire &wire)
{
    return wire.from + u'.' + wire.port + QStringLiteral("->") + wire.to;
}

Wire wireFromKey(const QString &key)
{
    const qsizetype arrow = key.indexOf(QLatin1StringView("->"));
    const qsizetype dot = key.left(arrow).indexOf(u'.');
    return {key.left(dot), key.mid(dot + 1, arrow - dot - 1), key.mid(arrow + 2)};
}

} // namespace Saltern
