#pragma once

#include "engine/functions/functioninvocation.h"

namespace Saltern::Cli {

/// What `saltern invoke` prints about the calls: for people, or as one JSON object
/// {"ok", "failed", "p50_ms", "p99_ms", "per_second", "results"}. Secrets are masked.
void printInvocation(const FunctionInvocation &invocation, const SecretStore &secrets, bool json);

/// How many of the calls failed.
int failedCalls(const FunctionInvocation &invocation);

} // namespace Saltern::Cli
