#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace Saltern {

/// How often something took how long, in fixed steps from 0.5 ms to 5 s. Only grows.
class DurationHistogram
{
public:
    /// Upper bounds, each inclusive; what takes longer is only in count().
    static constexpr std::array<double, 12> boundsMs{
        0.5, 1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 5000};

    void add(std::chrono::nanoseconds took)
    {
        const double ms = std::chrono::duration<double, std::milli>(took).count();
        for (std::size_t i = 0; i < boundsMs.size(); ++i) {
            if (ms <= boundsMs[i])
                ++m_upTo[i];
        }
        ++m_count;
        m_sum += took;
    }

    /// How many took at most boundsMs[i].
    std::uint64_t upTo(std::size_t i) const { return m_upTo[i]; }
    std::uint64_t count() const { return m_count; }
    std::chrono::nanoseconds sum() const { return m_sum; }

private:
    std::array<std::uint64_t, boundsMs.size()> m_upTo = {};
    std::uint64_t m_count = 0;
    std::chrono::nanoseconds m_sum{0};
};

} // namespace Saltern
