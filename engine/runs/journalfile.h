#pragma once

#include "engine/base/result.h"

#include <QSqlDatabase>
#include <QString>

class QSqlQuery;

namespace Saltern {

/// One connection to a journal file (SQLite in WAL mode), open while the object lives. Belongs to
/// the thread that opened it.
class JournalFile
{
public:
    enum class Access { Write, Read };

    JournalFile() = default;
    ~JournalFile();
    JournalFile(const JournalFile &) = delete;
    JournalFile &operator=(const JournalFile &) = delete;

    /// Opens, creates (Write) and checks the format: a journal of a newer version is refused and
    /// left alone. `path` ":memory:" is a journal that is gone with the object.
    Result<void> open(const QString &path, Access access);

    /// From now on what fails is tried again by itself, and errors say so.
    void setTriedAgain() { m_isTriedAgain = true; }

    QSqlDatabase database() const;

    /// Runs one statement.
    Result<void> run(const QString &sql);

    /// The failure of a statement, in words: a full disk and a damaged file are told apart.
    Error error(const QSqlQuery &query) const;

private:
    Result<void> checkFormat(Access access);

    QString m_connection;
    QString m_path;
    bool m_isTriedAgain = false;
};

} // namespace Saltern
