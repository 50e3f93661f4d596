#include "app/studio/canvas/canvasdrop.h"
#include "app/studio/canvas/canvasview.h"
#include "app/studio/canvas/gestures/gesture.h"

#include <QMimeData>

namespace Saltern {

// Qt lets a drag leave and enter again at every move, so that it is gone only when it did not come
// back.
void CanvasView::dragEnterEvent(QDragEnterEvent *event)
{
    event->setAccepted(false);
    if (!document() || m_gesture)
        return;
    auto drop = std::make_unique<CanvasDrop>(*this, *event->mimeData());
    if (!drop->isWelcome())
        return;
    m_dropLeaves.stop();
    const bool isNew = !m_drop;
    m_drop = std::move(drop);
    if (isNew) {
        m_dropScrolls = false;
        Q_EMIT busyChanged();
    }
    event->acceptProposedAction();
    carryTo(event->position(), event->modifiers());
}

void CanvasView::dragMoveEvent(QDragMoveEvent *event)
{
    event->setAccepted(m_drop != nullptr);
    if (m_drop)
        carryTo(event->position(), event->modifiers());
}

void CanvasView::carryTo(QPointF view, Qt::KeyboardModifiers modifiers)
{
    m_pointer = view;
    m_modifiers = modifiers;
    Q_EMIT pointerChanged();
    m_drop->move(pointerAt(view, modifiers));
    // It comes in over an edge, which is no reason to go there.
    m_dropScrolls = m_dropScrolls || !isAtEdge();
    scrollAtEdgeWhile(m_dropScrolls);
}

void CanvasView::dragLeaveEvent(QDragLeaveEvent *)
{
    if (m_drop)
        m_dropLeaves.start();
}

void CanvasView::endDrop()
{
    m_dropLeaves.stop();
    if (!m_drop)
        return;
    m_edgeScroll.stop();
    m_drop->leave();
    m_drop.reset();
    Q_EMIT busyChanged();
}

void CanvasView::dropEvent(QDropEvent *event)
{
    event->setAccepted(m_drop != nullptr);
    if (!m_drop)
        return;
    m_dropLeaves.stop();
    carryTo(event->position(), event->modifiers());
    m_edgeScroll.stop();
    const std::unique_ptr<CanvasDrop> drop = std::move(m_drop);
    Q_EMIT busyChanged();
    const QString node = drop->drop();
    forceActiveFocus(Qt::MouseFocusReason);
    if (!node.isEmpty())
        Q_EMIT renameRequested(node);
}

} // namespace Saltern
