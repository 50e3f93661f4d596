#pragma once

#include "app/studio/canvas/canvasscene.h"
#include "app/studio/canvas/gestures/gesture.h"

#include <QHash>
#include <QStringList>
#include <QVariantMap>

namespace Saltern {

/// Draws a wire from a port to another, forwards or backwards; over nothing it asks for a new node.
/// With Ctrl it takes the wires that the port has to another port, or away when dropped over
/// nothing.
class WireGesture : public Gesture
{
public:
    WireGesture(CanvasView &view, const CanvasPointer &press, const CanvasHit &port);

protected:
    void begin() override;
    void drag(const CanvasPointer &pointer) override;
    void drop(const CanvasPointer &pointer) override;
    void abandon() override;

private:
    struct Target
    {
        QString node;
        int port = 0;
        QString refusal; // empty = it may end here
    };

    bool isForward() const { return m_port.what == CanvasHit::What::Output; }
    bool moves() const { return !m_moved.isEmpty(); }
    Target targetAt(QPointF scene) const;
    QString portName(const QString &node, int port) const;
    QPointF farEnd(const WireBox &wire) const;
    void connectTo(const Target &target);
    void moveTo(const Target &target);
    QVariantMap refusals() const;

    CanvasHit m_port;
    QVariantMap m_refusals; // by node
    QStringList m_moved;    // keys of the wires that are taken along
};

} // namespace Saltern
