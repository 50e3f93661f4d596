#include "engine/runs/runstore.h"

#include "engine/runs/journalrows.h"

#include <QFileInfo>
#include <QSqlQuery>
#include <QVariant>

#include <limits>

namespace Saltern {

namespace {

tl::unexpected<Error> noSuchRun(const QString &id)
{
    return fail(ErrorKind::NotFound,
                QStringLiteral("There is no run \"%1\".").arg(id.left(80)),
                QStringLiteral("saltern runs list shows those that the journal still has."));
}

} // namespace

Result<void> RunStore::open(const QString &stateFolder)
{
    const QString path = stateFolder + QStringLiteral("/journal.sqlite");
    if (!QFileInfo::exists(path))
        return fail(ErrorKind::NotFound,
                    QStringLiteral("There is no journal in %1.").arg(stateFolder),
                    QStringLiteral("Run a pipeline first: saltern run FILE; or name its folder "
                                   "with --state."));
    if (const auto opened = m_file.open(path, JournalFile::Access::Read); !opened)
        return opened;
    QSqlQuery query(m_file.database());
    if (!query.exec(QStringLiteral("SELECT value FROM meta WHERE key = 'engine'")))
        return fail(m_file.error(query));
    if (query.next())
        m_engineId = query.value(0).toString();
    return {};
}

Result<std::vector<RunRecord>> RunStore::list(const RunFilter &filter) const
{
    QSqlQuery query(m_file.database());
    query.prepare(QStringLiteral("SELECT %1 FROM runs WHERE (? = '' OR pipeline = ?)"
                                 " AND (? < 0 OR state = ?) AND started >= ? AND started <= ?"
                                 " AND number < ? ORDER BY number DESC LIMIT ?")
                      .arg(runColumns));
    constexpr qint64 largest = std::numeric_limits<qint64>::max();
    const int state = filter.state ? static_cast<int>(*filter.state) : -1;
    // An empty QString is bound as NULL when it is null, and NULL equals nothing.
    const QString pipeline = filter.pipeline.isEmpty() ? QLatin1StringView("") : filter.pipeline;
    for (const QVariant &value : {QVariant(pipeline),
                                  QVariant(pipeline),
                                  QVariant(state),
                                  QVariant(state),
                                  QVariant(filter.sinceNs.value_or(0)),
                                  QVariant(filter.untilNs.value_or(largest)),
                                  QVariant(filter.before > 0 ? filter.before : largest),
                                  QVariant(filter.most)})
        query.addBindValue(value);
    if (!query.exec())
        return fail(m_file.error(query));
    std::vector<RunRecord> runs;
    while (query.next())
        runs.push_back(readRun(query));
    return runs;
}

Result<qint64> RunStore::runNumber(const QString &id) const
{
    QString digits = id;
    if (const QString prefix = m_engineId + u'-'; digits.startsWith(prefix))
        digits.remove(0, prefix.size());
    bool isNumber = false;
    const qint64 number = digits.toLongLong(&isNumber);
    if (!isNumber)
        return noSuchRun(id);
    return number;
}

Result<RunStory> RunStore::story(const QString &id) const
{
    const auto found = runNumber(id);
    if (!found)
        return fail(found.error());
    const qint64 number = *found;
    RunStory story;
    QSqlQuery query(m_file.database());
    if (!query.exec(
            QStringLiteral("SELECT %1 FROM runs WHERE number = %2").arg(runColumns).arg(number)))
        return fail(m_file.error(query));
    if (!query.next())
        return noSuchRun(id);
    story.run = readRun(query);
    if (!query.exec(QStringLiteral("SELECT %1 FROM steps WHERE run = %2 ORDER BY number")
                        .arg(stepColumns)
                        .arg(number)))
        return fail(m_file.error(query));
    while (query.next())
        story.steps.push_back(readStep(query));
    if (!query.exec(QStringLiteral("SELECT seq, json FROM events WHERE seq = %1 OR seq IN"
                                   " (SELECT event FROM steps WHERE run = %2)")
                        .arg(story.run.event)
                        .arg(number)))
        return fail(m_file.error(query));
    while (query.next()) {
        if (const auto event = Event::fromJson(query.value(1).toByteArray()))
            story.events.insert(query.value(0).toLongLong(), *event);
    }
    return story;
}

Result<QByteArray> RunStore::bundle(const QString &revision) const
{
    QSqlQuery query(m_file.database());
    query.prepare(QStringLiteral("SELECT bundle FROM revisions WHERE id = ?"));
    query.addBindValue(revision);
    if (!query.exec())
        return fail(m_file.error(query));
    if (!query.next())
        return fail(ErrorKind::NotFound,
                    QStringLiteral("The journal has no revision %1.").arg(revision.left(12)));
    return query.value(0).toByteArray();
}

} // namespace Saltern
