#pragma once

#include "engine/base/result.h"

#include <chrono>

namespace Saltern {

/// Reads "250ms", "10s", "1h30m", "2d": whole numbers, each with a unit (ms, s, m, h, d), largest
/// unit first. Refuses a bare number, because nobody can tell seconds from milliseconds.
Result<std::chrono::milliseconds> parseDuration(QStringView text);

/// The shortest text that parseDuration reads back to the same value, e.g. "1h30m".
QString formatDuration(std::chrono::milliseconds duration);

} // namespace Saltern
