#pragma once

#include "engine/base/result.h"
#include "engine/events/event.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace Saltern {

/// A recording larger than this is refused (bytes).
inline constexpr qint64 maximumRecordingBytes = qint64{256} * 1024 * 1024;

/// Where time begins for events without one.
inline constexpr qint64 recordedEpochNs = 946'684'800'000'000'000; // 2000-01-01T00:00:00Z

/// Reads recorded events one by one: one CloudEvents object a line, as `saltern events --json`
/// writes them; empty lines are skipped. Lines written by hand may leave out id, source and time:
/// these become "<name>:<line>", "recorded" and the time of the event before (`beforeNs` for the
/// first).
class RecordingReader
{
public:
    RecordingReader(QByteArray lines, QString name, qint64 beforeNs = recordedEpochNs);

    /// Nothing at the end. A line that is no event is refused as "name:line: ...".
    Result<std::optional<Event>> next();

private:
    Result<Event> read(const QByteArray &line) const;

    QByteArray m_lines;
    QString m_name;
    qint64 m_beforeNs;
    qsizetype m_at = 0;
    int m_number = 0;
};

/// All of them; the first line that is no event is refused.
Result<std::vector<Event>>
readRecordedEvents(const QByteArray &lines, const QString &name, qint64 beforeNs = recordedEpochNs);

/// The same from a file.
Result<std::vector<Event>> loadRecordedEvents(const QString &path);

/// One event that a person wrote: gets this id and time when it has none of its own.
Result<Event> readWrittenEvent(const QByteArray &json, const QString &id, qint64 beforeNs);

/// The hosts that the events happened on, each once, in the order of their first events.
QStringList hostsOf(const std::vector<Event> &events);

} // namespace Saltern
