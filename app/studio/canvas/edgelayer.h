#pragma once

#include "app/studio/canvas/nodebox.h"

#include <QElapsedTimer>
#include <QQuickPaintedItem>
#include <QTimer>

namespace Saltern {

class CanvasView;

/// Everything below the cards in one painted item: dots, frames, wires; the cards too when they are
/// too small for text. Only what is in view is painted. (Scene graph nodes of one's own draw
/// nothing with the software renderer, and an item per wire is three times as slow.)
class EdgeLayer : public QQuickPaintedItem
{
    Q_OBJECT

public:
    explicit EdgeLayer(CanvasView *view);

    void paint(QPainter *painter) override;

    /// A dot runs along the wire.
    void pulse(const QString &key);
    bool isPulsing() const { return !m_pulses.isEmpty(); }

private:
    struct Pulse
    {
        QString key;
        qint64 startedAt = 0;
    };

    void paintDots(QPainter &painter) const;
    void paintFrames(QPainter &painter) const;
    void paintWires(QPainter &painter) const;
    void paintWire(QPainter &painter, const WireBox &wire) const;
    void paintDistantWires(QPainter &painter) const;
    void paintDistantNodes(QPainter &painter) const;
    void paintCounts(QPainter &painter) const;
    void paintPulses(QPainter &painter) const;
    QPen penOf(const WireBox &wire) const;
    void step();

    CanvasView *m_view;
    QList<Pulse> m_pulses;
    QElapsedTimer m_clock;
    QTimer m_step;
};

} // namespace Saltern
