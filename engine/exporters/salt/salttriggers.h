#pragma once

#include "engine/exporters/salt/saltplan.h"

namespace Saltern {

/// Says a trigger node in Salt: patterns and settings into `entry`, tags, schedule and hosts into
/// `plan`, what differs into `report`.
void addSaltTrigger(const ExportInput &input,
                    const Node &node,
                    QJsonObject &entry,
                    SaltPlan &plan,
                    NodeReport &report);

/// Whether an event that names no host may arrive at a node.
bool mayLackHost(const Pipeline &pipeline, const QString &node);

} // namespace Saltern
