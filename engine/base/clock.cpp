#include "engine/base/clock.h"

#include <QPointer>
#include <QTimer>

namespace Saltern {

namespace {

constexpr qint64 nsPerMs = 1'000'000;

} // namespace

qint64 SystemClock::nowNs() const
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::chrono::milliseconds SystemClock::steady() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now().time_since_epoch());
}

void SystemClock::after(std::chrono::milliseconds delay,
                        QObject *context,
                        std::function<void()> action)
{
    // QTimer takes an int of milliseconds; a longer wait is cut into legs.
    constexpr std::chrono::milliseconds longestLeg = std::chrono::hours(24);
    if (delay > longestLeg) {
        QTimer::singleShot(longestLeg, Qt::PreciseTimer, context, [=, this] {
            after(delay - longestLeg, context, action);
        });
        return;
    }
    QTimer::singleShot(std::max(delay, std::chrono::milliseconds(0)),
                       Qt::PreciseTimer,
                       context,
                       std::move(action));
}

struct VirtualClock::Due
{
    QPointer<QObject> context;
    std::function<void()> action;
};

std::chrono::milliseconds VirtualClock::steady() const
{
    return std::chrono::milliseconds(m_nowNs / nsPerMs);
}

void VirtualClock::after(std::chrono::milliseconds delay,
                         QObject *context,
                         std::function<void()> action)
{
    const qint64 due = m_nowNs + std::max<qint64>(delay.count(), 0) * nsPerMs;
    m_due.emplace(due, std::make_shared<Due>(Due{context, std::move(action)}));
}

void VirtualClock::advance(std::chrono::milliseconds by)
{
    const qint64 target = m_nowNs + by.count() * nsPerMs;
    while (!m_due.empty() && m_due.begin()->first <= target)
        runNext();
    m_nowNs = target;
}

bool VirtualClock::runNext()
{
    if (m_due.empty())
        return false;
    const auto [time, due] = *m_due.begin();
    m_due.erase(m_due.begin());
    m_nowNs = std::max(m_nowNs, time);
    if (due->context)
        due->action();
    return true;
}

qint64 VirtualClock::nextDueNs() const
{
    return m_due.empty() ? -1 : m_due.begin()->first;
}

} // namespace Saltern
