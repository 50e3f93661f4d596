#pragma once

#include <QHash>
#include <QLineF>
#include <QList>
#include <QRectF>
#include <QSet>
#include <QString>

#include <optional>

namespace Saltern {

/// A wire that follows the pointer.
struct DrawnWire
{
    QPointF from; // the output's end
    QPointF to;   // the input's end
    QString category;
    bool isRefused = false;
};

/// What a gesture shows until it is over; scene units. None of it is in the document.
struct CanvasFeedback
{
    QRectF lasso;
    QList<QLineF> guides;
    QLineF knife;
    QList<DrawnWire> wires;
    QList<QRectF> ghosts;   // cards that a release would make
    QString ghostTitle;     // what stands on them
    QSet<QString> cutWires; // keys; a release removes them
    QString spliceWire;     // key; a release puts the node into it
    QString frame;          // id; a release puts the nodes into it
    QString refusal;        // one sentence: why a release would do nothing
    QString hint;           // one sentence: what a release would do
    bool isDrawingWire = false;
};

} // namespace Saltern
