#pragma once

#include "app/studio/canvas/gestures/gesture.h"

#include <QHash>
#include <QRectF>
#include <QStringList>

namespace Saltern {

struct Alignment;

/// Moves the selected nodes, or with Ctrl leaves copies where they are dropped. Shift keeps to one
/// axis; Alt leaves wires and frames alone. A click selects.
class MoveGesture : public Gesture
{
public:
    MoveGesture(CanvasView &view, const CanvasPointer &press, const QString &node);

protected:
    void begin() override;
    void drag(const CanvasPointer &pointer) override;
    void drop(const CanvasPointer &pointer) override;
    void abandon() override;
    void click(const CanvasPointer &pointer) override;

private:
    bool copies() const { return press().has(Qt::ControlModifier); }
    QPointF wayOf(const CanvasPointer &pointer) const;
    QPointF snapped(QPointF way, const Alignment &alignment) const;
    QList<QRectF> neighbours() const;
    QString spliceWireFor(const QRectF &card) const;
    void splice(const QString &wireKey);

    QString m_node;
    QStringList m_moving;
    QHash<QString, QPointF> m_start;
    QRectF m_bounds; // of all that moves, at the start
    QPointF m_way;
    QString m_spliceWire;
};

} // namespace Saltern
