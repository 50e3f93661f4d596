#pragma once

#include "engine/base/result.h"
#include "engine/runs/journalfile.h"
#include "engine/runs/journalrecords.h"

#include <QObject>

#include <memory>
#include <optional>

class QSqlQuery;
class QVariant;

namespace Saltern {

/// The journal's own thread works here: commits batches, one after another. A batch that cannot be
/// written is kept and tried again every second, so that a full disk loses nothing.
class JournalWriter : public QObject
{
    Q_OBJECT
public:
    using Batch = std::vector<JournalTransaction>;

    /// `ringSize`: how many events that nobody wanted are kept.
    JournalWriter(QString path, int ringSize);
    ~JournalWriter() override;

    Result<JournalContent> open();

    /// Closes the connection, on the thread that opened it.
    void close();

    /// Emits committed() once the batch is durable, stalled() each time that it could not be
    /// written.
    void write(Batch batch);

Q_SIGNALS:
    void committed();
    void stalled(const Saltern::Error &error);

private:
    Result<void> prepare();
    void tryCommit();
    Result<void> commit();
    Result<void> setSynchronous(Durability durability);
    Result<void> run(QSqlQuery &statement, std::initializer_list<QVariant> values = {});
    Result<void> trimRing();
    Result<void> trimWhatRunsLeave(qint64 olderThanNs);
    Result<qint64> usedBytes();

    static Result<void> apply(std::monostate) { return {}; }
    Result<void> apply(const Write::AddEvent &event);
    Result<void> apply(const RunRecord &run);
    Result<void> apply(const StepRecord &step);
    Result<void> apply(const Write::BeginStep &begin);
    Result<void> apply(const Write::EndStep &end);
    Result<void> apply(const Write::EndRun &end);
    Result<void> apply(const CursorRecord &cursor);
    Result<void> apply(const DeadLetterRecord &letter);
    Result<void> apply(const DeploymentRecord &deployment);
    Result<void> apply(const Write::PutRevision &revision);
    Result<void> apply(const Write::Count &count);
    Result<void> apply(const Write::DropDeadLetter &letter);
    Result<void> apply(const StateRecord &state);
    Result<void> apply(const Write::DropState &state);
    Result<void> apply(const Write::KeepStates &kept);
    Result<void> apply(const Write::Trim &limits);

    QString m_path;
    int m_ringSize;
    int m_unmatchedSinceTrim = 0;
    std::unique_ptr<JournalFile> m_file;
    struct Statements;
    std::unique_ptr<Statements> m_statements;
    std::optional<Durability> m_synchronous;
    Batch m_batch;
};

} // namespace Saltern
