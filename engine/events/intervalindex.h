#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace Saltern {

/// Closed intervals, each with a payload; finds those that hold a point in time that grows with the
/// logarithm of their number and with what is found. A balanced search tree by lower bound in which
/// every subtree knows its highest upper bound, laid out in one array.
template<typename Key, typename Payload>
class IntervalIndex
{
public:
    struct Interval
    {
        Key low;
        Key high;
        Payload payload;
    };

    IntervalIndex() = default;

    explicit IntervalIndex(std::vector<Interval> intervals) : m_intervals(std::move(intervals))
    {
        std::sort(m_intervals.begin(), m_intervals.end(), [](const auto &a, const auto &b) {
            return a.low < b.low;
        });
        m_highest.resize(m_intervals.size());
        if (!m_intervals.empty())
            measure(0, m_intervals.size());
    }

    bool isEmpty() const { return m_intervals.empty(); }

    void find(const Key &point, std::vector<Payload> &found) const
    {
        search(point, 0, m_intervals.size(), found);
    }

private:
    // The subtree over [begin, end) has its root in the middle.
    static std::size_t middle(std::size_t begin, std::size_t end) { return (begin + end) / 2; }

    Key measure(std::size_t begin, std::size_t end)
    {
        const std::size_t root = middle(begin, end);
        Key highest = m_intervals[root].high;
        if (begin < root)
            highest = std::max(highest, measure(begin, root));
        if (root + 1 < end)
            highest = std::max(highest, measure(root + 1, end));
        m_highest[root] = highest;
        return highest;
    }

    void
    search(const Key &point, std::size_t begin, std::size_t end, std::vector<Payload> &found) const
    {
        while (begin < end) {
            const std::size_t root = middle(begin, end);
            if (m_highest[root] < point)
                return;
            search(point, begin, root, found);
            if (point < m_intervals[root].low)
                return;
            if (!(m_intervals[root].high < point))
                found.push_back(m_intervals[root].payload);
            begin = root + 1;
        }
    }

    std::vector<Interval> m_intervals;
    std::vector<Key> m_highest; // of the subtree whose root stands here
};

} // namespace Saltern
