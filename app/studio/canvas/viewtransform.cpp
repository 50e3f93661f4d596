#include "app/studio/canvas/viewtransform.h"

#include <algorithm>
#include <cmath>

namespace Saltern {

ViewTransform::ViewTransform(qreal zoom, QPointF offset)
    : m_zoom(std::clamp(zoom, leastZoom, mostZoom))
    , m_offset(std::round(offset.x()), std::round(offset.y()))
{
}

QRectF ViewTransform::toView(const QRectF &scene) const
{
    return {toView(scene.topLeft()), scene.size() * m_zoom};
}

QRectF ViewTransform::toScene(const QRectF &view) const
{
    return {toScene(view.topLeft()), view.size() / m_zoom};
}

ViewTransform ViewTransform::zoomedTo(qreal zoom, QPointF anchor) const
{
    const qreal wanted = std::clamp(zoom, leastZoom, mostZoom);
    return {wanted, anchor - toScene(anchor) * wanted};
}

ViewTransform ViewTransform::centredOn(QPointF scene, QSizeF view) const
{
    return {m_zoom, QPointF(view.width(), view.height()) / 2 - scene * m_zoom};
}

ViewTransform ViewTransform::fitting(const QRectF &scene, QSizeF view, qreal margin, qreal largest)
{
    if (scene.isEmpty() || view.isEmpty())
        return {};
    const QSizeF room(std::max(1.0, view.width() - 2 * margin),
                      std::max(1.0, view.height() - 2 * margin));
    const qreal zoom =
        std::min({largest, room.width() / scene.width(), room.height() / scene.height()});
    return ViewTransform(zoom, {}).centredOn(scene.center(), view);
}

} // namespace Saltern
