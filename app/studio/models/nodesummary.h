#pragma once

#include "engine/pipeline/pipeline.h"

#include <QStringList>

namespace Saltern {

/// What a node does, in at most two short lines: the kind with its choices ("function · python"),
/// and the setting that says most, in code ("exitCode ≠ 0", "diagnose.py").
QStringList nodeSummary(const Node &node);

} // namespace Saltern
