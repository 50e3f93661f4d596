#include "app/studio/canvas/nodegeometry.h"
#include "app/studio/document/nodesearch.h"
#include "app/studio/document/pipelinedocument.h"
#include "app/studio/document/shownwires.h"
#include "engine/pipeline/jsonpointer.h"

namespace Saltern {

QStringList PipelineDocument::nodeIds() const
{
    QStringList ids;
    for (const Node &node : pipeline().nodes)
        ids += node.id;
    return ids;
}

QString PipelineDocument::kindOf(const QString &id) const
{
    const Node *node = pipeline().node(id);
    return node ? node->kind.name : QString();
}

QString PipelineDocument::labelOf(const QString &id) const
{
    const Node *node = pipeline().node(id);
    return node && !node->label.isEmpty() ? node->label : id;
}

QString PipelineDocument::noteOf(const QString &id) const
{
    const Node *node = pipeline().node(id);
    return node ? node->note : QString();
}

QVariant PipelineDocument::parameter(const QString &id, const QString &pointer) const
{
    const Node *node = pipeline().node(id);
    return node ? valueAtPointer(node->parameters, pointer).toVariant() : QVariant();
}

QPointF PipelineDocument::positionOf(const QString &id) const
{
    const auto place = m_state.layout.nodes.find(id);
    return place != m_state.layout.nodes.end() ? place->position : m_automatic.value(id);
}

QRectF PipelineDocument::rectOf(const QString &id) const
{
    const Node *node = pipeline().node(id);
    return node ? QRectF(positionOf(id), nodeGeometry(*node, outputPortsOf(*node).size()).size)
                : QRectF();
}

QRectF PipelineDocument::boundingRect() const
{
    QRectF all;
    for (const Node &node : pipeline().nodes)
        all |= rectOf(node.id);
    for (const Frame &frame : layout().frames)
        all |= frame.rect;
    for (const StickyNote &note : layout().notes)
        all |= note.rect;
    return all;
}

QStringList PipelineDocument::nodesIn(const QRectF &rect) const
{
    QStringList ids;
    for (const Node &node : pipeline().nodes) {
        if (rectOf(node.id).intersects(rect))
            ids += node.id;
    }
    return ids;
}

QStringList PipelineDocument::outputPorts(const QString &id) const
{
    const Node *node = pipeline().node(id);
    return node ? outputPortsOf(*node) : QStringList();
}

QVariantList PipelineDocument::problemList(const QString &id) const
{
    QVariantList list;
    const QList<Problem> problems = id.isEmpty() ? m_problems : problemsOf(id);
    for (const Problem &problem : problems)
        list.append(problemToJson(problem).toVariantMap());
    return list;
}

QStringList PipelineDocument::findNodes(const QString &query) const
{
    return Saltern::findNodes(*this, query);
}

QVariantList PipelineDocument::frames() const
{
    QVariantList list;
    for (const Frame &frame : layout().frames)
        list.append(QVariantMap{{QStringLiteral("id"), frame.id},
                                {QStringLiteral("title"), frame.title},
                                {QStringLiteral("color"), frame.color},
                                {QStringLiteral("rect"), frame.rect}});
    return list;
}

QVariantList PipelineDocument::stickyNotes() const
{
    QVariantList list;
    for (const StickyNote &note : layout().notes)
        list.append(QVariantMap{{QStringLiteral("id"), note.id},
                                {QStringLiteral("text"), note.text},
                                {QStringLiteral("rect"), note.rect}});
    return list;
}

} // namespace Saltern
