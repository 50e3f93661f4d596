#include "engine/runs/retrypolicy.h"

#include "engine/base/duration.h"

#include <algorithm>
#include <cmath>

namespace Saltern {

RetryPolicy RetryPolicy::fromJson(const QJsonObject &setting)
{
    RetryPolicy policy;
    policy.further = setting.value(QLatin1StringView("max")).toInt(policy.further);
    policy.exponential =
        setting.value(QLatin1StringView("backoff")).toString() != QLatin1StringView("fixed");
    const auto read = [&](QLatin1StringView key, std::chrono::milliseconds fallback) {
        return parseDuration(setting.value(key).toString()).value_or(fallback);
    };
    policy.first = read(QLatin1StringView("first"), policy.first);
    policy.cap = read(QLatin1StringView("cap"), policy.cap);
    return policy;
}

std::chrono::milliseconds RetryPolicy::delay(int failures, double dice) const
{
    // Past 2^40 every wait is at its cap; the bound keeps the arithmetic finite.
    const double doublings = exponential ? std::clamp(failures - 1, 0, 40) : 0;
    const double plain = std::min(static_cast<double>(first.count()) * std::exp2(doublings),
                                  static_cast<double>(std::max(cap, first).count()));
    return std::chrono::milliseconds(std::llround(plain * (0.8 + 0.4 * dice)));
}

} // namespace Saltern
