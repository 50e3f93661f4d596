#include "app/studio/canvas/gestures/knifegesture.h"

#include "app/studio/canvas/canvasview.h"
#include "app/studio/document/pipelinedocument.h"

namespace Saltern {

void KnifeGesture::drag(const CanvasPointer &pointer)
{
    const QLineF line(press().scene, pointer.scene);
    m_crossed.clear();
    for (const WireBox &wire : view().scene()->wires()) {
        if (wire.curve.crosses(line))
            m_crossed.append(wire.key);
    }
    CanvasFeedback feedback;
    feedback.knife = line;
    feedback.cutWires = QSet<QString>(m_crossed.cbegin(), m_crossed.cend());
    view().setFeedback(feedback);
}

void KnifeGesture::drop(const CanvasPointer &)
{
    view().setFeedback({});
    if (!m_crossed.isEmpty())
        view().document()->removeItems({}, m_crossed);
}

void KnifeGesture::abandon()
{
    view().setFeedback({});
}

void KnifeGesture::click(const CanvasPointer &)
{
    view().selection()->clear();
}

} // namespace Saltern
