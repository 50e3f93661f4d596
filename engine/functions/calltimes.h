#pragma once

#include <chrono>

namespace Saltern {

// How long the parts of a function call wait for one another, the same in every mode.

/// "Stop means stopped" within two seconds: this for the handler, the rest for what is removed.
inline constexpr std::chrono::milliseconds cancelGrace{1000};
inline constexpr std::chrono::milliseconds cancelLimit{1500};

/// How much later than the shim we give up on it.
inline constexpr std::chrono::seconds shimSlack{1};

} // namespace Saltern
