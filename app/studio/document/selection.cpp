#include "app/studio/document/selection.h"

#include "app/studio/document/pipelinedocument.h"
#include "app/studio/document/shownwires.h"

#include <QSet>

namespace Saltern {

namespace {

void flip(QStringList &list, const QString &entry)
{
    if (!list.removeOne(entry))
        list.append(entry);
}

} // namespace

Selection::Selection(PipelineDocument &document) : QObject(&document), m_document(document)
{
    connect(&document, &PipelineDocument::edited, this, &Selection::prune);
    connect(&document, &PipelineDocument::nodeRenamed, this, &Selection::rename);
}

int Selection::count() const
{
    return static_cast<int>(m_nodes.size() + m_wires.size() + m_frames.size() + m_notes.size());
}

void Selection::replace(const QStringList &nodes,
                        const QStringList &wires,
                        const QStringList &frames,
                        const QStringList &notes)
{
    if (nodes == m_nodes && wires == m_wires && frames == m_frames && notes == m_notes)
        return;
    m_nodes = nodes;
    m_wires = wires;
    m_frames = frames;
    m_notes = notes;
    Q_EMIT changed();
}

void Selection::set(const QStringList &nodeIds)
{
    replace(nodeIds);
}

void Selection::setWires(const QStringList &keys)
{
    replace({}, keys);
}

void Selection::setFrame(const QString &id)
{
    replace({}, {}, {id});
}

void Selection::setNote(const QString &id)
{
    replace({}, {}, {}, {id});
}

void Selection::add(const QStringList &nodeIds)
{
    QStringList nodes = m_nodes;
    QSet<QString> known(nodes.begin(), nodes.end());
    for (const QString &id : nodeIds) {
        if (!known.contains(id))
            nodes.append(id);
        known.insert(id);
    }
    replace(nodes, m_wires, m_frames, m_notes);
}

void Selection::toggle(const QString &nodeId)
{
    toggleAll({nodeId});
}

void Selection::toggleAll(const QStringList &nodeIds)
{
    QStringList nodes = m_nodes;
    for (const QString &id : nodeIds)
        flip(nodes, id);
    replace(nodes, m_wires, m_frames, m_notes);
}

void Selection::toggleWire(const QString &key)
{
    QStringList wires = m_wires;
    flip(wires, key);
    replace(m_nodes, wires, m_frames, m_notes);
}

void Selection::clear()
{
    replace({});
}

void Selection::selectAll()
{
    QStringList all;
    for (const Node &node : m_document.pipeline().nodes)
        all += node.id;
    replace(all);
}

void Selection::upstream()
{
    add(reached(false, true));
}

void Selection::downstream()
{
    add(reached(true, false));
}

void Selection::connected()
{
    add(reached(true, true));
}

QStringList Selection::reached(bool forward, bool backward) const
{
    QHash<QString, QStringList> next;
    for (const Wire &wire : m_document.wires()) {
        if (forward)
            next[wire.from].append(wire.to);
        if (backward)
            next[wire.to].append(wire.from);
    }
    QSet<QString> seen(m_nodes.begin(), m_nodes.end());
    QStringList found;
    QStringList open = m_nodes;
    while (!open.isEmpty()) {
        const QStringList neighbours = next.value(open.takeLast());
        for (const QString &id : neighbours) {
            if (seen.contains(id))
                continue;
            seen.insert(id);
            found.append(id);
            open.append(id);
        }
    }
    return found;
}

QStringList Selection::innerWires() const
{
    const QSet<QString> nodes(m_nodes.begin(), m_nodes.end());
    QStringList keys;
    for (const Wire &wire : m_document.wires()) {
        if (nodes.contains(wire.from) && nodes.contains(wire.to))
            keys += wireKey(wire);
    }
    return keys;
}

void Selection::prune()
{
    if (isEmpty())
        return;
    const auto kept = [](QStringList list, const QSet<QString> &known) {
        list.removeIf([&](const QString &entry) { return !known.contains(entry); });
        return list;
    };
    QSet<QString> nodes;
    for (const Node &node : m_document.pipeline().nodes)
        nodes.insert(node.id);
    QSet<QString> wires;
    for (const Wire &wire : m_document.wires())
        wires.insert(wireKey(wire));
    QSet<QString> frames;
    for (const Frame &frame : m_document.layout().frames)
        frames.insert(frame.id);
    QSet<QString> notes;
    for (const StickyNote &note : m_document.layout().notes)
        notes.insert(note.id);
    replace(
        kept(m_nodes, nodes), kept(m_wires, wires), kept(m_frames, frames), kept(m_notes, notes));
}

void Selection::rename(const QString &from, const QString &to)
{
    QStringList nodes;
    for (const QString &id : m_nodes)
        nodes += id == from ? to : id;
    QStringList wires;
    for (const QString &key : m_wires) {
        Wire wire = wireFromKey(key);
        wire.from = wire.from == from ? to : wire.from;
        wire.to = wire.to == from ? to : wire.to;
        wires += wireKey(wire);
    }
    replace(nodes, wires, m_frames, m_notes);
}

} // namespace Saltern
