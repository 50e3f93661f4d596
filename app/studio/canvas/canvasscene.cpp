#include "app/studio/canvas/canvasscene.h"

#include "app/studio/canvas/nodecard.h"
#include "app/studio/document/pipelinedocument.h"
#include "app/studio/document/shownwires.h"
#include "engine/pipeline/registry.h"

#include <algorithm>

namespace Saltern {

namespace {

QString portTitle(const NodeDescriptor *descriptor, const Node &node, const QString &name)
{
    if (!descriptor)
        return name;
    const std::vector<Port> ports = descriptor->outputPorts(node.parameters);
    const auto port = std::ranges::find(ports, name, &Port::name);
    return port == ports.end() || port->title.isEmpty() ? name : port->title;
}

QString problemText(const Problem &problem)
{
    return problem.remedy.isEmpty() ? problem.message : problem.message + u' ' + problem.remedy;
}

} // namespace

CanvasScene::CanvasScene(QObject *parent) : QObject(parent)
{
}

CanvasScene::~CanvasScene() = default;

PipelineDocument *CanvasScene::document() const
{
    return m_document;
}

void CanvasScene::setDocument(PipelineDocument *document)
{
    if (m_document == document)
        return;
    if (m_document)
        m_document->disconnect(this);
    m_document = document;
    if (document) {
        connect(document, &PipelineDocument::nodeInserted, this, &CanvasScene::insertNode);
        connect(document, &PipelineDocument::nodeRemoved, this, &CanvasScene::removeNode);
        connect(document, &PipelineDocument::nodeChanged, this, &CanvasScene::refreshNode);
        connect(document, &PipelineDocument::nodesMoved, this, &CanvasScene::refreshPlaces);
        connect(document, &PipelineDocument::nodeRenamed, this, &CanvasScene::rebuild);
        connect(document, &PipelineDocument::wireInserted, this, &CanvasScene::tellWires);
        connect(document, &PipelineDocument::wireRemoved, this, &CanvasScene::tellWires);
        connect(document, &PipelineDocument::framesChanged, this, &CanvasScene::refreshFrames);
        connect(document, &PipelineDocument::notesChanged, this, &CanvasScene::refreshNotes);
        connect(document, &PipelineDocument::problemsChanged, this, &CanvasScene::refreshProblems);
        connect(document, &PipelineDocument::wasReset, this, &CanvasScene::rebuild);
        connect(document, &QObject::destroyed, this, &CanvasScene::rebuild);
    }
    rebuild();
}

void CanvasScene::setFacts(RunFacts *facts)
{
    if (m_facts == facts)
        return;
    if (m_facts)
        m_facts->disconnect(this);
    m_facts = facts;
    if (facts) {
        connect(facts, &RunFacts::nodeFactsChanged, this, &CanvasScene::refreshFacts);
        connect(facts, &RunFacts::wireFactsChanged, this, &CanvasScene::refreshWireFacts);
        connect(facts, &RunFacts::pulsed, this, &CanvasScene::pulsed);
        connect(facts, &RunFacts::wasReset, this, &CanvasScene::refreshAllFacts);
        connect(facts, &QObject::destroyed, this, [this] {
            m_facts.clear();
            refreshAllFacts();
        });
    }
    refreshAllFacts();
}

const NodeBox *CanvasScene::node(const QString &id) const
{
    const auto found = m_nodeIndex.constFind(id);
    return found == m_nodeIndex.cend() ? nullptr : &m_nodes[std::size_t(*found)];
}

const std::vector<WireBox> &CanvasScene::wires() const
{
    if (m_wiresAreStale)
        rebuildWires();
    return m_wires;
}

const WireBox *CanvasScene::wire(const QString &key) const
{
    if (m_wiresAreStale)
        rebuildWires();
    const auto found = m_wireIndex.constFind(key);
    return found == m_wireIndex.cend() ? nullptr : &m_wires[std::size_t(*found)];
}

const QList<int> &CanvasScene::wiresOf(const QString &node) const
{
    static const QList<int> none;
    if (m_wiresAreStale)
        rebuildWires();
    const auto found = m_wiresOfNode.constFind(node);
    return found == m_wiresOfNode.cend() ? none : *found;
}

QRectF CanvasScene::bounds() const
{
    QRectF all;
    for (const NodeBox &box : m_nodes)
        all |= box.rect();
    for (const Frame &frame : m_frames)
        all |= frame.rect;
    for (const StickyNote &note : m_notes)
        all |= note.rect;
    return all;
}

QRectF CanvasScene::boundsOf(const QStringList &nodes) const
{
    QRectF all;
    for (const QString &id : nodes) {
        if (const NodeBox *box = node(id))
            all |= box->rect();
    }
    return all;
}

QStringList CanvasScene::nodesIn(const QRectF &rect) const
{
    QStringList ids;
    for (const NodeBox &box : m_nodes) {
        if (rect.contains(box.rect().center()))
            ids.append(box.id);
    }
    return ids;
}

void CanvasScene::place(const QHash<QString, QPointF> &nodes)
{
    for (auto it = nodes.begin(); it != nodes.end(); ++it) {
        const auto index = m_nodeIndex.constFind(it.key());
        if (index != m_nodeIndex.cend())
            m_nodes[std::size_t(*index)].position = it.value();
    }
    for (auto it = nodes.begin(); it != nodes.end(); ++it)
        layWiresOf(it.key());
    Q_EMIT nodesPlaced(nodes.keys());
    Q_EMIT wiresChanged();
}

void CanvasScene::placeFrame(const QString &id, const QRectF &rect)
{
    const auto frame = std::ranges::find(m_frames, id, &Frame::id);
    if (frame == m_frames.end())
        return;
    frame->rect = rect;
    Q_EMIT framesChanged();
}

void CanvasScene::placeNote(const QString &id, const QRectF &rect)
{
    const auto note = std::ranges::find(m_notes, id, &StickyNote::id);
    if (note == m_notes.end())
        return;
    note->rect = rect;
    Q_EMIT notesChanged();
}

void CanvasScene::restore()
{
    if (!m_document)
        return;
    QHash<QString, QPointF> moved;
    for (const NodeBox &box : m_nodes) {
        const QPointF place = m_document->positionOf(box.id);
        if (place != box.position)
            moved.insert(box.id, place);
    }
    place(moved);
    refreshFrames();
    refreshNotes();
}

void CanvasScene::rebuild()
{
    m_nodes.clear();
    if (m_document) {
        m_nodes.reserve(std::size_t(m_document->pipeline().nodes.size()));
        for (const Node &node : m_document->pipeline().nodes)
            m_nodes.push_back(boxOf(node));
        m_frames = m_document->layout().frames;
        m_notes = m_document->layout().notes;
    } else {
        m_frames.clear();
        m_notes.clear();
    }
    indexNodes();
    tellWires();
    refreshProblems();
    Q_EMIT wasReset();
}

void CanvasScene::tellWires()
{
    m_wiresAreStale = true;
    Q_EMIT wiresChanged();
}

void CanvasScene::rebuildWires() const
{
    m_wiresAreStale = false;
    m_wires.clear();
    m_wireIndex.clear();
    m_wiresOfNode.clear();
    const QList<Wire> shown = m_document ? m_document->wires() : QList<Wire>();
    m_wires.reserve(std::size_t(shown.size()));
    for (const Wire &drawn : shown) {
        // In the middle of a step an end may not be here yet.
        if (!node(drawn.from) || !node(drawn.to))
            continue;
        WireBox wire{.key = wireKey(drawn), .from = drawn.from, .port = drawn.port, .to = drawn.to};
        if (m_facts)
            wire.facts = m_facts->wireFacts(wire.key);
        layWire(wire);
        const int index = int(m_wires.size());
        m_wireIndex.insert(wire.key, index);
        m_wiresOfNode[wire.to].prepend(index);
        m_wiresOfNode[wire.from].append(index);
        m_wires.push_back(std::move(wire));
    }
}

void CanvasScene::insertNode(const QString &id)
{
    const Node *inserted = m_document->pipeline().node(id);
    if (!inserted || m_nodeIndex.contains(id))
        return;
    const qsizetype place = inserted - m_document->pipeline().nodes.constData();
    const auto at = std::min(std::size_t(place), m_nodes.size());
    m_nodes.insert(m_nodes.begin() + std::ptrdiff_t(at), boxOf(*inserted));
    indexNodes();
    tellWires();
    Q_EMIT nodeAdded(id);
}

void CanvasScene::removeNode(const QString &id)
{
    const auto index = m_nodeIndex.constFind(id);
    if (index == m_nodeIndex.cend())
        return;
    m_nodes.erase(m_nodes.begin() + *index);
    indexNodes();
    tellWires();
    Q_EMIT nodeRemoved(id);
}

void CanvasScene::refreshNode(const QString &id)
{
    const auto index = m_nodeIndex.constFind(id);
    const Node *changed = m_document ? m_document->pipeline().node(id) : nullptr;
    if (index == m_nodeIndex.cend() || !changed)
        return;
    NodeBox &box = m_nodes[std::size_t(*index)];
    NodeBox fresh = boxOf(*changed);
    fresh.errors = box.errors;
    fresh.warnings = box.warnings;
    box = std::move(fresh);
    layWiresOf(id);
    Q_EMIT nodeChanged(id);
    Q_EMIT wiresChanged();
}

void CanvasScene::refreshFacts(const QString &id)
{
    const auto index = m_nodeIndex.constFind(id);
    if (index == m_nodeIndex.cend() || !m_facts)
        return;
    m_nodes[std::size_t(*index)].facts = m_facts->nodeFacts(id);
    Q_EMIT nodeChanged(id);
}

void CanvasScene::refreshWireFacts(const QString &key)
{
    if (!wire(key) || !m_facts)
        return;
    m_wires[std::size_t(m_wireIndex.value(key))].facts = m_facts->wireFacts(key);
    Q_EMIT wiresChanged();
}

void CanvasScene::refreshAllFacts()
{
    for (NodeBox &box : m_nodes) {
        box.facts = m_facts ? std::optional(m_facts->nodeFacts(box.id)) : std::nullopt;
        Q_EMIT nodeChanged(box.id);
    }
    tellWires();
}

void CanvasScene::refreshPlaces(const QStringList &ids)
{
    QHash<QString, QPointF> places;
    for (const QString &id : ids)
        places.insert(id, m_document->positionOf(id));
    for (const QString &id : ids) {
        const auto index = m_nodeIndex.constFind(id);
        if (index != m_nodeIndex.cend())
            m_nodes[std::size_t(*index)].isPinned = m_document->layout().nodes.value(id).pinned;
    }
    place(places);
}

void CanvasScene::refreshProblems()
{
    for (NodeBox &box : m_nodes) {
        QStringList errors;
        QStringList warnings;
        for (const Problem &problem : m_document->problemsOf(box.id))
            (problem.severity == Severity::Error ? errors : warnings).append(problemText(problem));
        if (errors == box.errors && warnings == box.warnings)
            continue;
        box.errors = errors;
        box.warnings = warnings;
        Q_EMIT nodeChanged(box.id);
    }
}

void CanvasScene::refreshFrames()
{
    m_frames = m_document->layout().frames;
    Q_EMIT framesChanged();
}

void CanvasScene::refreshNotes()
{
    m_notes = m_document->layout().notes;
    Q_EMIT notesChanged();
}

NodeBox CanvasScene::boxOf(const Node &node) const
{
    const NodeDescriptor *descriptor = findDescriptor(node.kind);
    NodeBox box{.id = node.id,
                .position = m_document->positionOf(node.id),
                .hasInput = !descriptor || descriptor->hasInput(),
                .category = categoryName(descriptor),
                .title = cardTitle(descriptor, node),
                .kindLine = kindLineOf(descriptor, node),
                .summary = summaryLinesOf(descriptor, node),
                .placeLine = placeLineOf(node),
                .disabled = node.disabled,
                .isPinned = m_document->layout().nodes.value(node.id).pinned};
    box.outputNames = outputPortsOf(node);
    box.geometry = nodeGeometry(node, box.outputNames.size());
    for (const QString &name : std::as_const(box.outputNames))
        box.outputTitles.append(portTitle(descriptor, node, name));
    if (m_facts)
        box.facts = m_facts->nodeFacts(node.id);
    return box;
}

void CanvasScene::layWiresOf(const QString &node)
{
    for (const int index : wiresOf(node))
        layWire(m_wires[std::size_t(index)]);
}

void CanvasScene::layWire(WireBox &wire) const
{
    const NodeBox *from = node(wire.from);
    const NodeBox *to = node(wire.to);
    // A wire of an unknown kind, or by a port that is no more, is drawn from the first output.
    wire.output = std::max(0, int(from->outputNames.indexOf(wire.port)));
    wire.category = from->category;
    wire.isIdle = from->disabled == Disabled::Stop || to->disabled == Disabled::Stop;
    wire.curve = WireCurve(from->outputPoint(wire.output), to->inputPoint());
}

void CanvasScene::indexNodes()
{
    m_nodeIndex.clear();
    m_nodeIndex.reserve(qsizetype(m_nodes.size()));
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        m_nodeIndex.insert(m_nodes[i].id, int(i));
}

} // namespace Saltern
