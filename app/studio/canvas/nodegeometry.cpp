#include "app/studio/canvas/nodegeometry.h"

#include <algorithm>

namespace Saltern {

namespace {

constexpr qreal width = 168;
constexpr qreal height = 104; // title, two rows, footer
constexpr qreal firstPort = 44;
constexpr qreal portDistance = 18;
constexpr qreal belowLastPort = 24;

} // namespace

NodeGeometry nodeGeometry(const Node &, qsizetype outputs)
{
    NodeGeometry geometry{.inputY = firstPort};
    qreal lowest = 0;
    for (qsizetype i = 0; i < outputs; ++i) {
        lowest = firstPort + portDistance * static_cast<qreal>(i);
        geometry.outputYs.append(lowest);
    }
    geometry.size = {width, std::max(height, lowest + belowLastPort)};
    return geometry;
}

} // namespace Saltern
