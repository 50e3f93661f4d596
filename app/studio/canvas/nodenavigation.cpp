#include "app/studio/canvas/nodenavigation.h"

#include "app/studio/canvas/nodegeometry.h"

#include <algorithm>
#include <cmath>

namespace Saltern {

namespace {

// A node this much aside is as good as one twice that far ahead.
constexpr qreal asideWeight = 2;

} // namespace

QPointF arrowDirection(Qt::Key arrow)
{
    switch (arrow) {
    case Qt::Key_Left:
        return {-1, 0};
    case Qt::Key_Right:
        return {1, 0};
    case Qt::Key_Up:
        return {0, -1};
    default:
        return {0, 1};
    }
}

QString nodeTowards(Qt::Key arrow, const QString &from, const std::vector<PlacedNode> &nodes)
{
    const auto start = std::ranges::find(nodes, from, &PlacedNode::first);
    if (start == nodes.end())
        return {};
    const QPointF direction = arrowDirection(arrow);
    QString best;
    qreal least = HUGE_VAL;
    for (const auto &[id, rect] : nodes) {
        const QPointF way = rect.center() - start->second.center();
        const qreal along = QPointF::dotProduct(way, direction);
        const qreal aside = std::abs(way.x() * direction.y() - way.y() * direction.x());
        // Far aside another arrow is meant.
        if (id == from || along <= 0 || aside > along * 2)
            continue;
        const qreal cost = along + asideWeight * aside;
        if (cost < least) {
            least = cost;
            best = id;
        }
    }
    return best;
}

QStringList readingOrder(std::vector<PlacedNode> nodes)
{
    std::ranges::sort(nodes, {}, [](const PlacedNode &node) { return node.second.left(); });
    QStringList order;
    for (auto first = nodes.begin(); first != nodes.end();) {
        // Cards that overlap the column's first by half are of its column.
        const qreal limit = first->second.left() + NodeShape::width / 2;
        const auto last = std::find_if(
            first, nodes.end(), [&](const PlacedNode &node) { return node.second.left() > limit; });
        std::sort(first, last, [](const PlacedNode &a, const PlacedNode &b) {
            return a.second.top() < b.second.top();
        });
        for (; first != last; ++first)
            order.append(first->first);
    }
    return order;
}

} // namespace Saltern
