#include "app/studio/document/edits/nodeedits.h"

#include "app/studio/document/edits/references.h"
#include "app/studio/document/edits/wireedits.h"
#include "app/studio/document/nodetext.h"
#include "app/studio/document/shownwires.h"
#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/registry.h"

#include <QSet>

#include <algorithm>

namespace Saltern {

using TextEdit = DocumentText::Edit;

namespace {

const QString nodesPointer = QStringLiteral("/nodes");
const QString wiresPointer = QStringLiteral("/wires");

QString counted(qsizetype count, const QString &noun)
{
    return count == 1 ? QStringLiteral("1 ") + noun : QStringLiteral("%1 %2s").arg(count).arg(noun);
}

// What led into removed nodes and what followed them, joined. Chains of removed nodes are skipped
// as one.
class Healing
{
public:
    Healing(const Pipeline &pipeline, const QSet<QString> &removed)
        : m_pipeline(pipeline), m_removed(removed)
    {
        const QList<Wire> wires = shownWires(pipeline);
        for (const Wire &wire : wires)
            m_out[wire.from].append(wire);
    }

    QList<Wire> wires() const
    {
        QList<Wire> healed;
        QSet<QString> known;
        for (const QList<Wire> &outgoing : m_out) {
            for (const Wire &wire : outgoing) {
                if (m_removed.contains(wire.from))
                    continue;
                known.insert(wireKey(wire));
                if (!m_removed.contains(wire.to))
                    continue;
                const QStringList followed = followers(wire.to);
                for (const QString &to : followed) {
                    if (to != wire.from)
                        healed.append({wire.from, wire.port, to});
                }
            }
        }
        healed.removeIf([&](const Wire &wire) {
            const bool twice = known.contains(wireKey(wire));
            known.insert(wireKey(wire));
            return twice;
        });
        std::sort(healed.begin(), healed.end(), [](const Wire &a, const Wire &b) {
            return wireKey(a) < wireKey(b);
        });
        return healed;
    }

private:
    QStringList followers(const QString &removed) const
    {
        QStringList found;
        QSet<QString> seen;
        QStringList open{removed};
        while (!open.isEmpty()) {
            const QString at = open.takeFirst();
            if (seen.contains(at))
                continue;
            seen.insert(at);
            const QString port = usedPort(at);
            const QList<Wire> outgoing = m_out.value(at);
            for (const Wire &wire : outgoing) {
                if (wire.port != port)
                    continue;
                if (m_removed.contains(wire.to))
                    open.append(wire.to);
                else if (!found.contains(wire.to))
                    found.append(wire.to);
            }
        }
        return found;
    }

    // The first output, in the kind's order, that a wire leaves by.
    QString usedPort(const QString &id) const
    {
        QStringList used;
        const QList<Wire> outgoing = m_out.value(id);
        for (const Wire &wire : outgoing)
            used += wire.port;
        const QStringList ports = outputPortsOf(*m_pipeline.node(id));
        for (const QString &port : ports) {
            if (used.contains(port))
                return port;
        }
        return used.value(0);
    }

    const Pipeline &m_pipeline;
    const QSet<QString> &m_removed;
    QHash<QString, QList<Wire>> m_out;
};

QString removalName(const QStringList &nodes, qsizetype wires)
{
    if (nodes.isEmpty())
        return QStringLiteral("Remove ") + counted(wires, QStringLiteral("wire"));
    return nodes.size() == 1
               ? QStringLiteral("Remove ") + nodes.first()
               : QStringLiteral("Remove ") + counted(nodes.size(), QStringLiteral("node"));
}

} // namespace

DocumentEdit Edits::addNode(const DocumentState &state, const Node &node, QPointF position)
{
    Layout layout = state.layout;
    layout.nodes.insert(node.id, {position});
    return {.name = QStringLiteral("Add ") + (node.label.isEmpty() ? node.id : node.label),
            .text = {TextEdit::setRaw(pointerTo(nodesPointer, node.id), writeNodeYaml(node))},
            .layout = layout};
}

DocumentEdit Edits::removeItems(const DocumentState &state,
                                const QStringList &nodes,
                                const QStringList &wireKeys,
                                bool heal)
{
    const Pipeline &pipeline = state.pipeline();
    QSet<QString> removed;
    for (const Node &node : pipeline.nodes) {
        if (nodes.contains(node.id))
            removed.insert(node.id);
    }
    DocumentEdit edit{.name = removalName(nodes, wireKeys.size()), .layout = state.layout};
    const QSet<QString> keys(wireKeys.begin(), wireKeys.end());
    if (heal) {
        edit.text = addWires(state, Healing(pipeline, removed).wires());
    }
    for (qsizetype i = pipeline.wires.size() - 1; i >= 0; --i) {
        const Wire &wire = pipeline.wires[i];
        if (removed.contains(wire.from) || removed.contains(wire.to) ||
            (!keys.isEmpty() &&
             keys.contains(wireKey({wire.from, portOf(wire, pipeline.node(wire.from)), wire.to}))))
            edit.text += TextEdit::remove(pointerTo(wiresPointer, i));
    }
    for (const Node &node : pipeline.nodes) {
        if (removed.contains(node.id))
            edit.text += TextEdit::remove(pointerTo(nodesPointer, node.id));
    }
    for (const QString &id : std::as_const(removed))
        edit.layout->nodes.remove(id);
    return edit;
}

Result<DocumentEdit>
Edits::renameNode(const DocumentState &state, const QString &id, const QString &to)
{
    const Pipeline &pipeline = state.pipeline();
    if (!pipeline.node(id))
        return fail(ErrorKind::NotFound, QStringLiteral("There is no node \"%1\".").arg(id));
    if (const QString reason = whyNoId(to); !reason.isEmpty())
        return fail(ErrorKind::BadInput, reason);
    if (pipeline.node(to))
        return fail(ErrorKind::Conflict,
                    QStringLiteral("There is already a node \"%1\".").arg(to),
                    QStringLiteral("Choose another id."));
    DocumentEdit edit{.name = QStringLiteral("Rename %1 to %2").arg(id, to),
                      .layout = state.layout,
                      .renamedFrom = id,
                      .renamedTo = to};
    if (edit.layout->nodes.contains(id))
        edit.layout->nodes.insert(to, edit.layout->nodes.take(id));
    for (const Node &node : pipeline.nodes) {
        const QString pointer = pointerTo(nodesPointer, node.id);
        const auto texts = withStepsRenamed(node, {{id, to}});
        for (auto text = texts.begin(); text != texts.end(); ++text)
            edit.text += TextEdit::set(pointer + text.key(), text.value());
    }
    for (qsizetype i = 0; i < pipeline.wires.size(); ++i) {
        Wire wire = pipeline.wires[i];
        if (wire.from != id && wire.to != id)
            continue;
        wire.from = wire.from == id ? to : wire.from;
        wire.to = wire.to == id ? to : wire.to;
        edit.text += TextEdit::set(pointerTo(wiresPointer, i), wire.toString());
    }
    for (const QString &pointer : pointersInTests(pipeline.tests, id))
        edit.text += TextEdit::rename(pointer, to);
    edit.text += TextEdit::rename(pointerTo(nodesPointer, id), to);
    return edit;
}

} // namespace Saltern
