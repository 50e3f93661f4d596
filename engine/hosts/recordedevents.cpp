#include "engine/hosts/recordedevents.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSet>

namespace Saltern {

Result<Event> readWrittenEvent(const QByteArray &json, const QString &id, qint64 beforeNs)
{
    QJsonObject object = QJsonDocument::fromJson(json).object();
    const auto fill = [&object](const QString &key, const QString &value) {
        if (!object.contains(key))
            object.insert(key, value);
    };
    fill(QStringLiteral("specversion"), QStringLiteral("1.0"));
    fill(QStringLiteral("id"), id);
    fill(QStringLiteral("source"), QStringLiteral("recorded"));
    fill(QStringLiteral("time"), formatTimeNs(beforeNs));
    return Event::fromJson(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

Result<std::vector<Event>>
readRecordedEvents(const QByteArray &lines, const QString &name, qint64 beforeNs)
{
    std::vector<Event> events;
    int number = 0;
    for (qsizetype begin = 0; begin < lines.size();) {
        const qsizetype end = lines.indexOf('\n', begin);
        const QByteArray line = lines.mid(begin, end < 0 ? -1 : end - begin).trimmed();
        begin = end < 0 ? lines.size() : end + 1;
        ++number;
        if (line.isEmpty())
            continue;
        const QString place = QStringLiteral("%1:%2").arg(name).arg(number);
        auto event = Event::fromJson(line);
        // Other bytes: something was filled in, with what is different each time.
        if (event && event->json() != line)
            event = readWrittenEvent(line, place, beforeNs);
        if (!event) {
            const Error &error = event.error();
            return fail(ErrorKind::BadInput,
                        QStringLiteral("%1: %2").arg(place, error.message),
                        error.remedy.isEmpty()
                            ? QStringLiteral("Each line is one event, as saltern events --json "
                                             "writes them.")
                            : error.remedy,
                        error.detail);
        }
        beforeNs = event->timeNs();
        events.push_back(*std::move(event));
    }
    return events;
}

Result<std::vector<Event>> loadRecordedEvents(const QString &path)
{
    QFile file(path);
    if (QFileInfo(path).isDir() || !file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The recording %1 cannot be read.").arg(path),
                    QStringLiteral("Check the name; saltern events --json > %1 makes one.")
                        .arg(QFileInfo(path).fileName()),
                    file.errorString());
    const QByteArray lines = file.read(maximumRecordingBytes + 1);
    if (lines.size() > maximumRecordingBytes)
        return fail(ErrorKind::TooLarge,
                    QStringLiteral("The recording %1 is larger than 256 MiB.").arg(path),
                    QStringLiteral("Cut it into several files."));
    return readRecordedEvents(lines, path);
}

QStringList hostsOf(const std::vector<Event> &events)
{
    QStringList hosts;
    QSet<QString> known;
    for (const Event &event : events) {
        if (event.host().isEmpty() || known.contains(event.host()))
            continue;
        known.insert(event.host());
        hosts.append(event.host());
    }
    return hosts;
}

} // namespace Saltern
