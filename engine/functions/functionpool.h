#pragma once

#include "engine/base/clock.h"
#include "engine/functions/functionplan.h"
#include "engine/functions/latencies.h"
#include "engine/runs/deadlines.h"

#include <QPointer>
#include <QTimer>

#include <deque>
#include <map>

namespace Saltern {

class FunctionHost;
class FunctionHosts;
class KeptContainer;
class PooledCall;

/// The containers of one function on one host, and the calls that wait for one. Belongs to the
/// FunctionHost; ends with the FunctionPools that made it.
class FunctionPool : public QObject
{
    Q_OBJECT
public:
    FunctionPool(std::shared_ptr<const FunctionPlan> plan, FunctionHost *host);
    ~FunctionPool() override;

    /// A call waits until a container has room for it.
    void add(PooledCall *call);
    /// A call whose container was lost: before all others.
    void addAgain(PooledCall *call);
    /// A call does not wait any more.
    void forget(PooledCall *call);

    /// The smallest number of containers shall be there from now on, without a call as well. They
    /// are for calls like `model` until there is one.
    void keepMinimum(const StepInput &model);

    /// A call ended.
    void count(double ms, bool ok);

    /// What calls that wait are waiting for, as the end of a sentence.
    QString activity() const;

    /// Removes every container.
    void end();

    /// For `saltern functions` and the control protocol: names, sizes, calls, latencies.
    QJsonObject status() const;

private:
    void lookAround();
    void lookAroundSoon();
    void dispatch();
    void grow();
    void addContainer();
    void drop(KeptContainer *container);
    void containerFailed(KeptContainer *container, const StepOutcome &outcome);
    void waitLonger(QTimer &timer);
    void removeIdle();
    KeptContainer *withRoom() const;
    int living() const;
    int starting() const;

    const std::shared_ptr<const FunctionPlan> m_plan;
    FunctionHost *m_host;
    StepInput m_model; // what new containers are for
    std::deque<PooledCall *> m_waiting;
    std::vector<KeptContainer *> m_containers;
    QTimer m_sweep;
    QTimer m_pause; // runs while the host cannot be reached
    std::chrono::milliseconds m_nextPause;
    QTimer m_again;                 // runs until the smallest number is tried again
    std::optional<Error> m_trouble; // why the last container could not begin
    Latencies m_latencies;
    qint64 m_ok = 0;
    qint64 m_failed = 0;
    bool m_lookingSoon = false;
};

/// The pools of one revision of a function, one per host. When it goes, its containers go.
class FunctionPools
{
public:
    FunctionPools(std::shared_ptr<const FunctionPlan> plan, FunctionHosts *hosts);
    ~FunctionPools();

    Result<FunctionPool *> on(const QString &host);

    /// Those of all calls.
    Deadlines &deadlines() { return m_deadlines; }

private:
    const std::shared_ptr<const FunctionPlan> m_plan;
    FunctionHosts *m_hosts;
    std::map<QString, QPointer<FunctionPool>> m_pools;
    std::vector<QPointer<FunctionPool>> m_former; // on hosts that were removed
    SystemClock m_clock;
    Deadlines m_deadlines{&m_clock};
};

} // namespace Saltern
