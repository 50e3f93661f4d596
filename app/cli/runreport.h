#pragma once

#include "engine/runs/runstore.h"

#include <QStringList>

namespace Saltern::Cli {

/// A run's line in `saltern runs list`.
QString runLine(const RunStore &store, const RunRecord &run);

/// `saltern runs show`: what began the run and why, then each step with what arrived, what it was
/// asked to do, how its attempts went and where the event went next.
QStringList storyLines(const RunStore &store, const RunStory &story);

} // namespace Saltern::Cli
