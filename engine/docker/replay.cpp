#include "engine/docker/replay.h"

#include <chrono>

namespace Saltern {

using namespace std::chrono_literals;

namespace {

// Times of neighbouring events step back by 31 ms at most (measured); an event so much later than
// the last one seen can only come after it.
constexpr qint64 certainlyLaterNs = std::chrono::nanoseconds(100ms).count();

// Twice what a daemon remembers.
constexpr std::size_t longestWait = 512;

} // namespace

void Replay::begin(const IntakeCursor &cursor, bool remembers)
{
    m_cursor = cursor;
    m_remembers = remembers;
    m_waiting.clear();
    m_open = !cursor.lastEventId.isEmpty();
}

Replay::Verdict Replay::take(const DockerMessage &message, const QString &id)
{
    if (id == m_cursor.lastEventId) {
        if (!m_remembers)
            m_waiting.clear();
        return conclude(false);
    }
    m_waiting.push_back(message);
    const bool isLater = message.timeNs > m_cursor.timeNs + certainlyLaterNs;
    if (isLater || m_waiting.size() > longestWait)
        return conclude(true);
    return {};
}

Replay::Verdict Replay::giveUp()
{
    return m_open ? conclude(true) : Verdict{};
}

Replay::Verdict Replay::conclude(bool gap)
{
    m_open = false;
    return {gap, std::exchange(m_waiting, {})};
}

} // namespace Saltern
