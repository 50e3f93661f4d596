#pragma once

#include "engine/hosts/hostcheck.h"

#include <vector>

namespace Saltern::Cli {

/// Checks all hosts side by side, so that a dead one costs no more than its own time-out. Runs the
/// event loop until the last has answered; the reports are in the order of the hosts.
std::vector<HostReport> checkHosts(const std::vector<HostConfig> &hosts);

} // namespace Saltern::Cli
