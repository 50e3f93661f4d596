#pragma once

#include "app/studio/canvas/nodebox.h"

#include <QPainter>

namespace Saltern {

class CanvasColors;

/// What a card shows beside what it is.
struct NodeLook
{
    bool isSelected = false;
    bool isHovered = false;
    bool hasFocusRing = false;
    bool isSpliceTarget = false;
    /// While a wire is drawn: -1 = not, 0 = it cannot end here, 1 = it can, 2 = it will.
    int wireTarget = -1;
    bool targetsOutputs = false; // the wire begins here instead of ending
    int hoveredOutput = -1;
    bool isInputHovered = false;

    bool operator==(const NodeLook &) const = default;
};

/// Room around a card for shadow, glow, ports and badges, in scene units.
inline constexpr qreal nodeMargin = 12;

/// Paints one card with its top left corner at the origin, in scene units.
void paintNode(QPainter &painter,
               const NodeBox &box,
               const NodeLook &look,
               const CanvasColors &colors);

/// Under the zoom at which text is legible: a plain block in the category's colour.
void paintNodeBlock(QPainter &painter,
                    const QRectF &rect,
                    const NodeBox &box,
                    bool isSelected,
                    const CanvasColors &colors);

} // namespace Saltern
