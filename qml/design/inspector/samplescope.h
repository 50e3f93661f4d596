#pragma once

#include "engine/pipeline/pipeline.h"

#include <QJsonObject>

namespace Saltern {

/// What templates and patterns of a node see when nothing has run yet: an object with `event`,
/// `trigger`, `steps`, `run`, `host` and the names of secrets in use (`secret`, a list). Made from
/// the example event of the trigger that leads here (resources/samples), with what the trigger's
/// settings say put in; what functions and actions hand on is what their kind's page describes. A
/// trigger itself has no event; its `sample` is the event that it sends. `output` is what leaves
/// the node by its first output.
QJsonObject sampleScope(const Pipeline &pipeline, const QString &nodeId);

/// The example event of a trigger node; empty when the node is none or has no example.
QJsonObject sampleTriggerEvent(const Pipeline &pipeline, const Node &trigger);

} // namespace Saltern
