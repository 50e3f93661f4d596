#pragma once

#include "engine/base/result.h"
#include "engine/scripts/scriptrequest.h"

#include <QJsonArray>
#include <QObject>

#include <deque>
#include <memory>
#include <vector>

namespace Saltern {

class ScriptCall;
class ScriptProcess;

/// Runs JavaScript in worker processes (saltern-script), two at most, started when first needed.
/// A worker has a memory limit and is ended at the deadline; others go on. Engine thread.
class ScriptWorkers : public QObject
{
    Q_OBJECT
public:
    /// The program is looked up beside our own when `program` is empty.
    explicit ScriptWorkers(const QString &program = {}, QObject *parent = nullptr);
    ~ScriptWorkers() override;

    /// An evaluation that has not been started. It must not outlive this object.
    std::unique_ptr<ScriptCall> call(const ScriptRequest &request);

private:
    friend class ScriptCall;
    struct Worker;

    void enqueue(ScriptCall *call);
    void forget(ScriptCall *call);
    void queueDispatch();
    void dispatch();
    Worker *workerFor(const QString &code) const;
    void takeBack(Worker &worker);
    void startWorker(const QString &program);
    void workerEnded(Worker *worker, const Result<void> &result);
    void failWaiting(const Error &error);

    QString m_program;
    std::deque<ScriptCall *> m_waiting;
    std::vector<std::unique_ptr<Worker>> m_workers;
    bool m_dispatchQueued = false;
};

/// One evaluation. finished() comes exactly once after start(), never from inside it; deleting the
/// call stops it without a signal.
class ScriptCall : public QObject
{
    Q_OBJECT
public:
    ~ScriptCall() override;

    void start();

    /// Ends it with ErrorKind::Cancelled at the next turn of the event loop.
    void cancel();

Q_SIGNALS:
    /// The results, each an object. Errors: Failed (the script threw; message and line), Timeout,
    /// OutOfMemory, TooLarge, Cancelled, Internal.
    void finished(const Saltern::Result<QJsonArray> &results);

private:
    friend class ScriptWorkers;
    ScriptCall(ScriptWorkers *workers, const ScriptRequest &request);
    void finish(const Result<QJsonArray> &results);

    ScriptWorkers *m_workers;
    ScriptRequest m_request;
    bool m_finished = false;
};

} // namespace Saltern
