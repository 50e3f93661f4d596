#pragma once

namespace Saltern::Script {

/// Exit code of a worker that ran into its memory limit and could still say so.
inline constexpr int outOfMemoryExit = 86;

/// Bounds what a script can take from the machine and ties the worker's life to its parent's. A
/// JavaScript engine has no memory limit of its own, so the process has one.
void limitProcess();

} // namespace Saltern::Script
