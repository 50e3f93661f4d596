#include "engine/runs/journalfile.h"

#include <QFile>
#include <QSqlError>
#include <QSqlQuery>
#include <QStorageInfo>
#include <QUuid>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Saltern {

namespace {

constexpr int journalFormat = 2;

// Numbers from sqlite3.h: result codes, which QtSql hands on as text.
constexpr int sqliteReadOnly = 8;
constexpr int sqliteIoError = 10;
constexpr int sqliteCorrupt = 11;
constexpr int sqliteFull = 13;
constexpr int sqliteCannotOpen = 14;
constexpr int sqliteNotADatabase = 26;

constexpr const char *schema[] = {
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID",
    "CREATE TABLE revisions(id TEXT PRIMARY KEY, pipeline TEXT, stored INTEGER, bundle BLOB)"
    " WITHOUT ROWID",
    "CREATE TABLE deployments(pipeline TEXT PRIMARY KEY, revision TEXT, active INTEGER,"
    " since INTEGER) WITHOUT ROWID",
    "CREATE TABLE events(seq INTEGER PRIMARY KEY, time INTEGER, type TEXT, matched INTEGER,"
    " json BLOB)",
    "CREATE INDEX unmatched ON events(seq) WHERE matched = 0",
    // AUTOINCREMENT: a number is never given out twice, even when the newest runs were deleted.
    "CREATE TABLE runs(number INTEGER PRIMARY KEY AUTOINCREMENT, pipeline TEXT, revision TEXT,"
    " trigger TEXT, event INTEGER, guarantee INTEGER, state INTEGER, started INTEGER,"
    " finished INTEGER, reason TEXT)",
    "CREATE INDEX unfinished ON runs(number) WHERE state = 0",
    "CREATE TABLE steps(run INTEGER, number INTEGER, node TEXT, parent INTEGER, port TEXT,"
    " event INTEGER, state INTEGER, attempt INTEGER, due INTEGER, created INTEGER,"
    " started INTEGER, finished INTEGER, host TEXT, parameters BLOB, outcome BLOB, log TEXT,"
    " PRIMARY KEY(run, number)) WITHOUT ROWID",
    "CREATE TABLE cursors(host TEXT PRIMARY KEY, daemon TEXT, time INTEGER, event TEXT)"
    " WITHOUT ROWID",
    "CREATE TABLE deadletters(number INTEGER PRIMARY KEY, time INTEGER, pipeline TEXT, node TEXT,"
    " event INTEGER, reason TEXT)",
    "CREATE TABLE counters(name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID",
};

// What each format added to the one before it, from the first on.
constexpr const char *additions[] = {
    "CREATE TABLE states(pipeline TEXT, node TEXT, shape TEXT, key TEXT, item INTEGER, value BLOB,"
    " PRIMARY KEY(pipeline, node, shape, key, item)) WITHOUT ROWID",
};

// The files beside the journal cannot grow either, which SQLite only calls an input/output error.
int codeOf(const QSqlError &error, const QString &path)
{
    const int code = error.nativeErrorCode().toInt() & 0xff;
    return code == sqliteIoError && QStorageInfo(path).bytesAvailable() == 0 ? sqliteFull : code;
}

Error journalError(const QSqlError &error, const QString &path, bool isTriedAgain)
{
    const QString detail = error.text();
    switch (codeOf(error, path)) {
    case sqliteFull:
        return {ErrorKind::Failed,
                QStringLiteral("There is no room left for the journal %1.").arg(path),
                isTriedAgain
                    ? QStringLiteral("Free some space on that disk; the engine goes on by itself.")
                    : QStringLiteral("Free some space on that disk and start again."),
                detail};
    case sqliteCorrupt:
    case sqliteNotADatabase:
        return {ErrorKind::Failed,
                QStringLiteral("The journal %1 is damaged.").arg(path),
                QStringLiteral("Move it away (with its -wal and -shm files) and start again; runs "
                               "that it held are not resumed."),
                detail};
    case sqliteReadOnly:
    case sqliteCannotOpen:
        return {ErrorKind::PermissionDenied,
                QStringLiteral("The journal %1 cannot be opened.").arg(path),
                QStringLiteral("Check that this account may write in its folder."),
                detail};
    default:
        return {ErrorKind::Failed,
                QStringLiteral("The journal %1 cannot be used: %2.").arg(path, detail),
                QStringLiteral("Check the disk it is on."),
                detail};
    }
}

// SQLite would give the file whatever the umask leaves; events are nobody else's business, even in
// a state folder that others may enter. The -wal and -shm files take over the mode of this one
// (sqlite.org/wal.html). Where it fails, opening fails next and says why.
void createPrivate(const QString &path)
{
    const int descriptor =
        ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return;
    ::fchmod(descriptor, 0600);
    ::close(descriptor);
}

} // namespace

JournalFile::~JournalFile()
{
    if (m_connection.isEmpty())
        return;
    database().close();
    QSqlDatabase::removeDatabase(m_connection);
}

QSqlDatabase JournalFile::database() const
{
    return QSqlDatabase::database(m_connection, false);
}

Error JournalFile::error(const QSqlQuery &query) const
{
    return journalError(query.lastError(), m_path, m_isTriedAgain);
}

Result<void> JournalFile::run(const QString &sql)
{
    QSqlQuery query(database());
    if (!query.exec(sql))
        return fail(error(query));
    return {};
}

Result<void> JournalFile::open(const QString &path, Access access)
{
    m_path = path;
    if (access == Access::Write && path != QLatin1StringView(":memory:"))
        createPrivate(path);
    m_connection = QUuid::createUuid().toString();
    QSqlDatabase connection = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
    connection.setDatabaseName(path);
    // A reader may meet the writer's checkpoint; five seconds is far more than that takes.
    connection.setConnectOptions(access == Access::Read
                                     ? QStringLiteral("QSQLITE_OPEN_READONLY;"
                                                      "QSQLITE_BUSY_TIMEOUT=5000")
                                     : QStringLiteral("QSQLITE_BUSY_TIMEOUT=5000"));
    if (!connection.open())
        return fail(journalError(connection.lastError(), path, false));
    if (access == Access::Write) {
        if (const auto wal = run(QStringLiteral("PRAGMA journal_mode = WAL")); !wal)
            return wal;
    }
    return checkFormat(access);
}

Result<void> JournalFile::checkFormat(Access access)
{
    QSqlQuery query(database());
    if (!query.exec(QStringLiteral("PRAGMA user_version")) || !query.next())
        return fail(error(query));
    const int found = query.value(0).toInt();
    query.finish();
    if (found > journalFormat)
        return fail(ErrorKind::Unsupported,
                    QStringLiteral("The journal %1 was written by a newer Saltern (format %2; this "
                                   "version reads %3).")
                        .arg(m_path)
                        .arg(found)
                        .arg(journalFormat),
                    QStringLiteral("Update Saltern, or use another folder with --state."));
    // A reader finds in an older journal all that it asks for.
    if (found == journalFormat || (found > 0 && access == Access::Read))
        return {};
    if (access == Access::Read)
        return fail(ErrorKind::NotFound,
                    QStringLiteral("The journal %1 is empty.").arg(m_path),
                    QStringLiteral("Run a pipeline first: saltern run FILE."));
    if (const auto begun = run(QStringLiteral("BEGIN IMMEDIATE")); !begun)
        return begun;
    std::vector<const char *> statements;
    if (found == 0)
        statements.assign(std::begin(schema), std::end(schema));
    statements.insert(
        statements.end(), std::begin(additions) + std::max(found - 1, 0), std::end(additions));
    for (const char *statement : statements) {
        if (const auto made = run(QString::fromLatin1(statement)); !made)
            return made;
    }
    if (const auto marked = run(QStringLiteral("PRAGMA user_version = %1").arg(journalFormat));
        !marked)
        return marked;
    return run(QStringLiteral("COMMIT"));
}

} // namespace Saltern
