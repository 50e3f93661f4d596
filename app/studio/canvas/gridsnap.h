#pragma once

#include "app/studio/canvas/nodegeometry.h"
#include "app/studio/settings/preferences.h"

#include <QPointF>

#include <cmath>

namespace Saltern {

/// The nearest point of the grid, or the point itself when the grid is off. Scene units.
inline QPointF snapped(QPointF point)
{
    if (!Preferences::instance().snapToGrid())
        return point;
    constexpr qreal grid = NodeShape::grid;
    return {std::round(point.x() / grid) * grid, std::round(point.y() / grid) * grid};
}

/// From a card's upper left corner to where the pointer holds it: the middle of its input's row.
inline constexpr QPointF cardHold(NodeShape::width / 2, NodeShape::kindCentre);

} // namespace Saltern
