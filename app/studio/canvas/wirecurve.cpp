#include "app/studio/canvas/wirecurve.h"

#include <algorithm>
#include <cmath>

namespace Saltern {

namespace {

// Enough that a piece of a long curve deviates from it by less than half a unit.
constexpr int pieces = 24;

qreal handleLength(QPointF from, QPointF to)
{
    const qreal forward = to.x() - from.x();
    if (forward >= 0)
        return std::clamp(forward / 2, std::min(24.0, forward / 2 + 8), 160.0);
    // A wire that goes back leaves and arrives in wide bows, so that it is not taken for another.
    return std::clamp(-forward / 2 + 40, 48.0, 200.0);
}

qreal distanceToPiece(QPointF point, QPointF a, QPointF b)
{
    const QPointF along = b - a;
    const qreal length = QPointF::dotProduct(along, along);
    const qreal share =
        length > 0 ? std::clamp(QPointF::dotProduct(point - a, along) / length, 0.0, 1.0) : 0;
    const QPointF away = point - (a + along * share);
    return std::hypot(away.x(), away.y());
}

} // namespace

WireCurve::WireCurve(QPointF from, QPointF to)
{
    const QPointF handle(handleLength(from, to), 0);
    m_points = {from, from + handle, to - handle, to};
    const auto [left, right] =
        std::minmax({m_points[0].x(), m_points[1].x(), m_points[2].x(), m_points[3].x()});
    const auto [top, bottom] = std::minmax({m_points[0].y(), m_points[3].y()});
    m_bounds = QRectF(QPointF(left, top), QPointF(right, bottom)).adjusted(-1, -1, 1, 1);
}

QPointF WireCurve::at(qreal share) const
{
    const qreal rest = 1 - share;
    return m_points[0] * (rest * rest * rest) + m_points[1] * (3 * rest * rest * share) +
           m_points[2] * (3 * rest * share * share) + m_points[3] * (share * share * share);
}

QPainterPath WireCurve::path() const
{
    QPainterPath path(m_points[0]);
    path.cubicTo(m_points[1], m_points[2], m_points[3]);
    return path;
}

qreal WireCurve::distanceTo(QPointF point) const
{
    qreal least = HUGE_VAL;
    QPointF before = m_points[0];
    for (int i = 1; i <= pieces; ++i) {
        const QPointF next = at(qreal(i) / pieces);
        least = std::min(least, distanceToPiece(point, before, next));
        before = next;
    }
    return least;
}

bool WireCurve::crosses(const QRectF &rect) const
{
    if (!m_bounds.intersects(rect))
        return false;
    if (rect.contains(from()) || rect.contains(to()))
        return true;
    return crosses(QLineF(rect.topLeft(), rect.topRight())) ||
           crosses(QLineF(rect.topRight(), rect.bottomRight())) ||
           crosses(QLineF(rect.bottomRight(), rect.bottomLeft())) ||
           crosses(QLineF(rect.bottomLeft(), rect.topLeft()));
}

bool WireCurve::crosses(const QLineF &line) const
{
    QPointF before = m_points[0];
    for (int i = 1; i <= pieces; ++i) {
        const QPointF next = at(qreal(i) / pieces);
        if (QLineF(before, next).intersects(line) == QLineF::BoundedIntersection)
            return true;
        before = next;
    }
    return false;
}

} // namespace Saltern
