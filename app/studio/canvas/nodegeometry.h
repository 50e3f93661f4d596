#pragma once

#include "engine/pipeline/pipeline.h"

#include <QList>
#include <QSizeF>

namespace Saltern {

/// The measures of a node's card, in scene units (pixels at 100 %).
namespace NodeShape {
inline constexpr qreal grid = 8;
inline constexpr qreal width = 168;
inline constexpr qreal radius = 8;
inline constexpr qreal topBar = 3;
inline constexpr qreal padding = 12;
inline constexpr qreal titleCentre = 21;   // of its first line, from the card's top
inline constexpr qreal titleStep = 16;     // from its first line to its second
inline constexpr int titleSize = 13;       // of its letters
inline constexpr qreal kindCentre = 43;    // the row of the input and of the first output
inline constexpr qreal summaryCentre = 60; // of the first summary line
inline constexpr qreal lineStep = 17;      // from one summary line to the next
inline constexpr qreal belowLastRow = 17;
inline constexpr qreal footer = 24;
inline constexpr qreal portStep = 18;
inline constexpr qreal portRadius = 5.5;
inline constexpr int summaryLines = 2; // at most
} // namespace NodeShape

/// How large a node is drawn and where its ports are, in scene units from its upper left corner.
struct NodeGeometry
{
    QSizeF size;           // without the footer that a run adds below
    qreal inputY = 0;      // on the left edge
    QList<qreal> outputYs; // on the right edge, in the order of the ports

    bool operator==(const NodeGeometry &) const = default;
};

/// The one place that decides it, so that cards, wires, hit tests and the automatic layout agree.
NodeGeometry nodeGeometry(const Node &node, qsizetype outputs);

} // namespace Saltern
