#pragma once

#include "engine/functions/functionplan.h"
#include "engine/functions/shimcontainer.h"

#include <QElapsedTimer>
#include <QTimer>

#include <map>

namespace Saltern {

class FunctionHost;
class PooledCall;

/// A container that stays for many calls: what warm and hot ones have in common. Its calls outlive
/// it, or say so by forget(). It never deletes itself; gone() says when it is of no use any more.
class KeptContainer : public QObject
{
    Q_OBJECT
public:
    /// `model` is a call like those that it will run.
    KeptContainer(std::shared_ptr<const FunctionPlan> plan,
                  FunctionHost *host,
                  const StepInput &model);
    ~KeptContainer() override;

    void start();

    /// What it says in the trace of each of its calls.
    const QJsonObject &trace() const { return m_trace; }
    bool isReady() const { return m_ready && !m_retired; }
    bool isRetired() const { return m_retired; }
    bool hasRoom() const;
    bool isIdle() const { return m_calls.empty(); }
    std::size_t running() const { return m_calls.size(); }
    qint64 idleMs() const { return isIdle() ? m_lastCall.elapsed() : 0; }
    bool isWornOut() const;

    /// Only with hasRoom().
    void run(PooledCall *call);

    /// Ends a warm call's handler; the call hears how it ended.
    void cancel(PooledCall *call, std::chrono::milliseconds grace);

    /// The call is over for everybody else: it hears nothing more, and its handler is ended.
    void forget(PooledCall *call);

    /// The shim did not do what it should: away with all of it. `except` hears nothing more.
    void breakDown(PooledCall *except);

    /// Takes no further calls, and goes after the last one.
    void retire();

    /// Goes at once; its calls hear nothing more.
    void end();

Q_SIGNALS:
    void ready();
    void roomMade();
    void gone();
    /// It never became ready; nobody was run.
    void failed(const Saltern::StepOutcome &outcome);

protected:
    virtual Result<QByteArray> setUpFrames(const FunctionImage &image) = 0;
    virtual void greeted() = 0;
    virtual void receive(quint8 type, quint32 call, const QByteArray &payload) = 0;
    virtual void begin(quint32 number, PooledCall *call) = 0;
    /// The handler of a call shall end; the call is forgotten already.
    virtual void endHandler(quint32 number) = 0;

    const FunctionPlan &plan() const { return *m_plan; }
    const StepInput &model() const { return m_model; }
    void write(const QByteArray &frames) { m_shim->write(frames); }
    quint32 nextNumber() { return ++m_lastNumber; }
    void setReady(bool ready);
    void wearOut() { m_wornOut = true; }

    /// Null for one that was forgotten.
    PooledCall *call(quint32 number) const;
    PooledCall *oldestCall() const;
    bool has(quint32 number) const { return m_calls.contains(number); }

    /// Takes a call out; its place is free once release() was called.
    PooledCall *take(quint32 number);
    void release();

    /// All calls go back to the pool; `outcome` if they were lost too often.
    void giveBackAll(const StepOutcome &outcome);

    void failToStart(const StepOutcome &outcome);
    void goWhenIdle();

private:
    void lost(bool outOfMemory, int exitCode);

    const std::shared_ptr<const FunctionPlan> m_plan;
    const StepInput m_model;
    std::unique_ptr<ShimContainer> m_shim;
    QJsonObject m_trace;
    std::map<quint32, PooledCall *> m_calls;
    QTimer m_drainLimit;
    QElapsedTimer m_age;
    QElapsedTimer m_lastCall;
    quint32 m_lastNumber = 0;
    int m_served = 0;
    bool m_ready = false;
    bool m_retired = false;
    bool m_draining = false;
    bool m_wornOut = false;
    bool m_gone = false;
};

} // namespace Saltern
