#pragma once

#include "engine/docker/linesplitter.h"
#include "engine/functions/handleroutput.h"
#include "engine/functions/keptcontainer.h"
#include "engine/functions/lineprotocol.h"

#include <deque>

namespace Saltern {

/// A container with one handler that lives on and takes events as lines. A handler that breaks the
/// line protocol, runs out of time or ends is replaced in the same container.
class HotContainer final : public KeptContainer
{
    Q_OBJECT
public:
    HotContainer(std::shared_ptr<const FunctionPlan> plan,
                 FunctionHost *host,
                 const StepInput &model);

private:
    enum class Handler { Starting, Ready, Ending };

    // What a call has said so far.
    struct Answer
    {
        qint64 lineBytes = 0;  // of the event
        qint64 valueBytes = 0; // at most, or exactly once they were measured
        bool measured = false;
        std::vector<QJsonValue> values;
        QByteArray logHead;
        QByteArray logTail;
        quint64 logSkipped = 0;

        void log(const QByteArray &bytes);
        void skipLog(quint64 bytes); // the shim left them out before what comes next
        HandlerOutput output() const;
        void add(const QJsonValue &value, qsizetype lineBytes);
    };

    Result<QByteArray> setUpFrames(const FunctionImage &image) override;
    void greeted() override { startHandler(); }
    void receive(quint8 type, quint32 number, const QByteArray &payload) override;
    void begin(quint32 number, PooledCall *call) override;
    void endHandler(quint32 number) override;

    void startHandler();
    void handlerEnded(const QJsonObject &done);
    void endCallsOf(const QJsonObject &done);
    void replaceHandler(const StepOutcome &why, std::chrono::milliseconds grace);
    void timeIsUp();
    void handlerIsLate();
    void takeAge(std::chrono::milliseconds age);
    void readLines(const QByteArray &bytes);
    void take(HandlerLine line);
    void addLog(quint32 number, const QByteArray &bytes);
    Answer *loggedFor(quint32 number);
    void finishCall(quint32 number, StepOutcome outcome);
    void sendWaiting();
    void askForMemory();
    StepOutcome brokenProtocol(const QString &how) const;

    Handler m_state = Handler::Starting;
    quint32 m_handler = 0; // the shim's number of it
    LineSplitter m_lines{longestHandlerLine};
    Answer m_start; // what it says before it is ready
    std::map<quint32, Answer> m_answers;
    std::deque<QByteArray> m_unsent;
    qint64 m_unanswered = 0; // bytes of the lines that are sent and not answered
    QTimer m_limit;
    bool m_ageAsked = false;
    QElapsedTimer m_memoryAsked;
};

} // namespace Saltern
