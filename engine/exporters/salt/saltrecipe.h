#pragma once

#include "engine/exporters/salt/saltplan.h"

namespace Saltern {

/// Says a function node in Salt: how its container is made into `settings`, its files into `plan`.
void addSaltRecipe(const ExportInput &input,
                   const Node &node,
                   QJsonObject &settings,
                   SaltPlan &plan,
                   NodeReport &report);

} // namespace Saltern
