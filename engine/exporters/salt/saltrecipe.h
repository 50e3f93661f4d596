#pragma once

#include "engine/exporters/salt/saltplan.h"

namespace Saltern {

/// The setting with what a function's hooks emit; the only one of the hooks with templates in it.
inline constexpr QLatin1StringView saltEmitsKey{"emits"};

/// Says a function node in Salt: how its container is made into `settings`, its files into `plan`.
void addSaltRecipe(const ExportInput &input,
                   const Node &node,
                   QJsonObject &settings,
                   SaltPlan &plan,
                   NodeReport &report);

} // namespace Saltern
