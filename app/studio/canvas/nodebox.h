#pragma once

#include "app/studio/canvas/nodegeometry.h"
#include "app/studio/canvas/runfacts.h"
#include "app/studio/canvas/wirecurve.h"

#include <QStringList>

#include <optional>

namespace Saltern {

/// A node as the canvas draws it. A value.
struct NodeBox
{
    QString id;
    QPointF position; // top left, scene units; differs from the document's during a drag
    NodeGeometry geometry;
    bool hasInput = true;
    QString category;
    QString title;
    QString kindLine;
    QStringList summary;
    QString placeLine;
    QStringList outputNames;
    QStringList outputTitles;
    Disabled disabled = Disabled::No;
    bool isPinned = false;
    QStringList errors;
    QStringList warnings;
    std::optional<NodeRunFacts> facts; // nothing = it does not run

    /// What the last row says; empty = there is none.
    QString footer() const;
    /// What went wrong last, without the setting that it was about; empty = nothing did.
    QString failure() const;
    /// The whole card, footer included.
    QRectF rect() const;
    QPointF inputPoint() const { return position + QPointF(0, geometry.inputY); }
    QPointF outputPoint(int index) const
    {
        return position + QPointF(geometry.size.width(), geometry.outputYs.value(index));
    }
};

/// A wire as the canvas draws it. A value.
struct WireBox
{
    QString key; // "from.port->to"
    QString from;
    QString port; // never empty: the first output by its name
    QString to;
    int output = 0;      // index of the port
    QString category;    // of the node that it comes from
    bool isIdle = false; // an end is disabled: nothing comes along here
    WireCurve curve;
    std::optional<WireRunFacts> facts;
};

/// "running", "timed out"...
QString runStateName(NodeRunState state);

} // namespace Saltern
