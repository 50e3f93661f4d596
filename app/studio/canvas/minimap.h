#pragma once

#include "app/studio/canvas/canvasview.h"

#include <QPointer>
#include <QQuickPaintedItem>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

/// The whole pipeline small: nodes in the colour of their category or of what went wrong, and what
/// is in view, to be dragged. A click goes there.
class Minimap : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(Saltern::CanvasView *canvas READ canvas WRITE setCanvas NOTIFY canvasChanged)

public:
    explicit Minimap(QQuickItem *parent = nullptr);

    CanvasView *canvas() const { return m_canvas; }
    void setCanvas(CanvasView *canvas);

    void paint(QPainter *painter) override;

Q_SIGNALS:
    void canvasChanged();

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void geometryChange(const QRectF &fresh, const QRectF &old) override;

private:
    /// From the scene into this item.
    struct Map
    {
        qreal scale = 1;
        QPointF offset;

        QPointF toScene(QPointF point) const { return (point - offset) / scale; }
        QRectF toItem(const QRectF &scene) const
        {
            return {scene.topLeft() * scale + offset, scene.size() * scale};
        }
    };

    /// All there is and what is in view fit.
    Map map() const;

    QPointer<CanvasView> m_canvas;
    std::optional<Map> m_held; // stays as it was while the viewport is dragged
    QPointF m_grip;            // from the viewport's centre to the pointer; scene units
};

} // namespace Saltern
