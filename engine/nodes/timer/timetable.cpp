#include "engine/nodes/timer/timetable.h"

#include "engine/base/clock.h"
#include "engine/base/duration.h"
#include "engine/events/cron.h"

#include <QTimeZone>

namespace Saltern {

namespace {

using std::chrono::milliseconds;

constexpr qint64 nsPerMs = 1'000'000;

// Counts on the clock that nobody sets: an interval stays an interval.
class Interval final : public Timetable
{
public:
    explicit Interval(milliseconds every) : m_every(every) {}

    void begin(const Clock &clock) override { m_next = clock.steady() + m_every; }

    std::optional<milliseconds> untilNext(const Clock &clock) const override
    {
        return std::max(m_next - clock.steady(), milliseconds(0));
    }

    std::optional<qint64> takeDue(const Clock &clock) override
    {
        const milliseconds late = clock.steady() - m_next;
        if (late.count() < 0)
            return std::nullopt;
        const qint64 missed = late / m_every;
        const milliseconds lastLate = late - missed * m_every;
        m_next += (missed + 1) * m_every;
        return clock.nowNs() - lastLate.count() * nsPerMs;
    }

private:
    milliseconds m_every;
    milliseconds m_next{0};
};

// Goes by the machine's clock, which may be set: back by less than an hour, no tick comes again;
// further back, or forward over ticks, it simply goes by the new time.
class Calendar final : public Timetable
{
public:
    Calendar(const CronSchedule &schedule, const QTimeZone &zone)
        : m_schedule(schedule), m_zone(zone)
    {
    }

    void begin(const Clock &clock) override
    {
        m_last = clock.nowNs();
        m_next = m_schedule.next(m_last, m_zone);
    }

    std::optional<milliseconds> untilNext(const Clock &clock) const override
    {
        if (!m_next)
            return std::nullopt;
        // Rounded up: a timer that wakes before its tick would only wait again.
        return milliseconds(std::max(*m_next - clock.nowNs() + nsPerMs - 1, qint64{0}) / nsPerMs);
    }

    std::optional<qint64> takeDue(const Clock &clock) override
    {
        const qint64 now = clock.nowNs();
        if (now < m_last - setBack)
            begin(clock);
        if (!m_next || now < *m_next)
            return std::nullopt;
        const qint64 due = *m_next;
        m_last = now;
        m_next = m_schedule.next(now, m_zone);
        if (now - due >= tooLate)
            return std::nullopt;
        return due;
    }

private:
    static constexpr qint64 setBack = qint64{3600} * 1'000'000'000;
    // Ticks are a minute apart at least: after that it counts as missed.
    static constexpr qint64 tooLate = qint64{60} * 1'000'000'000;

    CronSchedule m_schedule;
    QTimeZone m_zone;
    qint64 m_last = 0; // the latest time at which a tick was taken or looked for
    std::optional<qint64> m_next;
};

Result<QTimeZone> zoneOf(const QString &name)
{
    if (name.isEmpty())
        return QTimeZone::systemTimeZone();
    const QTimeZone zone(name.toUtf8());
    if (!zone.isValid()) {
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The time zone \"%1\" is not known.").arg(name.left(60)),
                    QStringLiteral("Use an IANA name such as Europe/Berlin, and install tzdata."));
    }
    return zone;
}

} // namespace

Result<std::unique_ptr<Timetable>> makeTimetable(const QJsonObject &parameters)
{
    const auto text = [&](QLatin1StringView field) { return parameters.value(field).toString(); };
    if (const QString every = text(QLatin1StringView("every")); !every.isEmpty()) {
        const auto interval = parseDuration(every);
        if (!interval)
            return fail(interval.error());
        if (*interval < std::chrono::seconds(1)) {
            return fail(ErrorKind::BadInput,
                        QStringLiteral("A timer ticks every second at most."),
                        QStringLiteral("Write `every: 1s` or longer."));
        }
        return std::make_unique<Interval>(*interval);
    }
    const auto schedule = CronSchedule::parse(text(QLatin1StringView("cron")));
    if (!schedule)
        return fail(schedule.error());
    const auto zone = zoneOf(text(QLatin1StringView("timezone")));
    if (!zone)
        return fail(zone.error());
    return std::make_unique<Calendar>(*schedule, *zone);
}

} // namespace Saltern
