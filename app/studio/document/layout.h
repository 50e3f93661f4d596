#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QPointF>
#include <QRectF>
#include <QString>

namespace Saltern {

/// Positions are multiples of this where the grid is on; scene units, which are pixels at 100 %.
inline constexpr qreal gridSize = 8;

/// Where a node stands: its upper left corner.
struct NodePlace
{
    QPointF position;
    bool pinned = false; // the automatic layout leaves it where it is

    bool operator==(const NodePlace &) const = default;
};

/// A titled rectangle behind nodes. Nodes belong to it by standing in it.
struct Frame
{
    QString id;
    QString title;
    QString color; // the name of a colour of the theme
    QRectF rect;

    bool operator==(const Frame &) const = default;
};

struct StickyNote
{
    QString id;
    QString text; // Markdown
    QRectF rect;

    bool operator==(const StickyNote &) const = default;
};

/// How a pipeline is drawn: `<name>.layout.yaml` beside the document. The engine never reads it.
struct Layout
{
    QHash<QString, NodePlace> nodes;
    QList<Frame> frames;
    QList<StickyNote> notes;

    bool operator==(const Layout &) const = default;
};

/// Reads a layout file as far as it can be understood: a drawing is never a reason not to open a
/// document.
Layout readLayout(const QByteArray &text);

/// The same layout is always the same bytes.
QByteArray writeLayout(const Layout &layout);

/// "<name>.layout.yaml" beside "<name>.saltern.yaml".
QString layoutPathOf(const QString &documentPath);

} // namespace Saltern
