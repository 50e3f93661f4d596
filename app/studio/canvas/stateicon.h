#pragma once

#include "app/studio/canvas/runfacts.h"

#include <QPainterPath>

namespace Saltern {

/// The outline that tells a state without its colour, to be stroked, in a square of 10 units.
/// Empty for idle.
QPainterPath stateIcon(NodeRunState state);

} // namespace Saltern
