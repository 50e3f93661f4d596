#include "engine/runs/journalwriter.h"

#include "engine/runs/journalfold.h"
#include "engine/runs/journalrows.h"
#include "engine/runs/unfinishedruns.h"

#include <QSqlQuery>
#include <QTimer>
#include <QVariant>

#include <array>

namespace Saltern {

namespace {

constexpr std::chrono::seconds tryAgainAfter{1};

// The ring is trimmed now and then, not at every event.
constexpr int ringSlack = 1000;

// How many runs one step of trimming deletes before it looks at the size again.
constexpr int trimChunk = 1000;

// For a value that is bound by its position QtSql puts a name together, each time: that took more
// than SQLite itself. A name of ours it only looks up.
const std::array valueNames{QStringLiteral(":a"),
                            QStringLiteral(":b"),
                            QStringLiteral(":c"),
                            QStringLiteral(":d"),
                            QStringLiteral(":e"),
                            QStringLiteral(":f"),
                            QStringLiteral(":g"),
                            QStringLiteral(":h"),
                            QStringLiteral(":i"),
                            QStringLiteral(":j"),
                            QStringLiteral(":k"),
                            QStringLiteral(":l"),
                            QStringLiteral(":m"),
                            QStringLiteral(":n"),
                            QStringLiteral(":o"),
                            QStringLiteral(":p")};

// The statement with a name for each question mark.
QString named(const char *text)
{
    QString statement;
    std::size_t position = 0;
    for (const char c : QByteArrayView(text)) {
        if (c == '?')
            statement += valueNames.at(position++);
        else
            statement += QLatin1Char(c);
    }
    return statement;
}

// QtSql writes a null text as NULL, which is no key.
QString notNull(const QString &text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

} // namespace

struct JournalWriter::Statements
{
    explicit Statements(const QSqlDatabase &database)
        : begin(database)
        , commit(database)
        , addEvent(database)
        , addRun(database)
        , addStep(database)
        , beginStep(database)
        , endStep(database)
        , wholeAttempt(database)
        , endRun(database)
        , putCursor(database)
        , addDeadLetter(database)
        , putDeployment(database)
        , putRevision(database)
        , count(database)
        , putState(database)
        , dropState(database)
        , dropStates(database)
    {
    }

    QSqlQuery begin;
    QSqlQuery commit;
    QSqlQuery addEvent;
    QSqlQuery addRun;
    QSqlQuery addStep;
    QSqlQuery beginStep;
    QSqlQuery endStep;
    QSqlQuery wholeAttempt;
    QSqlQuery endRun;
    QSqlQuery putCursor;
    QSqlQuery addDeadLetter;
    QSqlQuery putDeployment;
    QSqlQuery putRevision;
    QSqlQuery count;
    QSqlQuery putState;
    QSqlQuery dropState;
    QSqlQuery dropStates;
};

JournalWriter::JournalWriter(QString path, int ringSize)
    : m_path(std::move(path)), m_ringSize(ringSize)
{
}

JournalWriter::~JournalWriter() = default;

Result<JournalContent> JournalWriter::open()
{
    m_file = std::make_unique<JournalFile>();
    if (const auto opened = m_file->open(m_path, JournalFile::Access::Write); !opened)
        return fail(opened.error());
    if (const auto prepared = prepare(); !prepared)
        return fail(prepared.error());
    auto content = readContent(*m_file);
    if (content)
        m_file->setTriedAgain();
    return content;
}

void JournalWriter::close()
{
    m_statements.reset();
    m_file.reset();
}

Result<void> JournalWriter::prepare()
{
    m_statements = std::make_unique<Statements>(m_file->database());
    Statements &s = *m_statements;
    const std::pair<QSqlQuery *, const char *> texts[] = {
        {&s.begin, "BEGIN IMMEDIATE"},
        {&s.commit, "COMMIT"},
        {&s.addEvent, "INSERT INTO events VALUES(?, ?, ?, ?, ?)"},
        {&s.addRun, "INSERT INTO runs VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
        {&s.addStep, "INSERT INTO steps VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
        {&s.beginStep,
         "UPDATE steps SET state = 1, attempt = ?, started = ?, host = ?, parameters = ?"
         " WHERE run = ? AND number = ?"},
        {&s.endStep,
         "UPDATE steps SET state = ?, due = ?, finished = ?, outcome = ?, log = ?"
         " WHERE run = ? AND number = ?"},
        {&s.wholeAttempt,
         "UPDATE steps SET attempt = ?, started = ?, host = ?, parameters = ?, state = ?, due = ?,"
         " finished = ?, outcome = ?, log = ? WHERE run = ? AND number = ?"},
        {&s.endRun, "UPDATE runs SET state = ?, finished = ?, reason = ? WHERE number = ?"},
        {&s.putCursor, "INSERT OR REPLACE INTO cursors VALUES(?, ?, ?, ?)"},
        {&s.addDeadLetter, "INSERT INTO deadletters VALUES(NULL, ?, ?, ?, ?, ?)"},
        {&s.putDeployment, "INSERT OR REPLACE INTO deployments VALUES(?, ?, ?, ?)"},
        {&s.putRevision, "INSERT OR IGNORE INTO revisions VALUES(?, ?, ?, ?)"},
        {&s.count,
         "INSERT INTO counters VALUES(?, ?)"
         " ON CONFLICT(name) DO UPDATE SET value = value + excluded.value"},
        {&s.putState, "INSERT OR REPLACE INTO states VALUES(?, ?, ?, ?, ?, ?)"},
        {&s.dropState,
         "DELETE FROM states WHERE pipeline = ? AND node = ? AND shape = ? AND key = ?"
         " AND item = ?"},
        {&s.dropStates,
         "DELETE FROM states WHERE pipeline = ? AND node = ? AND shape = ? AND key = ?"},
    };
    for (const auto &[query, text] : texts) {
        if (!query->prepare(named(text)))
            return fail(m_file->error(*query));
    }
    return {};
}

void JournalWriter::write(Batch batch)
{
    foldWrites(batch);
    // Something is left here only when the journal has stalled and is being closed.
    std::move(batch.begin(), batch.end(), std::back_inserter(m_batch));
    tryCommit();
}

void JournalWriter::tryCommit()
{
    const auto done = commit();
    if (done) {
        m_batch.clear();
        Q_EMIT committed();
        return;
    }
    // Best effort: SQLite has often rolled back already, and then this fails harmlessly.
    static_cast<void>(m_file->run(QStringLiteral("ROLLBACK")));
    Q_EMIT stalled(done.error());
    QTimer::singleShot(tryAgainAfter, this, &JournalWriter::tryCommit);
}

Result<void> JournalWriter::commit()
{
    Durability durability = Durability::Process;
    for (const JournalTransaction &transaction : m_batch) {
        if (transaction.durability == Durability::Full)
            durability = Durability::Full;
    }
    if (const auto set = setSynchronous(durability); !set)
        return set;
    if (const auto begun = run(m_statements->begin); !begun)
        return begun;
    for (const JournalTransaction &transaction : m_batch) {
        for (const JournalWrite &write : transaction.writes) {
            const auto applied = std::visit([this](const auto &row) { return apply(row); }, write);
            if (!applied)
                return applied;
        }
    }
    return run(m_statements->commit);
}

Result<void> JournalWriter::setSynchronous(Durability durability)
{
    if (m_synchronous == durability)
        return {};
    // In WAL mode FULL syncs at every commit; NORMAL only at checkpoints, which is enough to
    // survive the death of this process (https://www.sqlite.org/pragma.html#pragma_synchronous).
    const auto set =
        m_file->run(durability == Durability::Full ? QStringLiteral("PRAGMA synchronous = FULL")
                                                   : QStringLiteral("PRAGMA synchronous = NORMAL"));
    if (set)
        m_synchronous = durability;
    return set;
}

Result<void> JournalWriter::run(QSqlQuery &statement, std::initializer_list<QVariant> values)
{
    std::size_t position = 0;
    for (const QVariant &value : values)
        statement.bindValue(valueNames.at(position++), value);
    if (!statement.exec())
        return fail(m_file->error(statement));
    statement.finish();
    return {};
}

Result<void> JournalWriter::apply(const Write::AddEvent &event)
{
    const auto added = run(m_statements->addEvent,
                           {event.seq,
                            event.event.timeNs(),
                            event.event.type(),
                            event.matched ? 1 : 0,
                            event.event.json()});
    if (!added || event.matched || ++m_unmatchedSinceTrim < ringSlack)
        return added;
    m_unmatchedSinceTrim = 0;
    return trimRing();
}

Result<void> JournalWriter::trimRing()
{
    return m_file->run(
        QStringLiteral("DELETE FROM events WHERE matched = 0 AND seq <= (SELECT seq FROM events"
                       " WHERE matched = 0 ORDER BY seq DESC LIMIT 1 OFFSET %1)")
            .arg(m_ringSize));
}

Result<void> JournalWriter::apply(const RunRecord &row)
{
    return run(m_statements->addRun,
               {row.number,
                row.pipeline,
                row.revision,
                row.trigger,
                row.event,
                static_cast<int>(row.guarantee),
                static_cast<int>(row.state),
                row.startedNs,
                row.finishedNs,
                row.reason});
}

Result<void> JournalWriter::apply(const StepRecord &step)
{
    return run(m_statements->addStep,
               {step.run,
                step.number,
                step.node,
                step.parent,
                step.port,
                step.event,
                static_cast<int>(step.state),
                step.attempt,
                step.dueNs,
                step.createdNs,
                step.startedNs,
                step.finishedNs,
                step.host,
                step.parameters,
                step.outcome,
                step.log});
}

Result<void> JournalWriter::apply(const Write::BeginStep &begin)
{
    if (begin.end)
        return run(m_statements->wholeAttempt,
                   {begin.attempt,
                    begin.startedNs,
                    begin.host,
                    begin.parameters,
                    static_cast<int>(begin.end->state),
                    begin.end->dueNs,
                    begin.end->finishedNs,
                    begin.end->outcome,
                    begin.end->log,
                    begin.run,
                    begin.number});
    return run(
        m_statements->beginStep,
        {begin.attempt, begin.startedNs, begin.host, begin.parameters, begin.run, begin.number});
}

Result<void> JournalWriter::apply(const Write::EndStep &end)
{
    return run(m_statements->endStep,
               {static_cast<int>(end.state),
                end.dueNs,
                end.finishedNs,
                end.outcome,
                end.log,
                end.run,
                end.number});
}

Result<void> JournalWriter::apply(const Write::EndRun &end)
{
    return run(m_statements->endRun,
               {static_cast<int>(end.state), end.finishedNs, end.reason, end.run});
}

Result<void> JournalWriter::apply(const CursorRecord &cursor)
{
    return run(m_statements->putCursor,
               {cursor.host, cursor.daemonId, cursor.timeNs, cursor.eventId});
}

Result<void> JournalWriter::apply(const DeadLetterRecord &letter)
{
    return run(m_statements->addDeadLetter,
               {letter.timeNs, letter.pipeline, letter.node, letter.event, letter.reason});
}

Result<void> JournalWriter::apply(const DeploymentRecord &deployment)
{
    const int active = deployment.kept ? keptDeployment : 1;
    return run(m_statements->putDeployment,
               {deployment.pipeline,
                deployment.revision,
                deployment.active ? active : 0,
                deployment.sinceNs});
}

Result<void> JournalWriter::apply(const Write::PutRevision &revision)
{
    return run(m_statements->putRevision,
               {revision.id, revision.pipeline, revision.storedNs, revision.bundle});
}

Result<void> JournalWriter::apply(const Write::Count &count)
{
    return run(m_statements->count, {count.name, count.by});
}

Result<void> JournalWriter::apply(const Write::DropDeadLetter &letter)
{
    return m_file->run(
        QStringLiteral("DELETE FROM deadletters WHERE number = %1").arg(letter.number));
}

Result<void> JournalWriter::apply(const StateRecord &state)
{
    return run(
        m_statements->putState,
        {state.pipeline, state.node, state.shape, notNull(state.key), state.item, state.value});
}

Result<void> JournalWriter::apply(const Write::DropState &state)
{
    if (state.item < 0)
        return run(m_statements->dropStates,
                   {state.pipeline, state.node, state.shape, notNull(state.key)});
    return run(m_statements->dropState,
               {state.pipeline, state.node, state.shape, notNull(state.key), state.item});
}

Result<void> JournalWriter::apply(const Write::KeepStates &kept)
{
    QSqlQuery query(m_file->database());
    // Ids of nodes and shapes have no comma in them.
    if (!query.prepare(named("DELETE FROM states WHERE pipeline = ?"
                             " AND instr(?, ',' || node || '/' || shape || ',') = 0")))
        return fail(m_file->error(query));
    return run(query, {kept.pipeline, QString(u',' + kept.nodes.join(u',') + u',')});
}

Result<qint64> JournalWriter::usedBytes()
{
    qint64 pages = 0;
    qint64 free = 0;
    qint64 pageSize = 0;
    const std::pair<const char *, qint64 *> wanted[] = {
        {"PRAGMA page_count", &pages},
        {"PRAGMA freelist_count", &free},
        {"PRAGMA page_size", &pageSize},
    };
    for (const auto &[pragma, value] : wanted) {
        QSqlQuery query(m_file->database());
        if (!query.exec(QString::fromLatin1(pragma)) || !query.next())
            return fail(m_file->error(query));
        *value = query.value(0).toLongLong();
    }
    return (pages - free) * pageSize;
}

Result<void> JournalWriter::apply(const Write::Trim &limits)
{
    for (;;) {
        const auto used = usedBytes();
        if (!used)
            return fail(used.error());
        // Over the size the age does not protect: everything finished may go, oldest first.
        const QString doomed =
            QStringLiteral("SELECT number FROM runs WHERE state != 0%1 ORDER BY number LIMIT %2")
                .arg(*used > limits.maximumBytes
                         ? QString()
                         : QStringLiteral(" AND finished < %1").arg(limits.olderThanNs))
                .arg(trimChunk);
        if (const auto gone =
                m_file->run(QStringLiteral("DELETE FROM steps WHERE run IN (%1)").arg(doomed));
            !gone)
            return gone;
        QSqlQuery runs(m_file->database());
        if (!runs.exec(QStringLiteral("DELETE FROM runs WHERE number IN (%1)").arg(doomed)))
            return fail(m_file->error(runs));
        if (runs.numRowsAffected() == 0)
            break;
    }
    return trimWhatRunsLeave(limits.olderThanNs);
}

Result<void> JournalWriter::trimWhatRunsLeave(qint64 olderThanNs)
{
    if (const auto letters =
            m_file->run(QStringLiteral("DELETE FROM deadletters WHERE time < %1").arg(olderThanNs));
        !letters)
        return letters;
    const auto revisions = m_file->run(
        QStringLiteral("DELETE FROM revisions WHERE id NOT IN (SELECT revision FROM runs)"
                       " AND id NOT IN (SELECT revision FROM deployments)"));
    if (!revisions)
        return revisions;
    // A run's events are never older than the event that began it.
    return m_file->run(
        QStringLiteral("DELETE FROM events WHERE matched = 1 AND seq <"
                       " (SELECT coalesce(min(event), 9223372036854775807) FROM runs)"
                       " AND seq NOT IN (SELECT event FROM deadletters)"));
}

} // namespace Saltern
