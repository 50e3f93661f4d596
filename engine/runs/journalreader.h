#pragma once

#include "engine/runs/runstore.h"

#include <QJsonValue>
#include <QObject>
#include <QThread>

#include <functional>

namespace Saltern {

/// Reads the journal of a running engine on a thread of its own, because reading may have to wait
/// for the disk. Questions are answered one after another, in their order.
class JournalReader : public QObject
{
    Q_OBJECT
public:
    /// Runs on the reader's thread.
    using Question = std::function<Result<QJsonValue>(const RunStore &store)>;
    using Answered = std::function<void(const Result<QJsonValue> &answer)>;

    /// `stateFolder` empty = an engine whose journal is not kept: every answer says so.
    explicit JournalReader(QString stateFolder, QObject *parent = nullptr);
    /// Waits for the question that is being answered.
    ~JournalReader() override;

    /// `answered` is called later on the caller's thread, unless the reader is gone by then.
    void ask(Question question, Answered answered);

private:
    class Worker;
    QThread m_thread;
    Worker *m_worker; // lives on m_thread
};

} // namespace Saltern
