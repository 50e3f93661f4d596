#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>

namespace Saltern {

/// From scene units (pixels at 100 %) to the canvas's own pixels. A value.
class ViewTransform
{
public:
    static constexpr qreal leastZoom = 0.1;
    static constexpr qreal mostZoom = 8.0;

    ViewTransform() = default;
    /// `zoom` is brought into its limits.
    ViewTransform(qreal zoom, QPointF offset);

    qreal zoom() const { return m_zoom; }
    /// Where the scene's origin is, in view pixels; whole, so that text stays sharp.
    QPointF offset() const { return m_offset; }

    QPointF toView(QPointF scene) const { return scene * m_zoom + m_offset; }
    QPointF toScene(QPointF view) const { return (view - m_offset) / m_zoom; }
    QRectF toView(const QRectF &scene) const;
    QRectF toScene(const QRectF &view) const;

    ViewTransform panned(QPointF pixels) const { return {m_zoom, m_offset + pixels}; }
    /// What is under `anchor` (view pixels) stays there.
    ViewTransform zoomedTo(qreal zoom, QPointF anchor) const;
    /// `scene` in the middle of a view of this size.
    ViewTransform centredOn(QPointF scene, QSizeF view) const;

    /// All of `scene` in the middle with a margin around it, at most at `largest` zoom.
    static ViewTransform
    fitting(const QRectF &scene, QSizeF view, qreal margin, qreal largest = 1.0);

    bool operator==(const ViewTransform &) const = default;

private:
    qreal m_zoom = 1;
    QPointF m_offset;
};

} // namespace Saltern
