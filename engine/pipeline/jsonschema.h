#pragma once

#include "engine/pipeline/descriptor.h"

#include <QJsonObject>

namespace Saltern {

/// The JSON Schema (2020-12) of pipeline documents, made from the descriptors of this build: for
/// completion and checking in editors. It accepts every valid document; rules between settings,
/// wires and templates are beyond it.
QJsonObject pipelineSchema();

/// The schema of one node of the kind, as it stands under "nodes".
QJsonObject nodeSchema(const NodeDescriptor &descriptor);

} // namespace Saltern
