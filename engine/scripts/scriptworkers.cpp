#include "engine/scripts/scriptworkers.h"

#include "engine/base/installation.h"
#include "engine/scripts/scriptprocess.h"

#include <algorithm>
#include <utility>

namespace Saltern {

namespace {

constexpr std::size_t mostWorkers = 2;

} // namespace

struct ScriptWorkers::Worker : QObject
{
    ScriptProcess process;
    std::deque<ScriptCall *> calls; // what it works on, the first of them now
};

ScriptWorkers::ScriptWorkers(const QString &program, QObject *parent)
    : QObject(parent), m_program(program)
{
}

ScriptWorkers::~ScriptWorkers()
{
    for (const auto &worker : m_workers)
        worker->process.disconnect(this);
}

std::unique_ptr<ScriptCall> ScriptWorkers::call(const ScriptRequest &request)
{
    return std::unique_ptr<ScriptCall>(new ScriptCall(this, request));
}

void ScriptWorkers::enqueue(ScriptCall *call)
{
    m_waiting.push_back(call);
    // Not from inside start(): an answer may be there at once.
    queueDispatch();
}

void ScriptWorkers::queueDispatch()
{
    if (!std::exchange(m_dispatchQueued, true))
        QMetaObject::invokeMethod(this, &ScriptWorkers::dispatch, Qt::QueuedConnection);
}

void ScriptWorkers::forget(ScriptCall *call)
{
    std::erase(m_waiting, call);
    for (const auto &worker : m_workers) {
        if (std::erase(worker->calls, call) == 0)
            continue;
        worker->process.abort();
        takeBack(*worker);
    }
}

// What a process had not come to when it was ended is for another.
void ScriptWorkers::takeBack(Worker &worker)
{
    m_waiting.insert(m_waiting.begin(), worker.calls.begin(), worker.calls.end());
    worker.calls.clear();
}

void ScriptWorkers::dispatch()
{
    m_dispatchQueued = false;
    while (!m_waiting.empty()) {
        ScriptCall *call = m_waiting.front();
        Worker *worker = workerFor(call->m_request.code);
        if (!worker)
            break;
        m_waiting.pop_front();
        worker->calls.push_back(call);
        worker->process.evaluate(call->m_request);
    }
    // A second worker only once the first cannot keep up: most pipelines need one.
    if (m_waiting.empty() || m_workers.size() == mostWorkers)
        return;
    const auto program = m_program.isEmpty() ? findProgram(QStringLiteral("saltern-script"))
                                             : Result<QString>(m_program);
    if (program)
        startWorker(*program);
    else
        failWaiting(program.error());
}

ScriptWorkers::Worker *ScriptWorkers::workerFor(const QString &code) const
{
    for (const auto &worker : m_workers) {
        if (worker->process.isIdle() || worker->process.takesAhead(code))
            return worker.get();
    }
    return nullptr;
}

void ScriptWorkers::startWorker(const QString &program)
{
    Worker *worker = m_workers.emplace_back(std::make_unique<Worker>()).get();
    ScriptProcess *process = &worker->process;
    connect(process, &ScriptProcess::roomMade, this, &ScriptWorkers::dispatch);
    connect(process, &ScriptProcess::answered, this, [worker](const Result<QJsonArray> &results) {
        ScriptCall *call = worker->calls.front();
        worker->calls.pop_front();
        call->finish(results);
    });
    connect(process, &ScriptProcess::ended, this, [this, worker](const Result<void> &result) {
        workerEnded(worker, result);
    });
    process->start(program);
}

void ScriptWorkers::workerEnded(Worker *worker, const Result<void> &result)
{
    const auto it = std::find_if(m_workers.begin(), m_workers.end(), [&](const auto &candidate) {
        return candidate.get() == worker;
    });
    takeBack(*worker);
    // The signal comes from inside the process object: let it return first.
    Worker *gone = it->release();
    m_workers.erase(it);
    gone->process.disconnect(this);
    QMetaObject::invokeMethod(
        this, [gone] { delete gone; }, Qt::QueuedConnection);
    if (!result && m_workers.empty())
        failWaiting(result.error());
    else
        dispatch();
}

// One at a time from the front: whoever hears of it may delete or start further calls.
void ScriptWorkers::failWaiting(const Error &error)
{
    for (std::size_t left = m_waiting.size(); left > 0 && !m_waiting.empty(); --left) {
        ScriptCall *call = m_waiting.front();
        m_waiting.pop_front();
        call->finish(fail(error));
    }
}

ScriptCall::ScriptCall(ScriptWorkers *workers, const ScriptRequest &request)
    : m_workers(workers), m_request(request)
{
}

ScriptCall::~ScriptCall()
{
    if (!m_finished)
        m_workers->forget(this);
}

void ScriptCall::start()
{
    m_workers->enqueue(this);
}

void ScriptCall::cancel()
{
    if (m_finished)
        return;
    m_workers->forget(this);
    QMetaObject::invokeMethod(
        this,
        [this] { finish(fail(ErrorKind::Cancelled, QStringLiteral("The script was stopped."))); },
        Qt::QueuedConnection);
}

void ScriptCall::finish(const Result<QJsonArray> &results)
{
    if (std::exchange(m_finished, true))
        return;
    Q_EMIT finished(results);
}

} // namespace Saltern
