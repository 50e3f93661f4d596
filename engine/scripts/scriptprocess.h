#pragma once

#include "engine/base/result.h"
#include "engine/scripts/scriptrequest.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QProcess>
#include <QTimer>

#include <deque>
#include <optional>

namespace Saltern {

/// One running saltern-script, which works on one request after another. Further ones may be sent
/// ahead: they lie in its pipe meanwhile, and several go there, and come back, by one system call.
/// Used by ScriptWorkers only. The protocol is described in app/script/main.cpp.
class ScriptProcess : public QObject
{
    Q_OBJECT
public:
    explicit ScriptProcess(QObject *parent = nullptr);
    ~ScriptProcess() override;

    void start(const QString &program);

    bool isIdle() const { return m_state == State::Ready && m_underWay.empty(); }

    /// Whether a request for `code` may be sent ahead: only behind its like, and only while those
    /// are quickly done. A script that takes its time holds up nothing.
    bool takesAhead(const QString &code) const;

    /// Only when idle or when it may be sent ahead. The deadline counts from when its turn comes;
    /// when it passes the process is ended.
    void evaluate(const ScriptRequest &request);

    /// Ends the process; ended() follows.
    void abort();

Q_SIGNALS:
    /// It is idle, or further requests may be sent ahead.
    void roomMade();
    /// The answer to the first of the evaluations under way.
    void answered(const Saltern::Result<QJsonArray> &results);
    /// The process is gone. If an evaluation is to blame for that, it has been answered before;
    /// those behind it have not been begun. The error says why the process could not even be
    /// started, if so.
    void ended(const Saltern::Result<void> &result);

private:
    enum class State { Starting, Ready, Ending, Ended };

    void readLines();
    void handle(const QByteArray &line);
    void answer(const Result<QJsonArray> &results, State next);
    void watchFirst();
    void deadlinePassed();
    void processFinished(int exitCode, QProcess::ExitStatus status);

    QProcess m_process;
    QTimer m_deadline;
    QByteArray m_unread;
    std::optional<QString> m_code;                    // what was sent last
    std::deque<std::chrono::milliseconds> m_underWay; // their deadlines; it is the first's turn
    QElapsedTimer m_turn;                             // since when
    bool m_isQuick = false;                           // the last one took next to nothing
    State m_state = State::Starting;
    bool m_wasReady = false;
};

} // namespace Saltern
