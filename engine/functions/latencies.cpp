#include "engine/functions/latencies.h"

#include <algorithm>
#include <cmath>

namespace Saltern {

void Latencies::add(double ms)
{
    if (m_values.size() < m_kept)
        m_values.push_back(ms);
    else
        m_values[m_next] = ms;
    m_next = (m_next + 1) % m_kept;
}

double Latencies::percentile(double part) const
{
    if (m_values.empty())
        return 0;
    std::vector<double> values = m_values;
    const double rank = std::ceil(part * static_cast<double>(values.size()));
    const auto nth = values.begin() + (std::max<std::ptrdiff_t>(std::ptrdiff_t(rank), 1) - 1);
    std::nth_element(values.begin(), nth, values.end());
    return *nth;
}

} // namespace Saltern
