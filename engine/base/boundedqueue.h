#pragma once

#include <QMutex>

#include <deque>
#include <vector>

namespace Saltern {

/// Hands values from one thread to another and never makes the sender wait: a value that does not
/// fit is refused, and the sender decides what that means. Thread-safe.
template<typename T>
class BoundedQueue
{
public:
    explicit BoundedQueue(std::size_t capacity) : m_capacity(capacity) {}

    /// False when the queue is full; the value is then left untouched. `wasEmpty` (optional) tells
    /// the sender that the receiver needs a wake-up.
    bool tryPush(T &&value, bool *wasEmpty = nullptr)
    {
        const QMutexLocker lock(&m_mutex);
        if (m_values.size() >= m_capacity)
            return false;
        if (wasEmpty)
            *wasEmpty = m_values.empty();
        m_values.push_back(std::move(value));
        return true;
    }

    /// Takes up to `most` values, oldest first.
    std::vector<T> take(std::size_t most)
    {
        const QMutexLocker lock(&m_mutex);
        std::vector<T> taken;
        const std::size_t count = std::min(most, m_values.size());
        taken.reserve(count);
        for (std::size_t i = 0; i < count; ++i) {
            taken.push_back(std::move(m_values.front()));
            m_values.pop_front();
        }
        return taken;
    }

    std::size_t size() const
    {
        const QMutexLocker lock(&m_mutex);
        return m_values.size();
    }

private:
    mutable QMutex m_mutex;
    std::deque<T> m_values;
    const std::size_t m_capacity;
};

} // namespace Saltern
