#pragma once

#include "engine/nodes/resourceensurestep.h"

namespace Saltern {

/// The body of NetworkCreate from the node's rendered settings. Pure.
QJsonObject networkCreation(const QJsonObject &settings);

/// What NetworkInspect says differently. Settings that are not written are not compared. Pure.
std::vector<Difference> networkDifferences(const QJsonObject &settings, const QJsonObject &actual);

} // namespace Saltern
