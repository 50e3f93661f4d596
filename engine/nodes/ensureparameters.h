#pragma once

#include "engine/pipeline/descriptor.h"

#include <QStringList>

#include <vector>

namespace Saltern {

// What the kinds that see to a state (container.ensure and its like) have in common in their
// descriptors.

/// `state`: present or absent.
Parameter presenceParameter();

/// `dryRun`.
Parameter dryRunParameter();

/// changed, unchanged and error.
std::vector<Port> changeOutputs();

/// A problem for each of `fields` that is written although it means nothing for this `state`.
void refuseForState(const Node &node,
                    const QStringList &fields,
                    const QString &state,
                    NodeProblems &problems);

} // namespace Saltern
