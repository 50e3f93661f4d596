#pragma once

#include "engine/base/result.h"

#include <QDate>

#include <bitset>
#include <optional>

class QTimeZone;

namespace Saltern {

/// A five-field cron expression: minute, hour, day of month, month, day of week (crontab(5)).
/// Lists, ranges, steps, names of months and days, and @hourly, @daily, @weekly, @monthly, @yearly.
/// When both days are restricted, either is enough. An immutable value.
class CronSchedule
{
public:
    /// Refuses what cannot be read and what never comes, such as 30 February.
    static Result<CronSchedule> parse(QStringView expression);

    /// The first tick after `afterNs`, both in nanoseconds since 1970, as clocks in `zone` show it.
    /// When clocks go forward, a time that is left out comes as much later as they moved; when they
    /// go back, a time that comes twice ticks once, except that with every hour wanted ("*") ticks
    /// keep their distance. Nothing when there is none within 12 years.
    std::optional<qint64> next(qint64 afterNs, const QTimeZone &zone) const;

private:
    bool matchesDay(QDate date) const;
    bool everComes() const;
    std::optional<qint64> nextInEveryHour(qint64 after, const QTimeZone &zone) const;
    std::optional<qint64> nextAtGivenHours(qint64 after, const QTimeZone &zone) const;
    std::optional<qint64> firstOfDay(QDate date, qint64 after, const QTimeZone &zone) const;

    std::bitset<60> m_minutes;
    std::bitset<24> m_hours;
    std::bitset<32> m_days;    // from 1
    std::bitset<13> m_months;  // from 1
    std::bitset<8> m_weekdays; // 0 and 7 = Sunday
    bool m_anyDay = false;
    bool m_anyWeekday = false;
};

} // namespace Saltern
