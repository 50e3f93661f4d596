#include "engine/functions/pooledcall.h"

#include "engine/functions/calltimes.h"
#include "engine/functions/functionoutcome.h"
#include "engine/functions/functionpool.h"
#include "engine/functions/keptcontainer.h"

namespace Saltern {

using namespace std::chrono_literals;

namespace {

constexpr int mostTimesLost = 2;

} // namespace

PooledCall::PooledCall(std::shared_ptr<const FunctionPlan> plan,
                       std::shared_ptr<FunctionPools> pools,
                       const StepInput &input)
    : m_plan(std::move(plan)), m_pools(std::move(pools)), m_input(input)
{
}

PooledCall::~PooledCall()
{
    m_pools->deadlines().remove(m_limit);
    if (m_finished)
        return;
    if (m_container)
        m_container->forget(this);
    else if (m_pool)
        m_pool->forget(this);
}

void PooledCall::start()
{
    m_since.start();
    m_deadline = m_input.timeout.count() > 0 ? QDeadlineTimer(m_input.timeout, Qt::PreciseTimer)
                                             : QDeadlineTimer(QDeadlineTimer::Forever);
    watchTime();
    if (const auto trouble = joinPool())
        QMetaObject::invokeMethod(
            this, [this, error = *trouble] { fail(error, false); }, Qt::QueuedConnection);
}

void PooledCall::watchTime()
{
    if (const auto left = remaining())
        limit(*left);
    else
        m_pools->deadlines().remove(std::exchange(m_limit, 0));
}

// In a turn of its own: whoever hears the end may delete the call and all that belongs to it.
void PooledCall::limit(std::chrono::milliseconds left)
{
    Deadlines &deadlines = m_pools->deadlines();
    deadlines.remove(m_limit);
    m_limit = deadlines.add(left, [this] {
        const auto end = [this, limit = m_limit] {
            if (limit == m_limit)
                timeIsUp();
        };
        QMetaObject::invokeMethod(this, end, Qt::QueuedConnection);
    });
}

std::optional<std::chrono::milliseconds> PooledCall::remaining() const
{
    if (m_deadline.isForever())
        return std::nullopt;
    return std::chrono::milliseconds(m_deadline.remainingTime());
}

// What keeps it from being called at all.
std::optional<Error> PooledCall::joinPool()
{
    if (auto tooLarge = eventTooLarge(*m_plan, m_input))
        return tooLarge;
    const auto pool = m_pools->on(m_input.host);
    if (!pool)
        return pool.error();
    m_pool = *pool;
    m_pool->add(this);
    return std::nullopt;
}

void PooledCall::begun(KeptContainer *container)
{
    m_container = container;
    m_trace = container->trace();
    if (m_waitedMs < 0)
        m_waitedMs = static_cast<double>(m_since.nsecsElapsed()) / 1e6;
    // The shim ends a warm handler in time and tells what it wrote; a hot one is ended from here.
    if (const auto left = remaining(); left && m_plan->mode == FunctionMode::Warm)
        limit(*left + m_plan->stopGrace + shimSlack);
}

void PooledCall::cancel()
{
    if (m_finished || std::exchange(m_cancelled, true))
        return;
    if (!m_container || m_plan->mode == FunctionMode::Hot) {
        // Also keeps the promise that nothing is emitted from inside the call.
        limit(0ms);
        return;
    }
    limit(cancelLimit);
    m_container->cancel(this, std::min<std::chrono::milliseconds>(m_plan->stopGrace, cancelGrace));
}

void PooledCall::timeIsUp()
{
    QString activity;
    if (!m_container)
        activity = m_pool ? m_pool->activity() : QStringLiteral("waiting for its container");
    else if (m_plan->mode == FunctionMode::Warm)
        m_container->breakDown(this);
    else
        m_container->forget(this);
    if (!m_container && m_pool)
        m_pool->forget(this);
    fail(m_cancelled ? cancelled() : functionTimeout(*m_plan, m_input, activity));
}

Error PooledCall::cancelled() const
{
    return {ErrorKind::Cancelled,
            QStringLiteral("The function %1 was cancelled.").arg(m_plan->node)};
}

void PooledCall::giveBack(const StepOutcome &outcome)
{
    if (m_cancelled)
        return fail(cancelled());
    ++m_timesLost;
    if (m_input.guarantee == Guarantee::AtMostOnce)
        return finish(notTriedAgain(outcome));
    if (m_timesLost > mostTimesLost || !m_pool || m_deadline.hasExpired())
        return finish(outcome);
    m_container = nullptr;
    m_output = {};
    watchTime();
    m_pool->addAgain(this);
}

void PooledCall::fail(const Error &error, bool mayRetry)
{
    StepOutcome outcome = StepOutcome::failed(error, mayRetry);
    outcome.log = m_output.log(true);
    finish(std::move(outcome));
}

void PooledCall::finish(StepOutcome outcome)
{
    if (std::exchange(m_finished, true))
        return;
    m_pools->deadlines().remove(std::exchange(m_limit, 0));
    const double totalMs = static_cast<double>(m_since.nsecsElapsed()) / 1e6;
    if (m_pool)
        m_pool->count(totalMs, !outcome.error);
    QJsonObject trace = m_trace.isEmpty() ? pooledCallTrace(*m_plan, {}, {}) : m_trace;
    for (auto entry = outcome.detail.begin(); entry != outcome.detail.end(); ++entry)
        trace.insert(entry.key(), *entry);
    outcome.detail = std::move(trace);
    if (m_waitedMs >= 0)
        outcome.detail.insert(QStringLiteral("waitedMs"), m_waitedMs);
    if (m_timesLost > 0)
        outcome.detail.insert(QStringLiteral("timesLost"), m_timesLost);
    outcome.detail.insert(QStringLiteral("totalMs"), totalMs);
    Q_EMIT finished(outcome);
}

} // namespace Saltern
