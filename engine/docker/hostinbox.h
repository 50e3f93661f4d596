#pragma once

#include "engine/base/boundedqueue.h"
#include "engine/docker/eventintake.h"

#include <atomic>

namespace Saltern {

/// What the intake thread and the engine thread share about one host: the queue and the counters.
class HostInbox
{
public:
    explicit HostInbox(std::size_t capacity) : m_capacity(capacity), m_queue(capacity) {}

    /// Intake thread. False when the queue is full.
    bool tryPush(IntakeItem &&item, bool *wasEmpty)
    {
        return m_queue.tryPush(std::move(item), wasEmpty);
    }

    /// Whether there is room enough to go on after the queue was full: half of it, so that the two
    /// states do not alternate with every event.
    bool hasRoom() const { return m_queue.size() <= m_capacity / 2; }

    bool isEmpty() const { return m_queue.size() == 0; }
    IntakeCounters counters() const
    {
        return {.received = received,
                .delivered = delivered,
                .dropped = dropped,
                .own = own,
                .duplicates = duplicates,
                .malformed = malformed,
                .synthetic = synthetic,
                .gaps = gaps,
                .connects = connects,
                .connected = connected};
    }
    std::vector<IntakeItem> take(std::size_t most) { return m_queue.take(most); }

    // Written by the intake thread only.
    std::atomic<quint64> received = 0;
    std::atomic<quint64> delivered = 0;
    std::atomic<quint64> dropped = 0;
    std::atomic<quint64> own = 0;
    std::atomic<quint64> duplicates = 0;
    std::atomic<quint64> malformed = 0;
    std::atomic<quint64> synthetic = 0;
    std::atomic<quint64> gaps = 0;
    std::atomic<quint64> connects = 0;
    std::atomic<bool> connected = false;

private:
    const std::size_t m_capacity;
    BoundedQueue<IntakeItem> m_queue;
};

} // namespace Saltern
