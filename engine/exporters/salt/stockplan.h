#pragma once

#include "engine/exporters/salt/saltplan.h"

namespace Saltern {

/// What a pipeline comes to where Salt has nothing but its own modules: the plan with the helper
/// modules, less what only they can do. Pure.
SaltPlan planForStockSalt(const ExportInput &input);

/// The prefix of the tags under which Salt's docker_events passes Docker's messages on.
QString stockDockerTag(const QString &pipeline);

/// Where a minion keeps the code of a pipeline's functions.
QString stockFunctionFolder(const QString &pipeline);

} // namespace Saltern
