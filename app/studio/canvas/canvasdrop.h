#pragma once

#include "app/studio/canvas/canvasfeedback.h"
#include "app/studio/canvas/canvasscene.h"
#include "app/studio/canvas/carriednode.h"

namespace Saltern {

class CanvasView;
struct CanvasPointer;

/// Something from elsewhere over the canvas, from when it comes until it is dropped or leaves. Over
/// a wire it is put into it, over a node behind it, over a node's input before it; with Alt it
/// only gets its place. Shows what a drop would do, and does it in one step.
class CanvasDrop
{
public:
    CanvasDrop(CanvasView &view, const QMimeData &data);

    /// Whether it is something that becomes a node.
    bool isWelcome() const { return !m_alone.kind.isEmpty(); }
    void move(const CanvasPointer &pointer);
    /// The new node's id; empty when it may not stand here.
    QString drop();
    void leave();

private:
    struct Target
    {
        QString wire;
        QString behind; // a node
        int port = 0;   // of the node, by which the new one follows
        QString before; // a node

        bool operator==(const Target &) const = default;
    };

    Target targetAt(const CanvasPointer &pointer) const;
    Wire wireOf(const Target &target) const;
    const CarriedNode &node() const;
    QSizeF cardSize() const;
    QPointF cornerFor(const CanvasPointer &pointer) const;
    QPointF freeCorner(QPointF corner) const;
    QList<DrawnWire> drawnWires(const QRectF &card) const;

    CanvasView &m_view;
    CarriedNode m_alone;
    CarriedNode m_following;
    Target m_target;
    QString m_refusal;
    QPointF m_corner;
};

} // namespace Saltern
