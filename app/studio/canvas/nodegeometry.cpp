#include "app/studio/canvas/nodegeometry.h"

#include "app/studio/canvas/nodecard.h"
#include "engine/pipeline/registry.h"

#include <algorithm>

namespace Saltern {

NodeGeometry nodeGeometry(const Node &node, qsizetype outputs)
{
    using namespace NodeShape;
    const qsizetype lines = summaryLinesOf(findDescriptor(node.kind), node).size();
    const qreal lastRow = lines > 0 ? summaryCentre + lineStep * (lines - 1) : kindCentre;
    const qreal lastPort = kindCentre + portStep * std::max<qsizetype>(0, outputs - 1);
    NodeGeometry geometry{.size = QSizeF(width, std::max(lastRow, lastPort) + belowLastRow),
                          .inputY = kindCentre};
    for (qsizetype i = 0; i < outputs; ++i)
        geometry.outputYs.append(kindCentre + portStep * i);
    return geometry;
}

} // namespace Saltern
