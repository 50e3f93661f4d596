#pragma once

#include <QLineF>
#include <QPainterPath>
#include <QPointF>
#include <QRectF>

#include <array>

namespace Saltern {

/// The cubic curve that a wire is drawn as, from an output to an input. A value; scene units.
class WireCurve
{
public:
    WireCurve() = default;
    WireCurve(QPointF from, QPointF to);

    QPointF from() const { return m_points[0]; }
    QPointF to() const { return m_points[3]; }
    const std::array<QPointF, 4> &points() const { return m_points; }

    /// `share` from 0 (the output) to 1 (the input).
    QPointF at(qreal share) const;
    QPointF middle() const { return at(0.5); }
    QPainterPath path() const;

    /// Encloses the curve; a little larger than it needs to be.
    const QRectF &bounds() const { return m_bounds; }

    /// From the point to the nearest point of the curve, exact to about half a unit.
    qreal distanceTo(QPointF point) const;
    bool crosses(const QRectF &rect) const;
    bool crosses(const QLineF &line) const;

    bool operator==(const WireCurve &) const = default;

private:
    std::array<QPointF, 4> m_points;
    QRectF m_bounds;
};

} // namespace Saltern
