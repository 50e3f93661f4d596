#pragma once

#include "engine/base/result.h"

#include <QString>

namespace Saltern {

/// The longest that a delay may last.
inline constexpr qint64 longestDelayNs = qint64{365} * 86'400 * 1'000'000'000;

/// Until when "until" means, seen from `nowNs`: a time of day (the next "08:30" of the zone, the
/// machine's own when `zone` is empty) or a moment ("2026-01-31T08:30:00Z"). Nanoseconds since
/// 1970; a moment that has passed is in the past.
Result<qint64> momentFrom(const QString &until, const QString &zone, qint64 nowNs);

} // namespace Saltern
