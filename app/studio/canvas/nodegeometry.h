#pragma once

#include "engine/pipeline/pipeline.h"

#include <QList>
#include <QSizeF>

namespace Saltern {

/// How large a node is drawn and where its ports are, in scene units from its upper left corner.
/// The delegates, the wires and the automatic layout all ask here.
struct NodeGeometry
{
    QSizeF size;
    qreal inputY = 0;      // on the left edge
    QList<qreal> outputYs; // on the right edge, in the order of the ports
};

NodeGeometry nodeGeometry(const Node &node, qsizetype outputs);

} // namespace Saltern
