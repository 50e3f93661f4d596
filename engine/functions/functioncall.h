#pragma once

#include "engine/functions/functionplan.h"
#include "engine/functions/handleroutput.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

namespace Saltern {

class FunctionHost;
class FunctionHosts;
class ShimContainer;

/// One call of a cold function: a container for it alone, hand-over, result.
class FunctionCall : public Step
{
    Q_OBJECT
public:
    FunctionCall(std::shared_ptr<const FunctionPlan> plan,
                 FunctionHosts *hosts,
                 const StepInput &input);
    ~FunctionCall() override;

    void start() override;
    void cancel() override;

private:
    void begin();
    void startContainer(FunctionHost *host);
    void frameReceived(quint8 type, const QByteArray &payload);
    void runHandler();
    void lost(bool outOfMemory, int exitCode);
    void timeIsUp();
    void finish(StepOutcome outcome);
    void finishWith(const Error &error, bool mayRetry = true);
    std::chrono::milliseconds remaining() const;

    const std::shared_ptr<const FunctionPlan> m_plan;
    FunctionHosts *m_hosts;
    const StepInput m_input;
    QPointer<FunctionHost> m_host;
    std::unique_ptr<ShimContainer> m_container;
    HandlerOutput m_output;
    QDeadlineTimer m_deadline;
    QTimer m_limit; // until the shim watches the time, and in case that it does not
    QElapsedTimer m_since;
    qint64 m_coldStartMs = -1;
    bool m_running = false;
    bool m_cancelled = false;
    bool m_finished = false;
};

} // namespace Saltern
