#pragma once

#include "engine/pipeline/descriptor.h"

namespace Saltern {

/// The setting `hooks` of functions: what is done before and after the handler.
Parameter functionHooksParameter();

/// Every hook is one thing.
void checkFunctionHooks(const Node &node, NodeProblems &problems);

} // namespace Saltern
