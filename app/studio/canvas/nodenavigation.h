#pragma once

#include <QHash>
#include <QRectF>
#include <QStringList>

#include <utility>
#include <vector>

namespace Saltern {

using PlacedNode = std::pair<QString, QRectF>;

/// The way an arrow key points, one unit long.
QPointF arrowDirection(Qt::Key arrow);

/// The nearest node in the direction of an arrow key, or nothing. What lies straight ahead is
/// preferred to what is nearer but aside.
QString nodeTowards(Qt::Key arrow, const QString &from, const std::vector<PlacedNode> &nodes);

/// Left to right in columns, each from top to bottom: the order in which Tab visits nodes.
QStringList readingOrder(std::vector<PlacedNode> nodes);

} // namespace Saltern
