#pragma once

#include "engine/pipeline/pipelinereader.h"

namespace Saltern {

/// What of a pipeline an engine runs: the nodes that an enabled trigger leads to, and the wires
/// between them. An event does not pass a node that is `disabled: true`. Of a kind that is not
/// known a node counts as a trigger when no wire leads to it. The whole pipeline when no trigger is
/// enabled.
Pipeline runnablePart(const Pipeline &pipeline);

/// The problems of a checked document as they count for running it: an error in a node that is not
/// in the runnable part, or in a wire from one, is a warning. What is left of errors keeps the
/// pipeline from running.
QList<Problem> problemsForRunning(const LoadedPipeline &checked);

} // namespace Saltern
