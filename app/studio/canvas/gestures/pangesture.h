#pragma once

#include "app/studio/canvas/gestures/gesture.h"
#include "app/studio/canvas/viewtransform.h"

namespace Saltern {

/// Moves the canvas under the pointer. A click clears the selection when `clearsOnClick` is set.
class PanGesture : public Gesture
{
public:
    PanGesture(CanvasView &view, const CanvasPointer &press, bool clearsOnClick);

    bool scrollsAtEdges() const override { return false; }

protected:
    void drag(const CanvasPointer &pointer) override;
    void drop(const CanvasPointer &) override {}
    void abandon() override;
    void click(const CanvasPointer &pointer) override;

private:
    ViewTransform m_start;
    bool m_clearsOnClick;
};

} // namespace Saltern
