#pragma once

#include "engine/exporters/salt/saltlimits.h"

namespace Saltern {

/// Why a kind that the helper modules can do cannot be said with what Salt ships, and what to do
/// instead. Nothing for kinds that can be said.
std::optional<SaltLimit> stockLimit(const QString &kind);

} // namespace Saltern
