#include "app/studio/canvas/nodegeometry.h"

#include "app/studio/canvas/nodecard.h"
#include "app/studio/canvas/nodetitle.h"
#include "engine/pipeline/registry.h"

#include <algorithm>

namespace Saltern {

NodeGeometry nodeGeometry(const Node &node, qsizetype outputs)
{
    using namespace NodeShape;
    const NodeDescriptor *descriptor = findDescriptor(node.kind);
    const qsizetype lines = summaryLinesOf(descriptor, node).size();
    const qsizetype titles = titleLines(cardTitle(descriptor, node)).size();
    // A second line of the title moves the rows below it, but never a port: wires stay as they lie.
    const qreal lastRow = (lines > 0 ? summaryCentre + lineStep * (lines - 1) : kindCentre) +
                          titleStep * (titles - 1);
    const qreal lastPort = kindCentre + portStep * std::max<qsizetype>(0, outputs - 1);
    NodeGeometry geometry{.size = QSizeF(width, std::max(lastRow, lastPort) + belowLastRow),
                          .inputY = kindCentre};
    for (qsizetype i = 0; i < outputs; ++i)
        geometry.outputYs.append(kindCentre + portStep * i);
    return geometry;
}

} // namespace Saltern
