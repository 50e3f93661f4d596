#include "app/studio/canvas/gestures/lassogesture.h"

#include "app/studio/canvas/canvasview.h"

namespace Saltern {

LassoGesture::LassoGesture(CanvasView &canvas, const CanvasPointer &press)
    : Gesture(canvas, press), m_before(canvas.selection()->nodes())
{
}

void LassoGesture::drag(const CanvasPointer &pointer)
{
    const QRectF lasso = QRectF(press().scene, pointer.scene).normalized();
    QStringList touched;
    for (const NodeBox &box : view().scene()->nodes()) {
        if (box.rect().intersects(lasso))
            touched.append(box.id);
    }
    Selection *selection = view().selection();
    const bool toggles = press().has(Qt::ControlModifier);
    selection->set(toggles || press().has(Qt::ShiftModifier) ? m_before : QStringList());
    if (toggles)
        selection->toggleAll(touched);
    else
        selection->add(touched);
    CanvasFeedback feedback;
    feedback.lasso = lasso;
    view().setFeedback(feedback);
}

void LassoGesture::drop(const CanvasPointer &)
{
    view().setFeedback({});
}

void LassoGesture::abandon()
{
    view().selection()->set(m_before);
    view().setFeedback({});
}

void LassoGesture::click(const CanvasPointer &pointer)
{
    if (press().has(Qt::ControlModifier))
        view().requestQuickAdd(pointer.view, {});
    else if (!press().has(Qt::ShiftModifier))
        view().selection()->clear();
}

} // namespace Saltern
