#include "app/studio/document/pipelinechanges.h"

#include "app/studio/document/shownwires.h"

#include <QSet>

#include <algorithm>

namespace Saltern {

namespace {

QHash<QString, const Node *> byId(const Pipeline &pipeline)
{
    QHash<QString, const Node *> nodes;
    nodes.reserve(pipeline.nodes.size());
    for (const Node &node : pipeline.nodes)
        nodes.insert(node.id, &node);
    return nodes;
}

bool sameButForId(const Node &a, const Node &b)
{
    return a.kind == b.kind && a.label == b.label && a.note == b.note && a.disabled == b.disabled &&
           a.parameters == b.parameters;
}

bool sameHead(const Pipeline &a, const Pipeline &b)
{
    return a.name == b.name && a.title == b.title && a.description == b.description &&
           a.guarantee == b.guarantee && a.durability == b.durability && a.missed == b.missed;
}

void compareNodes(const Pipeline &before,
                  const Pipeline &after,
                  const QString &from,
                  const QString &to,
                  PipelineChanges &changes)
{
    const auto old = byId(before);
    const auto now = byId(after);
    QStringList stayed;
    for (const Node &node : after.nodes) {
        const Node *was = old.value(node.id == to && !to.isEmpty() ? from : node.id);
        if (!was) {
            changes.insertedNodes += node.id;
            continue;
        }
        stayed += was->id;
        if (!sameButForId(*was, node))
            changes.changedNodes += node.id;
    }
    QStringList stayedBefore;
    for (const Node &node : before.nodes) {
        if (now.contains(node.id == from && !from.isEmpty() ? to : node.id))
            stayedBefore += node.id;
        else
            changes.removedNodes += node.id;
    }
    changes.reordered = stayed != stayedBefore;
}

void compareWires(const QList<Wire> &before, const QList<Wire> &after, PipelineChanges &changes)
{
    if (before == after)
        return;
    QSet<QString> old;
    for (const Wire &wire : before)
        old.insert(wireKey(wire));
    QSet<QString> now;
    for (const Wire &wire : after) {
        const QString key = wireKey(wire);
        now.insert(key);
        if (!old.contains(key))
            changes.insertedWires.append(wire);
    }
    for (const Wire &wire : before) {
        if (!now.contains(wireKey(wire)))
            changes.removedWires.append(wire);
    }
}

void compareLayouts(const DocumentState &before,
                    const DocumentState &after,
                    const QString &from,
                    const QString &to,
                    PipelineChanges &changes)
{
    if (!(before.layout.nodes == after.layout.nodes)) {
        for (const Node &node : after.pipeline().nodes) {
            const QString was = node.id == to && !to.isEmpty() ? from : node.id;
            if (before.layout.nodes.value(was) != after.layout.nodes.value(node.id) ||
                before.layout.nodes.contains(was) != after.layout.nodes.contains(node.id))
                changes.movedNodes += node.id;
        }
    }
    changes.frames = before.layout.frames != after.layout.frames;
    changes.notes = before.layout.notes != after.layout.notes;
}

} // namespace

PipelineChanges changesBetween(const DocumentState &before,
                               const QList<Wire> &wiresBefore,
                               const DocumentState &after,
                               const QList<Wire> &wiresAfter,
                               const QString &renamedFrom,
                               const QString &renamedTo)
{
    PipelineChanges changes;
    if (before.text != after.text) {
        compareNodes(before.pipeline(), after.pipeline(), renamedFrom, renamedTo, changes);
        compareWires(wiresBefore, wiresAfter, changes);
        changes.head = !sameHead(before.pipeline(), after.pipeline());
    }
    compareLayouts(before, after, renamedFrom, renamedTo, changes);
    return changes;
}

} // namespace Saltern
