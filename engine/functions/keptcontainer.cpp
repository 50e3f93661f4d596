#include "engine/functions/keptcontainer.h"

#include "engine/functions/functioncontainer.h"
#include "engine/functions/functionhost.h"
#include "engine/functions/functionoutcome.h"
#include "engine/functions/pooledcall.h"

namespace Saltern {

using namespace std::chrono_literals;

namespace {

// How much longer than the grace of its handlers a shim may take to end.
constexpr auto drainSlack = 2s;

} // namespace

KeptContainer::KeptContainer(std::shared_ptr<const FunctionPlan> plan,
                             FunctionHost *host,
                             const StepInput &model)
    : m_plan(std::move(plan)), m_model(model)
{
    m_shim = std::make_unique<ShimContainer>(
        m_plan,
        host,
        ContainerRecipe{.body =
                            [this, host](const FunctionImage &image) {
                                return functionContainer(*m_plan, image, *host, m_model);
                            },
                        .frames = [this](const auto &image) { return setUpFrames(image); }});
    connect(m_shim.get(), &ShimContainer::greeted, this, [this] {
        m_trace = pooledCallTrace(*m_plan, m_shim->image(), m_shim->name());
        greeted();
    });
    connect(m_shim.get(),
            &ShimContainer::frameReceived,
            this,
            [this](quint8 type, quint32 call, const QByteArray &payload) {
                receive(type, call, payload);
            });
    connect(m_shim.get(), &ShimContainer::failed, this, [this](const Error &error, bool mayRetry) {
        failToStart(StepOutcome::failed(error, mayRetry));
    });
    connect(m_shim.get(), &ShimContainer::lost, this, &KeptContainer::lost);
    m_drainLimit.setSingleShot(true);
    connect(&m_drainLimit, &QTimer::timeout, this, [this] {
        end();
        Q_EMIT gone();
    });
    m_age.start();
    m_lastCall.start();
}

KeptContainer::~KeptContainer() = default;

void KeptContainer::start()
{
    m_shim->start();
}

bool KeptContainer::hasRoom() const
{
    return isReady() && running() < static_cast<std::size_t>(m_plan->pool.callsAtOnce);
}

bool KeptContainer::isWornOut() const
{
    const PoolSettings &pool = m_plan->pool;
    return m_wornOut || (pool.maximumCalls > 0 && m_served >= pool.maximumCalls) ||
           (pool.maximumAge.count() > 0 && m_age.hasExpired(pool.maximumAge.count()));
}

void KeptContainer::run(PooledCall *call)
{
    const quint32 number = nextNumber();
    ++m_served;
    m_calls.emplace(number, call);
    if (isWornOut())
        m_retired = true; // this is the last one
    call->begun(this);
    begin(number, call);
}

PooledCall *KeptContainer::call(quint32 number) const
{
    const auto found = m_calls.find(number);
    return found == m_calls.end() ? nullptr : found->second;
}

PooledCall *KeptContainer::oldestCall() const
{
    for (const auto &[number, call] : m_calls) {
        if (call)
            return call;
    }
    return nullptr;
}

PooledCall *KeptContainer::take(quint32 number)
{
    const auto found = m_calls.find(number);
    if (found == m_calls.end())
        return nullptr;
    PooledCall *const call = found->second;
    m_calls.erase(found);
    return call;
}

void KeptContainer::release()
{
    m_lastCall.start();
    if (isWornOut())
        m_retired = true;
    if (m_retired)
        goWhenIdle();
    else
        Q_EMIT roomMade();
}

void KeptContainer::setReady(bool ready)
{
    m_ready = ready;
    if (ready)
        Q_EMIT this->ready();
}

void KeptContainer::cancel(PooledCall *call, std::chrono::milliseconds grace)
{
    for (const auto &[number, mine] : m_calls) {
        if (mine == call)
            write(shimNumbers(SALTERN_FRAME_CANCEL, number, {static_cast<quint32>(grace.count())}));
    }
}

void KeptContainer::forget(PooledCall *call)
{
    for (auto &[number, mine] : m_calls) {
        if (mine != call)
            continue;
        mine = nullptr;
        endHandler(number);
        return;
    }
}

void KeptContainer::breakDown(PooledCall *except)
{
    for (auto &[number, mine] : m_calls) {
        if (mine == except)
            mine = nullptr;
    }
    lost(false, -1);
}

void KeptContainer::lost(bool outOfMemory, int exitCode)
{
    if (m_gone)
        return;
    const bool wasReady = m_ready;
    const bool wasRetired = m_retired;
    m_retired = true;
    m_shim->end();
    const StepOutcome outcome = lostFunctionOutcome(*m_plan, outOfMemory, exitCode, {});
    if (!wasReady && !wasRetired && m_calls.empty())
        return failToStart(outcome);
    m_gone = true;
    m_drainLimit.stop();
    giveBackAll(outcome);
    Q_EMIT gone();
}

void KeptContainer::giveBackAll(const StepOutcome &outcome)
{
    const std::map<quint32, PooledCall *> calls = std::exchange(m_calls, {});
    // From the last to the first, because each goes to the front of the queue.
    for (auto entry = calls.rbegin(); entry != calls.rend(); ++entry) {
        if (entry->second)
            entry->second->giveBack(outcome);
    }
}

void KeptContainer::failToStart(const StepOutcome &outcome)
{
    if (std::exchange(m_gone, true))
        return;
    m_retired = true;
    m_shim->end();
    Q_EMIT failed(outcome);
}

void KeptContainer::retire()
{
    m_retired = true;
    goWhenIdle();
}

void KeptContainer::goWhenIdle()
{
    if (m_gone || m_draining || !isIdle())
        return;
    m_draining = true;
    // Its end of the stream, or else the limit, tells that it is gone.
    m_drainLimit.start(m_plan->stopGrace + drainSlack);
    if (m_shim->isGreeted())
        write(shimFrames(SALTERN_FRAME_DRAIN, 0, {}));
}

void KeptContainer::end()
{
    m_gone = true;
    m_retired = true;
    m_calls.clear();
    m_drainLimit.stop();
    m_shim->end();
}

} // namespace Saltern
