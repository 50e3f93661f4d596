#include "app/studio/canvas/nodegeometry.h"

#include "app/studio/canvas/nodecard.h"

#include <algorithm>

namespace Saltern {

NodeGeometry nodeGeometry(const NodeDescriptor *descriptor, const Node &node)
{
    using namespace NodeShape;
    const qsizetype lines = summaryLinesOf(descriptor, node).size();
    const qsizetype outputs =
        descriptor ? qsizetype(descriptor->outputPorts(node.parameters).size()) : 1;
    const qreal lastRow = lines > 0 ? summaryCentre + lineStep * (lines - 1) : kindCentre;
    const qreal lastPort = kindCentre + portStep * std::max<qsizetype>(0, outputs - 1);
    NodeGeometry geometry;
    geometry.size = QSizeF(width, std::max(lastRow, lastPort) + belowLastRow);
    geometry.hasInput = !descriptor || descriptor->hasInput();
    geometry.input = QPointF(0, kindCentre);
    for (qsizetype i = 0; i < outputs; ++i)
        geometry.outputs.append(QPointF(width, kindCentre + portStep * i));
    return geometry;
}

} // namespace Saltern
