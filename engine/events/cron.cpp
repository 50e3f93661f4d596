#include "engine/events/cron.h"

#include <QDateTime>
#include <QHash>
#include <QStringList>
#include <QTimeZone>

#include <algorithm>
#include <array>

namespace Saltern {

namespace {

constexpr qint64 nsPerSecond = 1'000'000'000;
constexpr qint64 secondsPerMinute = 60;
constexpr qint64 secondsPerDay = 86'400;
// 29 February can be eight years away, and on a given weekday further still, but then either day
// is enough.
constexpr int farthestDays = 12 * 366;

struct Field
{
    QString name;
    int lowest;
    int highest;
    QStringList names; // for lowest, lowest + 1, ...
};

const QList<Field> &fields()
{
    static const QList<Field> list{
        {QStringLiteral("minute"), 0, 59, {}},
        {QStringLiteral("hour"), 0, 23, {}},
        {QStringLiteral("day of the month"), 1, 31, {}},
        {QStringLiteral("month"),
         1,
         12,
         QStringLiteral("jan feb mar apr may jun jul aug sep oct nov dec").split(u' ')},
        {QStringLiteral("day of the week"),
         0,
         7,
         QStringLiteral("sun mon tue wed thu fri sat").split(u' ')},
    };
    return list;
}

tl::unexpected<Error> wrong(const QString &message)
{
    return fail(ErrorKind::BadInput,
                message,
                QStringLiteral("Write minute, hour, day, month and weekday, as in "
                               "\"*/5 8-18 * * mon-fri\"."));
}

std::optional<int> readNumber(QStringView text, const Field &field)
{
    const qsizetype name = field.names.indexOf(text.toString().toLower());
    if (name >= 0)
        return field.lowest + static_cast<int>(name);
    bool ok = !text.isEmpty() && text.size() <= 2 && text.front().isDigit();
    const int number = ok ? text.toInt(&ok) : 0;
    return ok && number >= field.lowest && number <= field.highest ? std::optional(number)
                                                                   : std::nullopt;
}

// "*", "5", "1-5", each with "/step".
bool readPart(QStringView part, const Field &field, std::bitset<60> &out)
{
    const qsizetype slash = part.indexOf(u'/');
    int step = 1;
    if (slash >= 0) {
        const QStringView digits = part.mid(slash + 1);
        bool ok = !digits.isEmpty() && digits.size() <= 2 && digits.front().isDigit();
        step = ok ? digits.toInt(&ok) : 0;
        if (!ok || step < 1)
            return false;
        part = part.left(slash);
    }
    int from = field.lowest;
    int to = field.highest;
    if (part != QLatin1StringView("*")) {
        const qsizetype dash = part.indexOf(u'-');
        const auto first = readNumber(dash < 0 ? part : part.left(dash), field);
        const auto last = dash < 0 ? first : readNumber(part.mid(dash + 1), field);
        if (!first || !last || *last < *first)
            return false;
        from = *first;
        to = dash < 0 && slash >= 0 ? field.highest : *last;
    }
    for (int i = from; i <= to; i += step)
        out.set(static_cast<std::size_t>(i));
    return true;
}

Result<std::bitset<60>> readField(QStringView text, const Field &field)
{
    std::bitset<60> out;
    const auto parts = text.split(u',');
    for (const QStringView part : parts) {
        if (!readPart(part, field, out))
            return wrong(QStringLiteral("\"%1\" is not a %2 (%3 to %4).")
                             .arg(part.left(40).toString(), field.name)
                             .arg(field.lowest)
                             .arg(field.highest));
    }
    return out;
}

template<std::size_t size>
std::bitset<size> narrowed(const std::bitset<60> &wide)
{
    std::bitset<size> narrow;
    for (std::size_t i = 0; i < size; ++i)
        narrow.set(i, i < wide.size() && wide.test(i));
    return narrow;
}

QString expanded(QStringView expression)
{
    static const QHash<QString, QString> shorthands{
        {QStringLiteral("@hourly"), QStringLiteral("0 * * * *")},
        {QStringLiteral("@daily"), QStringLiteral("0 0 * * *")},
        {QStringLiteral("@weekly"), QStringLiteral("0 0 * * 0")},
        {QStringLiteral("@monthly"), QStringLiteral("0 0 1 * *")},
        {QStringLiteral("@yearly"), QStringLiteral("0 0 1 1 *")},
    };
    const QString text = expression.toString().simplified();
    return shorthands.value(text, text);
}

qint64 offsetAt(qint64 seconds, const QTimeZone &zone)
{
    return zone.offsetFromUtc(QDateTime::fromSecsSinceEpoch(seconds, QTimeZone::utc()));
}

// What clocks show at an instant, as seconds since 1970 on those clocks.
qint64 toWall(qint64 seconds, const QTimeZone &zone)
{
    return seconds + offsetAt(seconds, zone);
}

// The instant at which clocks first show `wall`; for a time that is left out, as much later as
// clocks moved.
qint64 fromWall(qint64 wall, const QTimeZone &zone)
{
    const qint64 before = wall - offsetAt(wall - secondsPerDay, zone);
    if (toWall(before, zone) == wall)
        return before;
    const qint64 after = wall - offsetAt(wall + secondsPerDay, zone);
    return toWall(after, zone) == wall ? after : before;
}

QDateTime wallTime(qint64 wall)
{
    return QDateTime::fromSecsSinceEpoch(wall, QTimeZone::utc());
}

} // namespace

Result<CronSchedule> CronSchedule::parse(QStringView expression)
{
    const QString text = expanded(expression.left(1000));
    const QStringList parts = text.split(u' ', Qt::SkipEmptyParts);
    if (parts.size() != fields().size())
        return wrong(QStringLiteral("\"%1\" does not have the five fields of a cron expression.")
                         .arg(text.left(80)));
    std::array<std::bitset<60>, 5> sets;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const auto set = readField(parts[i], fields()[i]);
        if (!set)
            return fail(set.error());
        sets[static_cast<std::size_t>(i)] = *set;
    }
    CronSchedule schedule;
    schedule.m_minutes = sets[0];
    schedule.m_hours = narrowed<24>(sets[1]);
    schedule.m_days = narrowed<32>(sets[2]);
    schedule.m_months = narrowed<13>(sets[3]);
    schedule.m_weekdays = narrowed<8>(sets[4]);
    schedule.m_anyDay = parts[2].startsWith(u'*');
    schedule.m_anyWeekday = parts[4].startsWith(u'*');
    if (!schedule.everComes())
        return wrong(QStringLiteral("\"%1\" is a day that never comes.").arg(text.left(80)));
    return schedule;
}

bool CronSchedule::everComes() const
{
    static constexpr std::array longest{0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (!m_anyWeekday)
        return true;
    for (std::size_t month = 1; month <= 12; ++month) {
        for (int day = 1; m_months.test(month) && day <= longest[month]; ++day) {
            if (m_days.test(static_cast<std::size_t>(day)))
                return true;
        }
    }
    return false;
}

bool CronSchedule::matchesDay(QDate date) const
{
    if (!m_months.test(static_cast<std::size_t>(date.month())))
        return false;
    const bool day = m_days.test(static_cast<std::size_t>(date.day()));
    const auto weekday = static_cast<std::size_t>(date.dayOfWeek()); // 7 = Sunday
    const bool dayOfWeek = m_weekdays.test(weekday) || (weekday == 7 && m_weekdays.test(0));
    return m_anyDay || m_anyWeekday ? day && dayOfWeek : day || dayOfWeek;
}

std::optional<qint64> CronSchedule::next(qint64 afterNs, const QTimeZone &zone) const
{
    const qint64 after =
        afterNs >= 0 ? afterNs / nsPerSecond : (afterNs - nsPerSecond + 1) / nsPerSecond;
    const auto found = m_hours.all() ? nextInEveryHour(after, zone) : nextAtGivenHours(after, zone);
    return found ? std::optional(*found * nsPerSecond) : std::nullopt;
}

// With every hour wanted, the search goes along real time, so that the hour that clocks show twice
// has its ticks twice.
std::optional<qint64> CronSchedule::nextInEveryHour(qint64 after, const QTimeZone &zone) const
{
    qint64 at = after - (((after % secondsPerMinute) + secondsPerMinute) % secondsPerMinute) +
                secondsPerMinute;
    for (int day = 0; day < farthestDays;) {
        const QDateTime wall = wallTime(toWall(at, zone));
        if (!matchesDay(wall.date())) {
            const qint64 midnight =
                wall.date().addDays(1).startOfDay(QTimeZone::utc()).toSecsSinceEpoch();
            at = std::max(at + secondsPerMinute, fromWall(midnight, zone));
            ++day;
        } else if (m_minutes.test(static_cast<std::size_t>(wall.time().minute()))) {
            return at;
        } else {
            at += secondsPerMinute;
        }
    }
    return std::nullopt;
}

std::optional<qint64> CronSchedule::nextAtGivenHours(qint64 after, const QTimeZone &zone) const
{
    // The day before too: where clocks go forward at midnight, its last times fall into today.
    QDate date = wallTime(toWall(after, zone)).date().addDays(-1);
    for (int day = 0; day < farthestDays; ++day, date = date.addDays(1)) {
        if (!matchesDay(date))
            continue;
        if (const auto found = firstOfDay(date, after, zone))
            return found;
    }
    return std::nullopt;
}

std::optional<qint64>
CronSchedule::firstOfDay(QDate date, qint64 after, const QTimeZone &zone) const
{
    const qint64 midnight = date.startOfDay(QTimeZone::utc()).toSecsSinceEpoch();
    std::optional<qint64> first;
    for (std::size_t hour = 0; hour < m_hours.size(); ++hour) {
        for (std::size_t minute = 0; m_hours.test(hour) && minute < m_minutes.size(); ++minute) {
            if (!m_minutes.test(minute))
                continue;
            const auto wall = midnight + static_cast<qint64>(hour * 60 + minute) * secondsPerMinute;
            const qint64 at = fromWall(wall, zone);
            if (at > after && (!first || at < *first))
                first = at;
        }
    }
    return first;
}

} // namespace Saltern
