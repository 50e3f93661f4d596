#include "app/studio/canvas/canvasdrop.h"
#include "app/studio/canvas/canvasview.h"
#include "app/studio/canvas/gestures/decorgesture.h"
#include "app/studio/canvas/gestures/knifegesture.h"
#include "app/studio/canvas/gestures/lassogesture.h"
#include "app/studio/canvas/gestures/movegesture.h"
#include "app/studio/canvas/gestures/pangesture.h"
#include "app/studio/canvas/gestures/wiregesture.h"

#include <QNativeGestureEvent>

#include <algorithm>
#include <cmath>

namespace Saltern {

namespace {

constexpr qreal wheelStep = 60;         // pixels that a notch scrolls
constexpr qreal wheelZoomBase = 1.0015; // per eighth of a degree
constexpr qreal edgeWidth = 28;
constexpr qreal edgeSpeed = 0.5; // pixels a step for each pixel into the edge

QPointF edgeScroll(QPointF pointer, QSizeF size)
{
    const auto along = [](qreal at, qreal length) {
        return std::min(0.0, at - edgeWidth) + std::max(0.0, at - (length - edgeWidth));
    };
    return QPointF(along(pointer.x(), size.width()), along(pointer.y(), size.height())) * edgeSpeed;
}

} // namespace

CanvasPointer CanvasView::pointerAt(QPointF view, Qt::KeyboardModifiers modifiers) const
{
    if (m_isDetached)
        modifiers |= Qt::AltModifier;
    return {.view = view, .scene = m_transform.toScene(view), .modifiers = modifiers};
}

void CanvasView::mousePressEvent(QMouseEvent *event)
{
    setFocusRing(false);
    forceActiveFocus(Qt::MouseFocusReason);
    if (m_gesture || !document())
        return;
    m_pointer = event->position();
    m_modifiers = event->modifiers();
    m_isDetached = false;
    const CanvasPointer pointer = pointerAt(event->position(), event->modifiers());
    const bool pans = event->button() == Qt::MiddleButton || m_isSpaceHeld;
    if (pans)
        m_gesture = std::make_unique<PanGesture>(*this, pointer, false);
    else if (event->button() == Qt::RightButton && pointer.has(Qt::ControlModifier))
        m_gesture = std::make_unique<KnifeGesture>(*this, pointer);
    else if (event->button() == Qt::RightButton)
        m_menuPress = event->position();
    else if (event->button() == Qt::LeftButton)
        m_gesture = gestureFor(m_scene.hitAt(pointer.scene, zoom()), *event);
    if (m_gesture) {
        setTip({});
        Q_EMIT busyChanged();
    }
}

std::unique_ptr<Gesture> CanvasView::gestureFor(const CanvasHit &hit, const QMouseEvent &event)
{
    const CanvasPointer pointer = pointerAt(event.position(), event.modifiers());
    switch (hit.what) {
    case CanvasHit::What::Badge:
        selection()->set({hit.id});
        Q_EMIT inspectorRequested(hit.id, true);
        return nullptr;
    case CanvasHit::What::Node:
        return std::make_unique<MoveGesture>(*this, pointer, hit.id);
    case CanvasHit::What::Input:
    case CanvasHit::What::Output:
        if (!pointer.has(Qt::AltModifier))
            return std::make_unique<WireGesture>(*this, pointer, hit);
        document()->removeItems({}, wiresAt(hit));
        return nullptr;
    case CanvasHit::What::Wire:
        pressWire(hit.id, event.modifiers());
        return nullptr;
    case CanvasHit::What::Frame:
    case CanvasHit::What::FrameCorner:
    case CanvasHit::What::Note:
    case CanvasHit::What::NoteCorner:
        return std::make_unique<DecorGesture>(*this, pointer, hit);
    case CanvasHit::What::Nothing:
        break;
    }
    if (pointer.has(Qt::AltModifier))
        return std::make_unique<KnifeGesture>(*this, pointer);
    // With a modifier it always selects, whatever a plain drag does.
    const bool pans =
        m_dragOnEmpty == QLatin1StringView("pan") && event.modifiers() == Qt::NoModifier;
    if (pans)
        return std::make_unique<PanGesture>(*this, pointer, true);
    return std::make_unique<LassoGesture>(*this, pointer);
}

void CanvasView::pressWire(const QString &key, Qt::KeyboardModifiers modifiers)
{
    if (modifiers.testFlag(Qt::ControlModifier))
        selection()->toggleWire(key);
    else
        selection()->setWires({key});
    setCurrent(key, false);
}

void CanvasView::mouseMoveEvent(QMouseEvent *event)
{
    m_pointer = event->position();
    m_modifiers = event->modifiers();
    Q_EMIT pointerChanged();
    if (!m_gesture)
        return;
    m_gesture->move(pointerAt(event->position(), event->modifiers()));
    scrollAtEdgeWhile(m_gesture->isDragging() && m_gesture->scrollsAtEdges());
}

bool CanvasView::isAtEdge() const
{
    return !edgeScroll(m_pointer, size()).isNull();
}

void CanvasView::scrollAtEdgeWhile(bool scrolls)
{
    if (!scrolls || !isAtEdge())
        m_edgeScroll.stop();
    else if (!m_edgeScroll.isActive())
        m_edgeScroll.start();
}

void CanvasView::scrollAtEdge()
{
    const QPointF way = edgeScroll(m_pointer, size());
    if (way.isNull() || (!m_gesture && !m_drop))
        return m_edgeScroll.stop();
    setTransform(m_transform.panned(-way));
    const CanvasPointer pointer = pointerAt(m_pointer, m_modifiers);
    if (m_gesture)
        m_gesture->move(pointer);
    else
        m_drop->move(pointer);
}

void CanvasView::mouseReleaseEvent(QMouseEvent *event)
{
    m_pointer = event->position();
    m_modifiers = event->modifiers();
    if (m_gesture)
        return endGesture(true);
    if (event->button() == Qt::RightButton)
        requestMenu(event->position());
}

void CanvasView::mouseUngrabEvent()
{
    endGesture(false);
}

void CanvasView::endGesture(bool drops)
{
    m_edgeScroll.stop();
    if (!m_gesture)
        return;
    // A drop may open a popup, which takes the mouse away: the gesture is over by then.
    const std::unique_ptr<Gesture> gesture = std::move(m_gesture);
    Q_EMIT busyChanged();
    if (drops)
        gesture->release(pointerAt(m_pointer, m_modifiers));
    else
        gesture->cancel();
    m_isDetached = false;
    repaint();
}

void CanvasView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !document())
        return;
    const CanvasHit hit = m_scene.hitAt(m_transform.toScene(event->position()), zoom());
    switch (hit.what) {
    case CanvasHit::What::Node:
        Q_EMIT inspectorRequested(hit.id, false);
        break;
    case CanvasHit::What::Wire:
        requestQuickAdd(event->position(), {{QStringLiteral("wire"), hit.id}});
        break;
    case CanvasHit::What::Frame:
        Q_EMIT frameEditRequested(hit.id);
        break;
    case CanvasHit::What::Note:
        Q_EMIT noteEditRequested(hit.id);
        break;
    case CanvasHit::What::Nothing:
        requestQuickAdd(event->position(), {});
        break;
    default:
        break;
    }
}

void CanvasView::requestQuickAdd(QPointF view, const QVariantMap &context)
{
    Q_EMIT quickAddRequested(view, context);
}

void CanvasView::requestMenu(QPointF at)
{
    if (!document())
        return;
    const CanvasHit hit = m_scene.hitAt(m_transform.toScene(at), zoom());
    switch (hit.what) {
    case CanvasHit::What::Node:
    case CanvasHit::What::Badge:
    case CanvasHit::What::Input:
    case CanvasHit::What::Output:
        if (!selection()->contains(hit.id))
            selection()->set({hit.id});
        return Q_EMIT menuRequested(QStringLiteral("node"), hit.id, at);
    case CanvasHit::What::Wire:
        if (!selection()->containsWire(hit.id))
            selection()->setWires({hit.id});
        return Q_EMIT menuRequested(QStringLiteral("wire"), hit.id, at);
    case CanvasHit::What::Frame:
    case CanvasHit::What::FrameCorner:
        selection()->setFrame(hit.id);
        return Q_EMIT menuRequested(QStringLiteral("frame"), hit.id, at);
    case CanvasHit::What::Note:
    case CanvasHit::What::NoteCorner:
        selection()->setNote(hit.id);
        return Q_EMIT menuRequested(QStringLiteral("note"), hit.id, at);
    case CanvasHit::What::Nothing:
        break;
    }
    Q_EMIT menuRequested(QStringLiteral("canvas"), QString(), at);
}

QStringList CanvasView::wiresAt(const CanvasHit &port) const
{
    QStringList keys;
    for (const int index : m_scene.wiresOf(port.id)) {
        const WireBox &wire = m_scene.wires()[std::size_t(index)];
        const bool isHere = port.what == CanvasHit::What::Input
                                ? wire.to == port.id
                                : wire.from == port.id && wire.output == port.port;
        if (isHere)
            keys.append(wire.key);
    }
    // Selected ones alone, when some of them are.
    QStringList chosen;
    std::ranges::copy_if(keys, std::back_inserter(chosen), [this](const QString &key) {
        return selection()->containsWire(key);
    });
    return chosen.isEmpty() ? keys : chosen;
}

void CanvasView::selectAlong(const QString &node, QPointF scene)
{
    const NodeBox *box = m_scene.node(node);
    if (!box)
        return;
    const qreal share = (scene.x() - box->rect().left()) / box->rect().width();
    selection()->add({node});
    if (share < 1.0 / 3)
        selection()->upstream();
    else if (share > 2.0 / 3)
        selection()->downstream();
    else
        selection()->connected();
}

void CanvasView::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        const qreal factor = std::pow(wheelZoomBase, event->angleDelta().y());
        setTransform(zoomedTo(shownZoom() * factor, event->position()));
        return;
    }
    QPointF way = event->pixelDelta().isNull() ? QPointF(event->angleDelta()) / 120 * wheelStep
                                               : QPointF(event->pixelDelta());
    if (event->modifiers().testFlag(Qt::ShiftModifier) && way.x() == 0)
        way = QPointF(way.y(), 0);
    setTransform(m_transform.panned(way));
}

bool CanvasView::event(QEvent *event)
{
    if (event->type() == QEvent::NativeGesture) {
        const auto *pinch = static_cast<QNativeGestureEvent *>(event);
        if (pinch->gestureType() == Qt::ZoomNativeGesture) {
            setTransform(zoomedTo(shownZoom() * (1 + pinch->value()), pinch->position()));
            return true;
        }
    }
    return QQuickItem::event(event);
}

void CanvasView::hoverMoveEvent(QHoverEvent *event)
{
    m_pointer = event->position();
    Q_EMIT pointerChanged();
    if (document() && !m_gesture)
        setHovered(m_scene.hitAt(m_transform.toScene(event->position()), zoom()));
}

void CanvasView::hoverLeaveEvent(QHoverEvent *)
{
    setHovered({});
}

} // namespace Saltern
