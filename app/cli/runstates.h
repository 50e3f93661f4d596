#pragma once

#include "engine/runs/journalrecords.h"

#include <array>

namespace Saltern::Cli {

/// Every state that a run may be asked for by its name.
inline constexpr std::array allRunStates{
    RunState::Running, RunState::Done, RunState::Failed, RunState::Lost, RunState::Cancelled};

} // namespace Saltern::Cli
