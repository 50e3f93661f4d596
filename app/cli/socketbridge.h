#pragma once

#include "engine/base/result.h"

namespace Saltern::Cli {

/// Copies standard input to a local socket and what comes from there to standard output, until the
/// socket or standard output ends. After the end of standard input, answers still have a second to
/// arrive. Blocks; for a program that does nothing else. Unreachable when nobody listens.
Result<void> bridgeToSocket(const QString &path);

} // namespace Saltern::Cli
