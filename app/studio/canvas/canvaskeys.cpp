#include "app/studio/canvas/canvascommands.h"
#include "app/studio/canvas/canvasview.h"
#include "app/studio/canvas/edgelayer.h"
#include "app/studio/canvas/gestures/gesture.h"
#include "app/studio/canvas/nodeitem.h"
#include "app/studio/canvas/nodelayer.h"
#include "app/studio/canvas/nodenavigation.h"
#include "app/studio/document/shownwires.h"
#include "app/studio/settings/actionregistry.h"
#include "app/studio/settings/preferences.h"

#include <QKeyEvent>

namespace Saltern {

namespace {

constexpr int largeStep = 5; // grid steps of a nudge with Shift

bool isArrow(int key)
{
    return key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
}

// What was typed, as shortcuts are written: "?" has its Shift in it already.
QKeySequence typed(const QKeyEvent &event)
{
    Qt::KeyboardModifiers modifiers = event.modifiers() & ~Qt::KeypadModifier;
    const bool isSign = event.key() >= Qt::Key_Exclam && event.key() <= Qt::Key_AsciiTilde &&
                        !(event.key() >= Qt::Key_A && event.key() <= Qt::Key_Z) &&
                        !(event.key() >= Qt::Key_0 && event.key() <= Qt::Key_9);
    if (isSign)
        modifiers &= ~Qt::ShiftModifier;
    return QKeySequence(QKeyCombination(modifiers, Qt::Key(event.key())));
}

} // namespace

void CanvasView::keyPressEvent(QKeyEvent *event)
{
    event->setAccepted(false);
    if (!document())
        return;
    if (m_gesture && event->key() == Qt::Key_X) {
        m_isDetached = !m_isDetached;
        m_gesture->move(pointerAt(m_pointer, m_modifiers));
        return event->accept();
    }
    if (event->key() == Qt::Key_Space) {
        m_isSpaceHeld = true;
        return event->accept();
    }
    if (event->key() == Qt::Key_Escape) {
        escape();
        return event->accept();
    }
    if (m_gesture)
        return event->accept();
    if (navigate(*event) ||
        ActionRegistry::instance().triggerShortcut(QStringLiteral("canvas"), typed(*event)))
        event->accept();
}

void CanvasView::keyReleaseEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Space && !event->isAutoRepeat())
        m_isSpaceHeld = false;
    QQuickItem::keyReleaseEvent(event);
}

void CanvasView::escape()
{
    if (m_gesture)
        endGesture(false);
    else if (document())
        selection()->clear();
}

bool CanvasView::navigate(const QKeyEvent &event)
{
    const Qt::KeyboardModifiers modifiers = event.modifiers() & ~Qt::KeypadModifier;
    if (event.key() == Qt::Key_Tab || event.key() == Qt::Key_Backtab)
        return visitNext(event.key() == Qt::Key_Backtab);
    if (!isArrow(event.key()))
        return false;
    if (modifiers == Qt::ControlModifier || modifiers == Qt::ShiftModifier) {
        const qreal step = Preferences::instance().snapToGrid() ? NodeShape::grid : 1;
        m_commands->nudge(arrowDirection(Qt::Key(event.key())) * step *
                          (modifiers == Qt::ShiftModifier ? largeStep : 1));
        return true;
    }
    if (modifiers != Qt::NoModifier)
        return false;
    if (!currentWire().isEmpty())
        return navigateFromWire(event.key());
    const auto nodes = placedNodes();
    const QString next = currentNode().isEmpty()
                             ? readingOrder(nodes).value(0)
                             : nodeTowards(Qt::Key(event.key()), m_current, nodes);
    if (!next.isEmpty()) {
        setCurrent(next);
        selection()->set({next});
    }
    return true;
}

bool CanvasView::navigateFromWire(int key)
{
    const Wire wire = wireFromKey(m_current);
    if (key == Qt::Key_Up || key == Qt::Key_Down) {
        nextWire();
        return true;
    }
    const QString end = key == Qt::Key_Left ? wire.from : wire.to;
    setCurrent(end);
    selection()->set({end});
    return true;
}

void CanvasView::nextWire()
{
    const WireBox *wire = m_scene.wire(m_current);
    const QString node = wire ? wire->from : currentNode();
    const QList<int> &wires = m_scene.wiresOf(node);
    if (wires.isEmpty())
        return;
    qsizetype at = -1;
    for (qsizetype i = 0; i < wires.size(); ++i) {
        if (m_scene.wires()[std::size_t(wires[i])].key == m_current)
            at = i;
    }
    const QString key = m_scene.wires()[std::size_t(wires[(at + 1) % wires.size()])].key;
    setCurrent(key);
    selection()->setWires({key});
}

bool CanvasView::visitNext(bool backwards)
{
    const QStringList order = readingOrder(placedNodes());
    const QString from = currentWire().isEmpty() ? currentNode() : wireFromKey(m_current).from;
    const qsizetype at = order.indexOf(from);
    const qsizetype next = at < 0 ? (backwards ? -1 : 0) : at + (backwards ? -1 : 1);
    if (next < 0 || next >= order.size())
        return false;
    setCurrent(order[next]);
    selection()->set({order[next]});
    return true;
}

std::vector<std::pair<QString, QRectF>> CanvasView::placedNodes() const
{
    std::vector<PlacedNode> nodes;
    nodes.reserve(m_scene.nodes().size());
    for (const NodeBox &box : m_scene.nodes())
        nodes.emplace_back(box.id, box.rect());
    return nodes;
}

void CanvasView::setCurrent(const QString &id, bool byKeyboard)
{
    setFocusRing(byKeyboard);
    if (m_current == id)
        return;
    if (NodeItem *before = m_nodes->item(m_current))
        before->setFocus(false);
    m_current = id;
    if (byKeyboard)
        reveal(id);
    m_nodes->sync();
    if (NodeItem *item = m_nodes->item(id))
        item->setFocus(true);
    m_edges->update();
    Q_EMIT currentChanged();
}

void CanvasView::setFocusRing(bool shown)
{
    if (shown == m_showsFocusRing)
        return;
    m_showsFocusRing = shown;
    m_nodes->syncLooks();
}

void CanvasView::focusInEvent(QFocusEvent *event)
{
    QQuickItem::focusInEvent(event);
    const bool byTab =
        event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    if (byTab && document() && m_current.isEmpty()) {
        const QStringList order = readingOrder(placedNodes());
        if (!order.isEmpty())
            setCurrent(event->reason() == Qt::TabFocusReason ? order.first() : order.last());
    }
    if (byTab)
        setFocusRing(true);
    m_nodes->syncLooks();
}

void CanvasView::focusOutEvent(QFocusEvent *event)
{
    QQuickItem::focusOutEvent(event);
    m_isSpaceHeld = false;
    m_nodes->syncLooks();
}

} // namespace Saltern
