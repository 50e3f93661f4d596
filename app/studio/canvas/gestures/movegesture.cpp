#include "app/studio/canvas/gestures/movegesture.h"

#include "app/studio/canvas/canvasview.h"
#include "app/studio/canvas/smartguides.h"
#include "app/studio/document/pipelinedocument.h"
#include "app/studio/document/shownwires.h"
#include "app/studio/settings/preferences.h"

#include <QCoreApplication>

#include <cmath>

namespace Saltern {

namespace {

constexpr qreal guideReach = 5; // pixels of the screen

qreal toGrid(qreal value)
{
    return std::round(value / NodeShape::grid) * NodeShape::grid;
}

} // namespace

MoveGesture::MoveGesture(CanvasView &canvas, const CanvasPointer &press, const QString &node)
    : Gesture(canvas, press), m_node(node)
{
}

void MoveGesture::begin()
{
    if (!view().selection()->contains(m_node))
        view().selection()->set({m_node});
    m_moving = view().selection()->nodes();
    for (const QString &id : m_moving) {
        if (const NodeBox *box = view().scene()->node(id))
            m_start.insert(id, box->position);
    }
    m_bounds = view().scene()->boundsOf(m_moving);
}

QPointF MoveGesture::wayOf(const CanvasPointer &pointer) const
{
    QPointF way = pointer.scene - press().scene;
    if (pointer.has(Qt::ShiftModifier)) {
        if (std::abs(way.x()) >= std::abs(way.y()))
            way.setY(0);
        else
            way.setX(0);
    }
    return way;
}

// A guide wins over the grid; what Shift holds still stays still.
QPointF MoveGesture::snapped(QPointF way, const Alignment &alignment) const
{
    const bool onGrid = Preferences::instance().snapToGrid();
    const QPointF start = m_start.value(m_node);
    if (way.x() != 0) {
        if (alignment.alignsX)
            way.rx() += alignment.shift.x();
        else if (onGrid)
            way.setX(toGrid(start.x() + way.x()) - start.x());
    }
    if (way.y() != 0) {
        if (alignment.alignsY)
            way.ry() += alignment.shift.y();
        else if (onGrid)
            way.setY(toGrid(start.y() + way.y()) - start.y());
    }
    return way;
}

QList<QRectF> MoveGesture::neighbours() const
{
    QList<QRectF> others;
    const QRectF visible = view().visibleScene();
    for (const NodeBox &box : view().scene()->nodes()) {
        if ((copies() || !m_start.contains(box.id)) && box.rect().intersects(visible))
            others.append(box.rect());
    }
    return others;
}

void MoveGesture::drag(const CanvasPointer &pointer)
{
    const QPointF way = wayOf(pointer);
    const Alignment alignment =
        alignWithNeighbours(m_bounds.translated(way), neighbours(), guideReach / view().zoom());
    m_way = snapped(way, alignment);
    CanvasFeedback feedback;
    feedback.guides = alignment.guides;
    if (copies()) {
        for (const QString &id : std::as_const(m_moving)) {
            if (const NodeBox *box = view().scene()->node(id))
                feedback.ghosts.append(box->rect().translated(m_way));
        }
    } else {
        QHash<QString, QPointF> places;
        for (auto it = m_start.cbegin(); it != m_start.cend(); ++it)
            places.insert(it.key(), it.value() + m_way);
        view().scene()->place(places);
        if (!pointer.has(Qt::AltModifier)) {
            m_spliceWire = spliceWireFor(m_bounds.translated(m_way));
            feedback.spliceWire = m_spliceWire;
            feedback.frame = view().scene()->frameAround(m_bounds.translated(m_way).center());
        } else {
            m_spliceWire.clear();
        }
    }
    view().setFeedback(feedback);
}

QString MoveGesture::spliceWireFor(const QRectF &card) const
{
    if (m_moving.size() != 1 || !view().scene()->wiresOf(m_node).isEmpty())
        return {};
    const NodeBox *box = view().scene()->node(m_node);
    if (!box || !box->hasInput || box->geometry.outputYs.isEmpty())
        return {};
    return view().scene()->wireUnder(card, m_node);
}

void MoveGesture::drop(const CanvasPointer &)
{
    PipelineDocument *document = view().document();
    view().setFeedback({});
    if (copies()) {
        const QStringList made = document->duplicate(m_moving, m_way);
        if (!made.isEmpty())
            view().selection()->set(made);
        return;
    }
    QVariantMap places;
    for (auto it = m_start.cbegin(); it != m_start.cend(); ++it)
        places.insert(it.key(), it.value() + m_way);
    if (m_spliceWire.isEmpty()) {
        document->moveNodes(places);
        return;
    }
    document->undoStack()->beginMacro(
        QCoreApplication::translate("MoveGesture", "Put a node into a wire"));
    document->moveNodes(places);
    splice(m_spliceWire);
    document->undoStack()->endMacro();
}

void MoveGesture::splice(const QString &key)
{
    const Wire wire = wireFromKey(key);
    view().document()->spliceNode(m_node, wire.from, wire.port, wire.to);
}

void MoveGesture::abandon()
{
    view().setFeedback({});
    view().scene()->restore();
}

void MoveGesture::click(const CanvasPointer &pointer)
{
    if (press().has(Qt::ShiftModifier))
        view().selectAlong(m_node, pointer.scene);
    else if (press().has(Qt::ControlModifier))
        view().selection()->toggle(m_node);
    else
        view().selection()->set({m_node});
}

} // namespace Saltern
