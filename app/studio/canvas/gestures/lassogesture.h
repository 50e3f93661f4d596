#pragma once

#include "app/studio/canvas/gestures/gesture.h"

#include <QStringList>

namespace Saltern {

/// Selects the nodes that a rectangle touches: only these, Shift these too, Ctrl the other way
/// round. A click clears the selection; with Ctrl it asks for a new node.
class LassoGesture : public Gesture
{
public:
    LassoGesture(CanvasView &view, const CanvasPointer &press);

protected:
    void drag(const CanvasPointer &pointer) override;
    void drop(const CanvasPointer &pointer) override;
    void abandon() override;
    void click(const CanvasPointer &pointer) override;

private:
    QStringList m_before;
};

} // namespace Saltern
