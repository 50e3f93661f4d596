#pragma once

#include <QLineF>
#include <QList>
#include <QRectF>

namespace Saltern {

/// Where a dragged rectangle falls in line with its neighbours.
struct Alignment
{
    QPointF shift;        // to be added to the rectangle to be exactly in line
    bool alignsX = false; // whether shift.x() is meant
    bool alignsY = false;
    QList<QLineF> guides; // to be drawn, in scene units

    bool operator==(const Alignment &) const = default;
};

/// Compares left, centre and right, top, middle and bottom with those of `others`. A line that is
/// within `reach` counts; of several, the nearest.
Alignment alignWithNeighbours(const QRectF &moving, const QList<QRectF> &others, qreal reach);

} // namespace Saltern
