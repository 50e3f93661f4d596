#pragma once

#include "app/studio/canvas/gestures/gesture.h"

#include <QStringList>

namespace Saltern {

/// Cuts the wires that a line crosses. A click clears the selection.
class KnifeGesture : public Gesture
{
public:
    using Gesture::Gesture;

protected:
    void drag(const CanvasPointer &pointer) override;
    void drop(const CanvasPointer &pointer) override;
    void abandon() override;
    void click(const CanvasPointer &pointer) override;

private:
    QStringList m_crossed;
};

} // namespace Saltern
