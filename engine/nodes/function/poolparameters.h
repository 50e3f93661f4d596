#pragma once

#include "engine/pipeline/descriptor.h"

namespace Saltern {

/// The settings `mode` and `pool` of functions.
std::vector<Parameter> functionPoolParameters();

} // namespace Saltern
