#pragma once

#include "app/studio/canvas/canvasscene.h"
#include "app/studio/canvas/gestures/gesture.h"

namespace Saltern {

/// Moves a frame with what stands in it (with Alt: without), or a note; resizes either by its
/// corner. A click selects.
class DecorGesture : public Gesture
{
public:
    DecorGesture(CanvasView &view, const CanvasPointer &press, const CanvasHit &what);

protected:
    void begin() override;
    void drag(const CanvasPointer &pointer) override;
    void drop(const CanvasPointer &pointer) override;
    void abandon() override;
    void click(const CanvasPointer &pointer) override;

private:
    bool isFrame() const;
    bool resizes() const;
    bool takesContents() const { return isFrame() && !resizes() && !press().has(Qt::AltModifier); }
    QRectF rectFor(const CanvasPointer &pointer) const;
    void select() const;

    CanvasHit m_what;
    QRectF m_start;
    QHash<QString, QPointF> m_nodes; // that go with the frame
};

} // namespace Saltern
