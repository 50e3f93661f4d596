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

/// `options` of what a driver makes.
Parameter driverOptionsParameter(const QJsonObject &example);

/// `labels`, others than which may be there.
Parameter labelsParameter();

/// `recreate`, which is allowed only when `condition` holds.
Parameter recreateParameter(const QString &condition);

/// changed, unchanged and error.
std::vector<Port> changeOutputs();

/// A problem for each of `fields` that is written although it means nothing for this `state`.
void refuseForState(const Node &node,
                    const QStringList &fields,
                    const QString &state,
                    NodeProblems &problems);

/// A problem for each setting of `description` that is written for what is to be absent.
void refuseWhenAbsent(const Node &node,
                      const std::vector<Parameter> &description,
                      NodeProblems &problems);

} // namespace Saltern
