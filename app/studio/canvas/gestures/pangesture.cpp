#include "app/studio/canvas/gestures/pangesture.h"

#include "app/studio/canvas/canvasview.h"

namespace Saltern {

PanGesture::PanGesture(CanvasView &canvas, const CanvasPointer &press, bool clearsOnClick)
    : Gesture(canvas, press), m_start(canvas.transform()), m_clearsOnClick(clearsOnClick)
{
}

void PanGesture::drag(const CanvasPointer &pointer)
{
    view().setTransform(m_start.panned(pointer.view - press().view));
}

void PanGesture::abandon()
{
    view().setTransform(m_start);
}

void PanGesture::click(const CanvasPointer &)
{
    if (m_clearsOnClick)
        view().selection()->clear();
}

} // namespace Saltern
