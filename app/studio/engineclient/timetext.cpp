#include "app/studio/engineclient/timetext.h"

#include <QCoreApplication>
#include <QDateTime>

namespace Saltern {

namespace {

QDateTime parsed(const QString &time)
{
    return QDateTime::fromString(time, Qt::ISODateWithMs).toLocalTime();
}

QString translated(const char *text)
{
    return QCoreApplication::translate("TimeText", text);
}

} // namespace

QString clockTime(const QString &time)
{
    return parsed(time).toString(QStringLiteral("HH:mm:ss.zzz"));
}

QString dayTime(const QString &time)
{
    const QDateTime when = parsed(time);
    if (when.date() == QDate::currentDate())
        return when.toString(QStringLiteral("HH:mm:ss"));
    return when.toString(QStringLiteral("d MMM HH:mm:ss"));
}

QString timeAgo(const QString &time)
{
    const QDateTime when = parsed(time);
    if (!when.isValid())
        return {};
    const qint64 seconds = when.secsTo(QDateTime::currentDateTime());
    if (seconds < 2)
        return translated("just now");
    if (seconds < 60)
        return translated("%1 s ago").arg(seconds);
    if (seconds < 3600)
        return translated("%1 min ago").arg(seconds / 60);
    if (seconds < 24 * 3600)
        return translated("%1 h ago").arg(seconds / 3600);
    return when.toString(QStringLiteral("d MMM yyyy"));
}

QString durationText(double ms)
{
    if (ms < 0)
        return {};
    if (ms < 10)
        return translated("%1 ms").arg(QString::number(ms, 'f', ms < 1 ? 2 : 1));
    if (ms < 1000)
        return translated("%1 ms").arg(qRound(ms));
    if (ms < 60'000)
        return translated("%1 s").arg(QString::number(ms / 1000, 'f', 1));
    const qint64 seconds = qRound64(ms / 1000);
    return translated("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
}

double msBetween(const QString &from, const QString &to)
{
    const QDateTime begin = parsed(from);
    const QDateTime end = parsed(to);
    return begin.isValid() && end.isValid() ? double(begin.msecsTo(end)) : -1;
}

} // namespace Saltern
