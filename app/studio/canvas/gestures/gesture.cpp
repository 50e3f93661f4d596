#include "app/studio/canvas/gestures/gesture.h"

namespace Saltern {

namespace {

// A hand that clicks is not perfectly still.
constexpr qreal leaves = 4;

} // namespace

void Gesture::move(const CanvasPointer &pointer)
{
    if (!m_isDragging) {
        if ((pointer.view - m_press.view).manhattanLength() < leaves)
            return;
        m_isDragging = true;
        begin();
    }
    drag(pointer);
}

void Gesture::release(const CanvasPointer &pointer)
{
    if (!m_isDragging)
        return click(pointer);
    drag(pointer);
    drop(pointer);
}

void Gesture::cancel()
{
    if (m_isDragging)
        abandon();
}

} // namespace Saltern
