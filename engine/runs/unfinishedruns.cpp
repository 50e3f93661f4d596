#include "engine/runs/unfinishedruns.h"

#include "engine/runs/journalfile.h"
#include "engine/runs/journalrows.h"

#include <QSqlQuery>
#include <QUuid>
#include <QVariant>

namespace Saltern {

namespace {

/// Calls `row` for every row of a SELECT.
template<typename Row>
Result<void> forEach(const JournalFile &file, const QString &select, Row row)
{
    QSqlQuery query(file.database());
    query.setForwardOnly(true);
    if (!query.exec(select))
        return fail(file.error(query));
    while (query.next())
        row(query);
    return {};
}

Result<void> readIdentity(JournalFile &file, JournalContent &content)
{
    const auto read =
        forEach(file,
                QStringLiteral("SELECT value FROM meta WHERE key = 'engine'"),
                [&](const QSqlQuery &row) { content.engineId = row.value(0).toString(); });
    if (!read || !content.engineId.isEmpty())
        return read;
    content.engineId = QUuid::createUuid().toString(QUuid::Id128).left(6);
    return file.run(
        QStringLiteral("INSERT INTO meta VALUES('engine', '%1')").arg(content.engineId));
}

Result<void> readCounters(const JournalFile &file, JournalContent &content)
{
    // Dead runs leave their number behind in sqlite_sequence.
    return forEach(file,
                   QStringLiteral("SELECT (SELECT max(seq) FROM events),"
                                  " (SELECT seq FROM sqlite_sequence WHERE name = 'runs')"),
                   [&](const QSqlQuery &row) {
                       content.lastEvent = row.value(0).toLongLong();
                       content.lastRun = row.value(1).toLongLong();
                   });
}

Result<void> readDeployments(const JournalFile &file, JournalContent &content)
{
    const auto cursors = forEach(file,
                                 QStringLiteral("SELECT host, daemon, time, event FROM cursors"),
                                 [&](const QSqlQuery &row) {
                                     content.cursors.push_back({row.value(0).toString(),
                                                                row.value(1).toString(),
                                                                row.value(2).toLongLong(),
                                                                row.value(3).toString()});
                                 });
    if (!cursors)
        return cursors;
    return forEach(file,
                   QStringLiteral("SELECT pipeline, revision, active, since FROM deployments"),
                   [&](const QSqlQuery &row) {
                       content.deployments.push_back({row.value(0).toString(),
                                                      row.value(1).toString(),
                                                      row.value(2).toInt() != 0,
                                                      row.value(3).toLongLong(),
                                                      row.value(2).toInt() == keptDeployment});
                   });
}

Result<void> readStates(const JournalFile &file, JournalContent &content)
{
    return forEach(file,
                   QStringLiteral("SELECT pipeline, node, shape, key, item, value FROM states"
                                  " ORDER BY pipeline, node, shape, key, item"),
                   [&](const QSqlQuery &row) {
                       content.states.push_back({row.value(0).toString(),
                                                 row.value(1).toString(),
                                                 row.value(2).toString(),
                                                 row.value(3).toString(),
                                                 row.value(4).toInt(),
                                                 row.value(5).toByteArray()});
                   });
}

Result<void> readEvents(const JournalFile &file, UnfinishedRun &unfinished)
{
    const qint64 number = unfinished.run.number;
    return forEach(file,
                   QStringLiteral("SELECT seq, json FROM events WHERE seq IN"
                                  " (SELECT event FROM steps WHERE run = %1) OR seq = %2")
                       .arg(number)
                       .arg(unfinished.run.event),
                   [&](const QSqlQuery &row) {
                       // What we wrote ourselves reads back; a damaged row leaves a null event,
                       // and the run that needs it fails for that reason.
                       if (auto event = Event::fromJson(row.value(1).toByteArray()))
                           unfinished.events.insert(row.value(0).toLongLong(), *event);
                   });
}

Result<void> readUnfinished(const JournalFile &file, JournalContent &content)
{
    auto read = forEach(
        file,
        QStringLiteral("SELECT %1 FROM runs WHERE state = 0 ORDER BY number").arg(runColumns),
        [&](const QSqlQuery &row) { content.unfinished.push_back({.run = readRun(row)}); });
    for (UnfinishedRun &unfinished : content.unfinished) {
        if (!read)
            return read;
        read = forEach(file,
                       QStringLiteral("SELECT %1 FROM steps WHERE run = %2 ORDER BY number")
                           .arg(stepColumns)
                           .arg(unfinished.run.number),
                       [&](const QSqlQuery &row) { unfinished.steps.push_back(readStep(row)); });
        if (read)
            read = readEvents(file, unfinished);
    }
    if (!read)
        return read;
    return forEach(file,
                   QStringLiteral("SELECT id, bundle FROM revisions WHERE id IN"
                                  " (SELECT revision FROM runs WHERE state = 0) OR id IN"
                                  " (SELECT revision FROM deployments WHERE active = %1)")
                       .arg(keptDeployment),
                   [&](const QSqlQuery &row) {
                       content.revisions.insert(row.value(0).toString(),
                                                row.value(1).toByteArray());
                   });
}

} // namespace

Result<JournalContent> readContent(JournalFile &file)
{
    JournalContent content;
    auto read = readIdentity(file, content);
    if (read)
        read = readCounters(file, content);
    if (read)
        read = readDeployments(file, content);
    if (read)
        read = readUnfinished(file, content);
    if (read)
        read = readStates(file, content);
    if (!read)
        return fail(read.error());
    return content;
}

} // namespace Saltern
