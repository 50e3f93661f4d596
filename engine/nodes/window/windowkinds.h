#pragma once

#include "engine/nodes/window/keyedwindow.h"

namespace Saltern {

// One function for each `mode` of a window.

using MadeWindow = Result<std::unique_ptr<StatefulNode>>;

MadeWindow makeCountWithin(WindowSettings settings, const NodeSetup &setup);
MadeWindow makeOnceWithin(WindowSettings settings, const NodeSetup &setup);
MadeWindow makeOnceAfter(WindowSettings settings, const NodeSetup &setup);
MadeWindow makeAbsence(WindowSettings settings, const NodeSetup &setup);
MadeWindow makeAccumulate(WindowSettings settings, const NodeSetup &setup);

} // namespace Saltern
