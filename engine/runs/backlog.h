#pragma once

#include <QString>

#include <cstddef>

namespace Saltern {

class DeployedPipeline;

/// How many events wait for the nodes that lead on from `trigger`, or are worked on by them.
/// Engine thread.
std::size_t backlogBehind(DeployedPipeline &pipeline, const QString &trigger);

} // namespace Saltern
