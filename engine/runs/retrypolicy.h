#pragma once

#include <QJsonObject>

#include <chrono>

namespace Saltern {

/// How a node wants its failed steps to be tried again: its `retry` setting.
struct RetryPolicy
{
    int further = 0; // attempts after the first
    bool exponential = true;
    std::chrono::milliseconds first{1000};
    std::chrono::milliseconds cap{30'000};

    /// Reads a validated setting with its defaults filled in.
    static RetryPolicy fromJson(const QJsonObject &setting);

    /// The wait before the attempt after `failures` failed ones (from 1), varied by up to a fifth
    /// so that steps that failed together do not come back together. `dice` is from 0 to 1.
    std::chrono::milliseconds delay(int failures, double dice) const;
};

} // namespace Saltern
