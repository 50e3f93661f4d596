#include "engine/hosts/eventplayer.h"

#include "engine/base/clock.h"

namespace Saltern {

namespace {

constexpr qint64 nsPerMs = 1'000'000;

} // namespace

EventPlayer::EventPlayer(std::vector<Event> events, Clock *clock, QObject *parent)
    : QObject(parent), m_events(std::move(events)), m_clock(clock)
{
}

void EventPlayer::start()
{
    m_round = std::make_unique<QObject>();
    m_startedNs = m_clock->nowNs();
    if (!m_events.empty())
        m_firstNs = m_events.front().timeNs();
    wait();
}

void EventPlayer::stop()
{
    m_round.reset();
}

void EventPlayer::wait()
{
    qint64 leftNs = 0;
    if (m_next < m_events.size()) {
        const qint64 sinceFirst = m_events[m_next].timeNs() - m_firstNs;
        const auto dueNs = m_startedNs + static_cast<qint64>(double(sinceFirst) / m_speed);
        leftNs = std::max<qint64>(dueNs - m_clock->nowNs(), 0);
    }
    m_clock->after(std::chrono::milliseconds((leftNs + nsPerMs - 1) / nsPerMs),
                   m_round.get(),
                   [this] { play(); });
}

void EventPlayer::play()
{
    if (m_next == m_events.size()) {
        Q_EMIT finished();
        return;
    }
    const Event event = std::move(m_events[m_next++]); // a long recording shrinks as it is played
    wait(); // first: whoever hears of the event may stop this
    Q_EMIT played(event);
}

} // namespace Saltern
