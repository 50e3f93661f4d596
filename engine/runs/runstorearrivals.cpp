// The part of the run store that follows one node or wire through the runs.

#include "engine/runs/journalrows.h"
#include "engine/runs/runstore.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlQuery>
#include <QVariant>

namespace Saltern {

namespace {

constexpr int runsLookedAt = 2000;
// What leaves a node is on the bus soon after what came in.
constexpr qint64 eventsLookedAt = 20'000;

// An empty QString is bound as NULL when it is null, and NULL equals nothing.
QString bindable(const QString &text)
{
    return text.isEmpty() ? QString(QLatin1StringView("")) : text;
}

QStringList exitsOf(const StepRecord &step)
{
    return QJsonDocument::fromJson(step.outcome)
        .object()
        .value(QLatin1StringView("exits"))
        .toVariant()
        .toStringList();
}

} // namespace

Result<std::vector<Arrival>> RunStore::arrivals(const ArrivalFilter &filter) const
{
    auto found = passages(filter);
    // What begins a run reaches the trigger by no wire.
    if (!found || !found->empty() || !filter.from.isEmpty())
        return found;
    return beginnings(filter);
}

Result<std::vector<Arrival>> RunStore::beginnings(const ArrivalFilter &filter) const
{
    QSqlQuery query(m_file.database());
    query.prepare(QStringLiteral("SELECT number, started, event FROM"
                                 " (SELECT * FROM runs WHERE pipeline = ?"
                                 " ORDER BY number DESC LIMIT %1) WHERE trigger = ?"
                                 " ORDER BY number DESC LIMIT ?")
                      .arg(runsLookedAt));
    query.addBindValue(bindable(filter.pipeline));
    query.addBindValue(bindable(filter.node));
    query.addBindValue(filter.most);
    if (!query.exec())
        return fail(m_file.error(query));
    std::vector<Arrival> found;
    while (query.next()) {
        const auto stored = event(query.value(2).toLongLong());
        Arrival arrival{.run = query.value(0).toLongLong(), .from = {}, .port = {}};
        arrival.timeNs = query.value(1).toLongLong();
        arrival.event = stored ? stored->event : Event();
        found.push_back(std::move(arrival));
    }
    return found;
}

Result<std::vector<Arrival>> RunStore::passages(const ArrivalFilter &filter) const
{
    QStringList columns = QString(stepColumns).split(QStringLiteral(", "));
    for (QString &column : columns)
        column.prepend(QStringLiteral("s."));
    QSqlQuery query(m_file.database());
    query.prepare(QStringLiteral("SELECT %1, COALESCE(p.node, r.trigger) AS origin FROM"
                                 " (SELECT number, trigger FROM runs WHERE pipeline = ?"
                                 " ORDER BY number DESC LIMIT %2) r"
                                 " JOIN steps s ON s.run = r.number AND s.node = ?"
                                 " LEFT JOIN steps p ON p.run = s.run AND p.number = s.parent"
                                 " WHERE (? = '' OR s.port = ?) AND (? = '' OR origin = ?)"
                                 " ORDER BY s.run DESC, s.number DESC LIMIT ?")
                      .arg(columns.join(QStringLiteral(", ")))
                      .arg(runsLookedAt));
    for (const QString &text :
         {filter.pipeline, filter.node, filter.port, filter.port, filter.from, filter.from})
        query.addBindValue(bindable(text));
    query.addBindValue(filter.most);
    if (!query.exec())
        return fail(m_file.error(query));
    std::vector<Arrival> found;
    while (query.next()) {
        const StepRecord step = readStep(query);
        const auto stored = event(step.event);
        Arrival arrival{.run = step.run,
                        .number = step.number,
                        .from = query.value(int(columns.size())).toString(),
                        .port = step.port,
                        .state = step.state,
                        .timeNs = step.createdNs,
                        .event = stored ? stored->event : Event(),
                        .exits = {}};
        for (const QString &port : exitsOf(step))
            arrival.exits.push_back({port, exitEvent(filter, step, port)});
        found.push_back(std::move(arrival));
    }
    return found;
}

/// What left by a port is what reached the next node, or else it only was on the bus.
Event RunStore::exitEvent(const ArrivalFilter &filter,
                          const StepRecord &step,
                          const QString &port) const
{
    QSqlQuery query(m_file.database());
    query.prepare(QStringLiteral("SELECT event FROM steps WHERE run = ? AND parent = ?"
                                 " AND port = ? LIMIT 1"));
    query.addBindValue(step.run);
    query.addBindValue(step.number);
    query.addBindValue(port);
    if (query.exec() && query.next()) {
        const auto stored = event(query.value(0).toLongLong());
        return stored ? stored->event : Event();
    }
    query.prepare(QStringLiteral("SELECT json FROM events WHERE seq > ? AND seq <= ?"
                                 " AND type = ? ORDER BY seq"));
    query.addBindValue(step.event);
    query.addBindValue(step.event + eventsLookedAt);
    query.addBindValue(QStringLiteral("saltern/%1/%2/%3").arg(filter.pipeline, filter.node, port));
    const QString ofStep =
        QStringLiteral("%1-%2.%3.").arg(m_engineId).arg(step.run).arg(step.number);
    if (!query.exec())
        return {};
    while (query.next()) {
        const auto event = Event::fromJson(query.value(0).toByteArray());
        if (event && event->id().startsWith(ofStep))
            return *event;
    }
    return {};
}

} // namespace Saltern
