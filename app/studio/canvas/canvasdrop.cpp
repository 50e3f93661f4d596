#include "app/studio/canvas/canvasdrop.h"

#include "app/studio/canvas/canvascommands.h"
#include "app/studio/canvas/canvasview.h"
#include "app/studio/canvas/gestures/gesture.h"
#include "app/studio/canvas/gridsnap.h"
#include "app/studio/document/shownwires.h"
#include "engine/pipeline/registry.h"

namespace Saltern {

namespace {

constexpr qreal apart = 56; // from a node to the one that follows it
constexpr qreal below = 24;

} // namespace

CanvasDrop::CanvasDrop(CanvasView &view, const QMimeData &data)
    : m_view(view), m_alone(carriedNode(data, false)), m_following(carriedNode(data, true))
{
}

const CarriedNode &CanvasDrop::node() const
{
    return m_target.wire.isEmpty() && m_target.behind.isEmpty() ? m_alone : m_following;
}

QSizeF CanvasDrop::cardSize() const
{
    const auto draft = m_view.document()->draftNode(node().kind, node().parameters);
    return draft ? nodeGeometry(*draft, outputPortsOf(*draft).size()).size : QSizeF();
}

CanvasDrop::Target CanvasDrop::targetAt(const CanvasPointer &pointer) const
{
    if (pointer.has(Qt::AltModifier))
        return {};
    const CanvasHit hit = m_view.scene()->hitAt(pointer.scene, m_view.zoom());
    switch (hit.what) {
    case CanvasHit::What::Input:
        return {.before = hit.id};
    case CanvasHit::What::Node:
    case CanvasHit::What::Badge:
    case CanvasHit::What::Output:
        return {.behind = hit.id, .port = hit.port};
    case CanvasHit::What::Wire:
        return {.wire = hit.id};
    default:
        break;
    }
    // What can stand in a wire need not be aimed: it is enough that its card lies on one.
    const NodeDescriptor *descriptor = findDescriptor({m_following.kind, 0});
    if (!descriptor || !descriptor->hasInput())
        return {};
    const QRectF card(pointer.scene - cardHold, cardSize());
    return {.wire = m_view.scene()->wireUnder(card, {})};
}

// The wire that it would be put into; an end that the new node takes is empty.
Wire CanvasDrop::wireOf(const Target &target) const
{
    if (!target.wire.isEmpty())
        return wireFromKey(target.wire);
    const NodeBox *box = m_view.scene()->node(target.behind);
    return {target.behind, box ? box->outputNames.value(target.port) : QString(), target.before};
}

QPointF CanvasDrop::freeCorner(QPointF corner) const
{
    const QSizeF size = cardSize();
    QStringList there = m_view.document()->nodesIn({corner, size});
    while (!there.isEmpty()) {
        corner.setY(m_view.scene()->node(there.first())->rect().bottom() + below);
        there = m_view.document()->nodesIn({corner, size});
    }
    return snapped(corner);
}

QPointF CanvasDrop::cornerFor(const CanvasPointer &pointer) const
{
    const CanvasScene &scene = *m_view.scene();
    if (const NodeBox *box = scene.node(m_target.behind))
        return freeCorner({box->rect().right() + apart, box->position.y()});
    if (const NodeBox *box = scene.node(m_target.before))
        return freeCorner({box->position.x() - apart - NodeShape::width, box->position.y()});
    return snapped(pointer.scene - cardHold);
}

QList<DrawnWire> CanvasDrop::drawnWires(const QRectF &card) const
{
    const QPointF port(0, NodeShape::kindCentre);
    if (const NodeBox *box = m_view.scene()->node(m_target.behind))
        return {{box->outputPoint(m_target.port), card.topLeft() + port, box->category}};
    if (const NodeBox *box = m_view.scene()->node(m_target.before))
        return {{card.topRight() + port, box->inputPoint(), box->category}};
    return {};
}

void CanvasDrop::move(const CanvasPointer &pointer)
{
    const Target target = targetAt(pointer);
    if (target != m_target) {
        m_target = target;
        const Wire wire = wireOf(target);
        m_refusal = wire.from.isEmpty() && wire.to.isEmpty()
                        ? QString()
                        : m_view.document()->whyNotAdd(node().kind, wire.from, wire.port, wire.to);
    }
    m_corner = cornerFor(pointer);
    CanvasFeedback feedback;
    feedback.refusal = m_refusal;
    if (m_refusal.isEmpty()) {
        const QRectF card(m_corner, cardSize());
        feedback.ghosts = {card};
        feedback.ghostTitle = node().words;
        feedback.hint = node().parameters.isEmpty() ? QString() : node().words;
        feedback.spliceWire = m_target.wire;
        feedback.wires = drawnWires(card);
        feedback.frame = m_view.scene()->frameAround(card.center());
    }
    m_view.setFeedback(feedback);
}

QString CanvasDrop::drop()
{
    m_view.setFeedback({});
    if (!m_refusal.isEmpty()) {
        Q_EMIT m_view.document()->refused(m_refusal);
        return {};
    }
    const Wire wire = wireOf(m_target);
    QVariantMap context{{QStringLiteral("parameters"), node().parameters}};
    if (!m_target.wire.isEmpty()) {
        context.insert(QStringLiteral("wire"), m_target.wire);
    } else {
        context.insert(QStringLiteral("fromNode"), wire.from);
        context.insert(QStringLiteral("fromPort"), wire.port);
        context.insert(QStringLiteral("toNode"), wire.to);
    }
    return m_view.commands()->insert(node().kind, m_corner + cardHold, context);
}

void CanvasDrop::leave()
{
    m_view.setFeedback({});
}

} // namespace Saltern
