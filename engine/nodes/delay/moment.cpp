#include "engine/nodes/delay/moment.h"

#include "engine/events/event.h"

#include <QDateTime>
#include <QTimeZone>

namespace Saltern {

namespace {

constexpr qint64 nsPerMs = 1'000'000;

tl::unexpected<Error> noMoment(const QString &until)
{
    return fail(ErrorKind::BadInput,
                QStringLiteral("\"%1\" is neither a time of day nor a moment.").arg(until.left(60)),
                QStringLiteral("Write 08:30, or 2026-01-31T08:30:00Z."));
}

/// A time that the clock jumps over in spring comes as much later as it jumped; of one that comes
/// twice in autumn the first is meant.
QDateTime onDay(const QDate &day, const QTime &time, const QTimeZone &zone)
{
    const QDateTime counted = day.startOfDay(zone).addMSecs(time.msecsSinceStartOfDay());
    const QDateTime written(day, time, zone);
    const bool exists = written.isValid() && written.time() == time;
    return counted.time() == time || !exists ? counted : written;
}

} // namespace

Result<qint64> momentFrom(const QString &until, const QString &zone, qint64 nowNs)
{
    if (until.contains(u'T')) {
        const auto moment = parseTimeNs(until);
        return moment ? moment : noMoment(until);
    }
    const QTime time = QTime::fromString(until, QStringLiteral("HH:mm"));
    const QTimeZone where = zone.isEmpty() ? QTimeZone::systemTimeZone() : QTimeZone(zone.toUtf8());
    if (!time.isValid())
        return noMoment(until);
    if (!where.isValid())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("There is no time zone \"%1\".").arg(zone.left(60)),
                    QStringLiteral("Use an IANA name such as Europe/Berlin."));
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(nowNs / nsPerMs, where);
    QDateTime next = onDay(now.date(), time, where);
    if (next <= now)
        next = onDay(now.date().addDays(1), time, where);
    return next.toMSecsSinceEpoch() * nsPerMs;
}

} // namespace Saltern
