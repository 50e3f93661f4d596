#pragma once

#include "engine/pipeline/pipeline.h"

#include <QHash>
#include <QPointF>
#include <QSet>
#include <QSizeF>

#include <functional>

namespace Saltern {

/// Left to right in layers: triggers first, every node right of what leads to it. Reading order is
/// kept: nodes of a layer stand in the order of what leads to them.
struct AutoLayoutRequest
{
    const Pipeline &pipeline;
    QList<Wire> wires;                          // shownWires() of the pipeline
    std::function<QSizeF(const Node &)> sizeOf; // scene units
    QHash<QString, QPointF> fixed;              // nodes that stay where they are
    QSet<QString> only;                         // the nodes to place; empty = all others
    QPointF origin;                             // the upper left corner when nothing is fixed
};

/// Where the nodes go that are to be placed, on the grid. Same input, same places.
QHash<QString, QPointF> autoLayout(const AutoLayoutRequest &request);

} // namespace Saltern
