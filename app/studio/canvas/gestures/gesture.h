#pragma once

#include <QPointF>
#include <Qt>

namespace Saltern {

class CanvasView;

/// Where the pointer is and what is held down with it.
struct CanvasPointer
{
    QPointF view;  // pixels of the canvas
    QPointF scene; // scene units
    Qt::KeyboardModifiers modifiers;

    bool has(Qt::KeyboardModifier modifier) const { return modifiers.testFlag(modifier); }
};

/// From a press of a mouse button to its release: a click, or a drag once the pointer has left the
/// spot. The document changes at the release only, in one step; cancelled, nothing has happened.
class Gesture
{
public:
    Gesture(CanvasView &view, const CanvasPointer &press) : m_view(view), m_press(press) {}
    virtual ~Gesture() = default;
    Gesture(const Gesture &) = delete;
    Gesture &operator=(const Gesture &) = delete;

    void move(const CanvasPointer &pointer);
    void release(const CanvasPointer &pointer);
    void cancel();

    bool isDragging() const { return m_isDragging; }
    /// Whether the canvas scrolls when the pointer comes to its edge.
    virtual bool scrollsAtEdges() const { return true; }

protected:
    virtual void begin() {}
    virtual void drag(const CanvasPointer &pointer) = 0;
    virtual void drop(const CanvasPointer &pointer) = 0;
    virtual void abandon() = 0;
    virtual void click(const CanvasPointer &) {}

    CanvasView &view() const { return m_view; }
    const CanvasPointer &press() const { return m_press; }

private:
    CanvasView &m_view;
    CanvasPointer m_press;
    bool m_isDragging = false;
};

} // namespace Saltern
