#pragma once

#include <cstddef>
#include <vector>

namespace Saltern {

/// The last durations of something that happens often (milliseconds).
class Latencies
{
public:
    explicit Latencies(std::size_t kept = 1000) : m_kept(kept) {}

    void add(double ms);

    /// The nearest-rank percentile, `part` from 0 to 1; 0 when there is none.
    double percentile(double part) const;

private:
    std::size_t m_kept;
    std::vector<double> m_values;
    std::size_t m_next = 0;
};

} // namespace Saltern
