#include "qml/design/inspector/fieldpreview.h"

#include "engine/events/cron.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <QTimeZone>

namespace Saltern {

namespace {

constexpr int ticksShown = 3;
constexpr qint64 nanosecondsPerMillisecond = 1'000'000;

QString inWords(const QDateTime &tick, const QDateTime &now)
{
    const QString time = tick.toString(QStringLiteral("HH:mm"));
    const qint64 days = now.date().daysTo(tick.date());
    if (days == 0)
        return FieldPreview::tr("today %1").arg(time);
    if (days == 1)
        return FieldPreview::tr("tomorrow %1").arg(time);
    const QString format = tick.date().year() == now.date().year() ? QStringLiteral("ddd d MMM")
                                                                   : QStringLiteral("d MMM yyyy");
    return QLocale::c().toString(tick.date(), format) + u' ' + time;
}

} // namespace

QStringList FieldPreview::cronTimes(const QString &expression, const QString &zone)
{
    return cronTimesAfter(expression, zone, QDateTime::currentDateTimeUtc());
}

QStringList
FieldPreview::cronTimesAfter(const QString &expression, const QString &zone, const QDateTime &now)
{
    const QTimeZone timeZone =
        zone.isEmpty() ? QTimeZone::systemTimeZone() : QTimeZone(zone.toUtf8());
    const auto schedule = CronSchedule::parse(expression);
    if (!schedule || !timeZone.isValid())
        return {};
    QStringList times;
    qint64 after = now.toMSecsSinceEpoch() * nanosecondsPerMillisecond;
    while (times.size() < ticksShown) {
        const auto next = schedule->next(after, timeZone);
        if (!next)
            break;
        after = *next;
        times +=
            inWords(QDateTime::fromMSecsSinceEpoch(after / nanosecondsPerMillisecond, timeZone),
                    now.toTimeZone(timeZone));
    }
    return times;
}

QStringList FieldPreview::timeZones()
{
    QStringList names;
    const auto ids = QTimeZone::availableTimeZoneIds();
    for (const QByteArray &id : ids) {
        if (!id.startsWith("UTC+") && !id.startsWith("UTC-"))
            names += QString::fromUtf8(id);
    }
    return names;
}

QString FieldPreview::pathBeside(const QString &document, const QUrl &file)
{
    if (document.isEmpty() || !file.isLocalFile())
        return {};
    const QDir folder(QFileInfo(document).absolutePath());
    const QString path = QDir::cleanPath(folder.relativeFilePath(file.toLocalFile()));
    return path.startsWith(QLatin1StringView("..")) || QDir::isAbsolutePath(path) ? QString()
                                                                                  : path;
}

QUrl FieldPreview::folderOf(const QString &document)
{
    return document.isEmpty() ? QUrl() : QUrl::fromLocalFile(QFileInfo(document).absolutePath());
}

} // namespace Saltern
