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

RecordingReader::RecordingReader(QByteArray lines, QString name, qint64 beforeNs)
    : m_lines(std::move(lines)), m_name(std::move(name)), m_beforeNs(beforeNs)
{
}

Result<std::optional<Event>> RecordingReader::next()
{
    while (m_at < m_lines.size()) {
        const qsizetype end = m_lines.indexOf('\n', m_at);
        const QByteArray line = m_lines.mid(m_at, end < 0 ? -1 : end - m_at).trimmed();
        m_at = end < 0 ? m_lines.size() : end + 1;
        ++m_number;
        if (line.isEmpty())
            continue;
        auto event = read(line);
        if (!event)
            return fail(event.error());
        m_beforeNs = event->timeNs();
        return std::optional(*std::move(event));
    }
    return std::optional<Event>();
}

Result<Event> RecordingReader::read(const QByteArray &line) const
{
    const QString place = QStringLiteral("%1:%2").arg(m_name).arg(m_number);
    auto event = Event::fromJson(line);
    // Other bytes: something was filled in, with what is different each time.
    if (event && event->json() != line)
        event = readWrittenEvent(line, place, m_beforeNs);
    if (event)
        return event;
    const Error &error = event.error();
    return fail(ErrorKind::BadInput,
                QStringLiteral("%1: %2").arg(place, error.message),
                error.remedy.isEmpty()
                    ? QStringLiteral("Each line is one event, as saltern events --json writes "
                                     "them.")
                    : error.remedy,
                error.detail);
}

Result<std::vector<Event>>
readRecordedEvents(const QByteArray &lines, const QString &name, qint64 beforeNs)
{
    std::vector<Event> events;
    RecordingReader reader(lines, name, beforeNs);
    for (;;) {
        auto event = reader.next();
        if (!event)
            return fail(event.error());
        if (!*event)
            return events;
        events.push_back(**std::move(event));
    }
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
