#pragma once

#include "engine/base/result.h"
#include "engine/pipeline/descriptor.h"

namespace Saltern {

/// The node kinds that this build knows, from the explicit list in engine/nodes/registry.cpp
/// (static initialisers would be dropped by the linker). Immutable; any thread.
const std::vector<NodeDescriptor> &nodeDescriptors();

/// The descriptor of a kind, newest version when `kind.version` is 0; null when unknown.
const NodeDescriptor *findDescriptor(const KindRef &kind);

/// Settings that every node with an effect has beside the kind's own: timeout, retry, concurrency,
/// orderBy, rate, and place, batch and stopOnFailure when it works on a host.
std::vector<Parameter> commonParameters(const NodeDescriptor &descriptor);

/// Rules between the common settings, for nodes of kinds that have a place.
void checkCommonParameters(const Node &node, NodeProblems &problems);

/// The kind's own settings, then the common ones that it does not define itself.
std::vector<Parameter> allParameters(const NodeDescriptor &descriptor);

/// The node's settings with defaults filled in, common ones included.
QJsonObject parametersWithDefaults(const NodeDescriptor &descriptor, const Node &node);

} // namespace Saltern
