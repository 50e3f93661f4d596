// The part of the run store that reads events and dead letters.

#include "engine/runs/runstore.h"

#include <QSqlQuery>
#include <QVariant>

#include <limits>

namespace Saltern {

namespace {

constexpr qint64 largest = std::numeric_limits<qint64>::max();
constexpr QLatin1StringView letterColumns{"time, pipeline, node, event, reason, number"};

DeadLetterRecord readLetter(const QSqlQuery &row)
{
    return {row.value(0).toLongLong(),
            row.value(1).toString(),
            row.value(2).toString(),
            row.value(3).toLongLong(),
            row.value(4).toString(),
            row.value(5).toLongLong()};
}

} // namespace

Result<std::vector<DeadLetterRecord>> RunStore::deadLetters(const DeadLetterFilter &filter) const
{
    QSqlQuery query(m_file.database());
    query.prepare(QStringLiteral("SELECT %1 FROM deadletters WHERE (? = '' OR pipeline = ?)"
                                 " AND number < ? ORDER BY number DESC LIMIT ?")
                      .arg(letterColumns));
    // An empty QString is bound as NULL when it is null, and NULL equals nothing.
    const QString pipeline = filter.pipeline.isEmpty() ? QLatin1StringView("") : filter.pipeline;
    for (const QVariant &value : {QVariant(pipeline),
                                  QVariant(pipeline),
                                  QVariant(filter.before > 0 ? filter.before : largest),
                                  QVariant(filter.most)})
        query.addBindValue(value);
    if (!query.exec())
        return fail(m_file.error(query));
    std::vector<DeadLetterRecord> letters;
    while (query.next())
        letters.push_back(readLetter(query));
    return letters;
}

Result<DeadLetterRecord> RunStore::deadLetter(qint64 number) const
{
    QSqlQuery query(m_file.database());
    if (!query.exec(QStringLiteral("SELECT %1 FROM deadletters WHERE number = %2")
                        .arg(letterColumns)
                        .arg(number)))
        return fail(m_file.error(query));
    if (!query.next())
        return fail(ErrorKind::NotFound,
                    QStringLiteral("There is no dead letter %1.").arg(number),
                    QStringLiteral("It may have been dropped; list them again."));
    return readLetter(query);
}

Result<std::vector<StoredEvent>> RunStore::selectEvents(const QString &where) const
{
    QSqlQuery query(m_file.database());
    query.setForwardOnly(true);
    if (!query.exec(QStringLiteral("SELECT seq, matched, json FROM events ") + where))
        return fail(m_file.error(query));
    std::vector<StoredEvent> events;
    while (query.next()) {
        // A damaged row is left out rather than hiding all others.
        if (const auto event = Event::fromJson(query.value(2).toByteArray()))
            events.push_back({query.value(0).toLongLong(), query.value(1).toInt() != 0, *event});
    }
    return events;
}

Result<std::vector<StoredEvent>> RunStore::events(qint64 beforeSeq, int most) const
{
    return selectEvents(QStringLiteral("WHERE seq < %1 ORDER BY seq DESC LIMIT %2")
                            .arg(beforeSeq > 0 ? beforeSeq : largest)
                            .arg(most));
}

Result<StoredEvent> RunStore::event(qint64 seq) const
{
    const auto found = selectEvents(QStringLiteral("WHERE seq = %1").arg(seq));
    if (!found)
        return fail(found.error());
    if (found->empty())
        return fail(ErrorKind::NotFound,
                    QStringLiteral("The journal has no event %1 any more.").arg(seq),
                    QStringLiteral("Events that nobody wanted are kept for a while only."));
    return found->front();
}

} // namespace Saltern
