#pragma once

#include "engine/functions/functionplan.h"
#include "engine/functions/handleroutput.h"
#include "engine/runs/deadlines.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QPointer>

namespace Saltern {

class FunctionPool;
class FunctionPools;
class KeptContainer;

/// One call of a warm or hot function: it waits in the pool of its host, and is run by one of the
/// pool's containers. When that is lost, it is run again by another one, up to twice.
class PooledCall : public Step
{
    Q_OBJECT
public:
    PooledCall(std::shared_ptr<const FunctionPlan> plan,
               std::shared_ptr<FunctionPools> pools,
               const StepInput &input);
    ~PooledCall() override;

    void start() override;
    void cancel() override;

    // For the pool and its containers.

    const StepInput &input() const { return m_input; }
    HandlerOutput &output() { return m_output; }
    bool isCancelled() const { return m_cancelled; }

    /// Until its time is up; nothing = no limit.
    std::optional<std::chrono::milliseconds> remaining() const;

    /// A container begins with it.
    void begun(KeptContainer *container);

    void finish(StepOutcome outcome);
    void fail(const Error &error, bool mayRetry = true);

    /// The container was lost: another one shall run it, unless that was once too often or the
    /// pipeline asks for at most once; `outcome` is its end then.
    void giveBack(const StepOutcome &outcome);

private:
    std::optional<Error> joinPool();
    void timeIsUp();
    void limit(std::chrono::milliseconds left);
    void watchTime();
    Error cancelled() const;

    const std::shared_ptr<const FunctionPlan> m_plan;
    const std::shared_ptr<FunctionPools> m_pools;
    const StepInput m_input;
    QPointer<FunctionPool> m_pool;
    QPointer<KeptContainer> m_container; // that runs it
    HandlerOutput m_output;
    QDeadlineTimer m_deadline;
    Deadlines::Id m_limit = 0; // when something is done about it
    QElapsedTimer m_since;
    double m_waitedMs = -1;
    int m_timesLost = 0;
    QJsonObject m_trace; // what its container says of every call
    bool m_cancelled = false;
    bool m_finished = false;
};

} // namespace Saltern
