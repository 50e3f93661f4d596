#include "app/studio/document/edits/wireedits.h"

#include "app/studio/document/edits/nodeedits.h"
#include "app/studio/document/shownwires.h"
#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/pipelinegraph.h"
#include "engine/pipeline/registry.h"
#include "engine/pipeline/yamlwriter.h"

#include <QSet>

#include <algorithm>
#include <cmath>

namespace Saltern {

namespace {

bool isThere(const DocumentState &state, const Wire &wanted)
{
    const QList<Wire> &wires = state.pipeline().wires;
    return std::any_of(wires.begin(), wires.end(), [&](const Wire &wire) {
        return wire.from == wanted.from && wire.to == wanted.to &&
               portOf(wire, state.pipeline().node(wire.from)) == wanted.port;
    });
}

// The node and whatever can be reached from it.
QSet<QString> followersOf(const QList<Wire> &wires, const QString &id)
{
    QHash<QString, QStringList> next;
    for (const Wire &wire : wires)
        next[wire.from].append(wire.to);
    QSet<QString> found{id};
    QStringList open{id};
    while (!open.isEmpty()) {
        const QStringList followers = next.value(open.takeLast());
        for (const QString &follower : followers) {
            if (!found.contains(follower))
                open.append(follower);
            found.insert(follower);
        }
    }
    return found;
}

QString ellipsis(QStringList path)
{
    constexpr qsizetype mostShown = 6;
    if (path.size() > mostShown)
        path = path.first(mostShown - 2) + QStringList{QStringLiteral("..."), path.last()};
    return path.join(QStringLiteral(" -> "));
}

} // namespace

QString
Edits::whyNotConnect(const DocumentState &state, const PipelineGraph &graph, const Wire &wire)
{
    const Node *from = state.pipeline().node(wire.from);
    const Node *to = state.pipeline().node(wire.to);
    if (!from || !to)
        return QStringLiteral("There is no node \"%1\".").arg(from ? wire.to : wire.from);
    const NodeDescriptor *target = findDescriptor(to->kind);
    if (target && !target->hasInput())
        return QStringLiteral("\"%1\" is a trigger; no wire can lead to it.").arg(wire.to);
    const QStringList ports = outputPortsOf(*from);
    const QString port = portOf(wire, from);
    if (findDescriptor(from->kind) && !ports.contains(port))
        return QStringLiteral("\"%1\" has no port \"%2\".").arg(wire.from, port);
    if (isThere(state, {wire.from, port, wire.to}))
        return QStringLiteral("This wire is already there.");
    const QStringList loop = graph.loopClosedBy(wire.from, wire.to);
    if (!loop.isEmpty())
        return QStringLiteral("Nothing could end the loop %1. Put a filter or another logic node "
                              "into it.")
            .arg(ellipsis(loop));
    return {};
}

Wire Edits::asWritten(const Wire &wire, const Node &from)
{
    const QStringList ports = outputPortsOf(from);
    const bool isOnly = ports.size() == 1 && ports.first() == wire.port;
    return {wire.from, isOnly ? QString() : wire.port, wire.to};
}

QList<DocumentText::Edit> Edits::addWires(const DocumentState &state, const QList<Wire> &wires)
{
    QList<DocumentText::Edit> edits;
    QByteArray lines;
    for (const Wire &wire : wires) {
        const Node *from = state.pipeline().node(wire.from);
        const QString written =
            (from ? asWritten({wire.from, portOf(wire, from), wire.to}, *from) : wire).toString();
        edits += DocumentText::Edit::set(QStringLiteral("/wires/-"), written);
        lines += "- " + writeYamlScalar(written) + '\n';
    }
    // The first wires of a document make a list with a line each, not one in brackets.
    if (state.pipeline().wires.isEmpty() && !wires.isEmpty())
        return {DocumentText::Edit::setRaw(QStringLiteral("/wires"), lines)};
    return edits;
}

DocumentEdit Edits::connectNodes(const DocumentState &state, const Wire &wire)
{
    return {.name = QStringLiteral("Connect %1 to %2").arg(wire.from, wire.to),
            .text = addWires(state, {wire})};
}

DocumentEdit Edits::disconnect(const DocumentState &state, const QStringList &keys)
{
    DocumentEdit edit{.name = keys.size() == 1
                                  ? QStringLiteral("Remove wire")
                                  : QStringLiteral("Remove %1 wires").arg(keys.size())};
    const QSet<QString> wanted(keys.begin(), keys.end());
    const Pipeline &pipeline = state.pipeline();
    for (qsizetype i = pipeline.wires.size() - 1; i >= 0; --i) {
        const Wire &wire = pipeline.wires[i];
        if (wanted.contains(wireKey({wire.from, portOf(wire, pipeline.node(wire.from)), wire.to})))
            edit.text.append(DocumentText::Edit::remove(pointerTo(QStringLiteral("/wires"), i)));
    }
    return edit;
}

Result<DocumentEdit> Edits::moveWires(const DocumentState &state,
                                      const PipelineGraph &graph,
                                      const QStringList &keys,
                                      const QString &from,
                                      const QString &port)
{
    DocumentEdit edit{.name = keys.size() == 1 ? QStringLiteral("Move wire")
                                               : QStringLiteral("Move %1 wires").arg(keys.size())};
    const Pipeline &pipeline = state.pipeline();
    for (qsizetype i = 0; i < pipeline.wires.size(); ++i) {
        const Wire &wire = pipeline.wires[i];
        if (!keys.contains(wireKey({wire.from, portOf(wire, pipeline.node(wire.from)), wire.to})))
            continue;
        const Wire moved{from, port, wire.to};
        if (const QString reason = whyNotConnect(state, graph, moved); !reason.isEmpty())
            return fail(ErrorKind::Conflict, reason);
        const Node &node = *pipeline.node(from);
        edit.text += DocumentText::Edit::set(
            pointerTo(QStringLiteral("/wires"), i),
            asWritten({from, portOf(moved, &node), wire.to}, node).toString());
    }
    return edit;
}

Result<DocumentEdit> Edits::addNodeAndConnect(const DocumentState &state,
                                              const Node &node,
                                              QPointF position,
                                              const Wire &wire)
{
    const bool isBehind = wire.to == node.id;
    const NodeDescriptor *descriptor = findDescriptor(node.kind);
    const Node *from = isBehind ? state.pipeline().node(wire.from) : &node;
    const Node *to = isBehind ? &node : state.pipeline().node(wire.to);
    if (!from || !to)
        return fail(ErrorKind::NotFound, QStringLiteral("The other end of the wire is gone."));
    if (isBehind && descriptor && !descriptor->hasInput())
        return fail(ErrorKind::Conflict,
                    QStringLiteral("A trigger has no input, so no wire can lead to it."));
    const NodeDescriptor *target = findDescriptor(to->kind);
    if (target && !target->hasInput())
        return fail(ErrorKind::Conflict,
                    QStringLiteral("\"%1\" is a trigger; no wire can lead to it.").arg(to->id));
    const QString port = portOf(wire, from);
    if (findDescriptor(from->kind) && !outputPortsOf(*from).contains(port))
        return fail(ErrorKind::Conflict,
                    QStringLiteral("\"%1\" has no port \"%2\".").arg(from->id, port));
    DocumentEdit edit = addNode(state, node, position);
    edit.text += addWires(state, {asWritten({from->id, port, to->id}, *from)});
    return edit;
}

Result<DocumentEdit> Edits::splice(const DocumentState &state,
                                   const Node &node,
                                   const QRectF &rect,
                                   const Wire &wire,
                                   const QRectF &followed)
{
    constexpr qreal gap = 5 * gridSize;
    const NodeDescriptor *descriptor = findDescriptor(node.kind);
    const QString out = outputPortsOf(node).value(0);
    const Pipeline &pipeline = state.pipeline();
    const Node *from = pipeline.node(wire.from);
    const QString key = wireKey({wire.from, portOf(wire, from), wire.to});
    qsizetype index = 0;
    while (index < pipeline.wires.size() &&
           wireKey({pipeline.wires[index].from,
                    portOf(pipeline.wires[index], pipeline.node(pipeline.wires[index].from)),
                    pipeline.wires[index].to}) != key)
        ++index;
    if (!from || index == pipeline.wires.size())
        return fail(ErrorKind::NotFound, QStringLiteral("The wire is gone."));
    if (descriptor && !descriptor->hasInput())
        return fail(ErrorKind::Conflict,
                    QStringLiteral("A trigger has no input, so it cannot stand in a wire."));
    if (out.isEmpty() || node.id == wire.from || node.id == wire.to)
        return fail(ErrorKind::Conflict,
                    QStringLiteral("\"%1\" cannot stand in this wire.").arg(node.id));
    DocumentEdit edit{.name = QStringLiteral("Put %1 into wire").arg(node.id),
                      .layout = state.layout};
    edit.text = {
        DocumentText::Edit::set(pointerTo(QStringLiteral("/wires"), index),
                                Wire{wire.from, pipeline.wires[index].port, node.id}.toString()),
        DocumentText::Edit::set(QStringLiteral("/wires/-"),
                                asWritten({node.id, out, wire.to}, node).toString())};
    const qreal shift = std::ceil((rect.right() + gap - followed.left()) / gridSize) * gridSize;
    if (shift <= 0)
        return edit;
    QSet<QString> moved = followersOf(shownWires(pipeline), wire.to);
    moved -= {wire.from, node.id};
    for (const QString &id : std::as_const(moved)) {
        if (const auto place = edit.layout->nodes.find(id); place != edit.layout->nodes.end())
            place->position.rx() += shift;
    }
    return edit;
}

} // namespace Saltern
