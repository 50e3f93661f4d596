#pragma once

#include <QObject>

#include <chrono>
#include <functional>
#include <map>
#include <memory>

namespace Saltern {

/// Where every component gets the time and its timers from, so that tests and simulations can run
/// under virtual time. All calls and callbacks on the thread of the clock's owner.
class Clock
{
public:
    virtual ~Clock() = default;

    /// Nanoseconds since 1970-01-01T00:00:00Z. May step back when the machine's clock is set.
    virtual qint64 nowNs() const = 0;

    /// Milliseconds of a clock that never steps back, for deadlines and measurements.
    virtual std::chrono::milliseconds steady() const = 0;

    /// Calls `action` once after `delay`, unless `context` is gone by then.
    virtual void
    after(std::chrono::milliseconds delay, QObject *context, std::function<void()> action) = 0;
};

/// The machine's clock and Qt's timers.
class SystemClock final : public Clock
{
public:
    qint64 nowNs() const override;
    std::chrono::milliseconds steady() const override;
    void
    after(std::chrono::milliseconds delay, QObject *context, std::function<void()> action) override;
};

/// Time that stands still until somebody advances it. Due actions run inside advance() and
/// runNext(), in the order in which they are due; those of the same moment as they were scheduled.
class VirtualClock final : public Clock
{
public:
    explicit VirtualClock(qint64 startNs = 0) : m_nowNs(startNs) {}

    qint64 nowNs() const override { return m_nowNs; }
    std::chrono::milliseconds steady() const override;
    void
    after(std::chrono::milliseconds delay, QObject *context, std::function<void()> action) override;

    /// Moves time forward and runs what became due, including what those actions scheduled.
    void advance(std::chrono::milliseconds by);

    /// Jumps to the next due action and runs that one alone; false when nothing is scheduled.
    bool runNext();

    /// Nanoseconds since 1970 of the next due action, or -1 when nothing is scheduled.
    qint64 nextDueNs() const;

private:
    struct Due;
    qint64 m_nowNs = 0;
    std::multimap<qint64, std::shared_ptr<Due>> m_due;
};

} // namespace Saltern
