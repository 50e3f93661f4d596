#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QTimer>

#include <chrono>

namespace Saltern {

/// One running saltern-script, which handles one request at a time. Used by ScriptWorkers only.
/// The protocol is described in app/script/main.cpp.
class ScriptProcess : public QObject
{
    Q_OBJECT
public:
    explicit ScriptProcess(QObject *parent = nullptr);
    ~ScriptProcess() override;

    void start(const QString &program);

    bool isIdle() const { return m_state == State::Idle; }

    /// Only when idle. The deadline counts from here; when it passes the process is ended.
    void evaluate(const QJsonObject &request, std::chrono::milliseconds deadline);

    /// Ends the process; ended() follows.
    void abort();

Q_SIGNALS:
    void idle();
    /// The answer to evaluate(); idle() or ended() follows.
    void answered(const Saltern::Result<QJsonArray> &results);
    /// The process is gone. An evaluation that was under way has been answered before. The error
    /// says why it could not even be started, if so.
    void ended(const Saltern::Result<void> &result);

private:
    enum class State { Starting, Idle, Busy, Ending, Ended };

    void readLines();
    void handle(const QByteArray &line);
    void answer(const Result<QJsonArray> &results, State next);
    void deadlinePassed();
    void processFinished(int exitCode, QProcess::ExitStatus status);

    QProcess m_process;
    QTimer m_deadline;
    QByteArray m_unread;
    std::chrono::milliseconds m_allowed{0};
    State m_state = State::Starting;
    bool m_wasReady = false;
};

} // namespace Saltern
