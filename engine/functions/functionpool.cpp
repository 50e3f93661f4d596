#include "engine/functions/functionpool.h"

#include "engine/functions/functionhost.h"
#include "engine/functions/functionhosts.h"
#include "engine/functions/hotcontainer.h"
#include "engine/functions/pooledcall.h"
#include "engine/functions/warmcontainer.h"

#include <algorithm>

namespace Saltern {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds firstPause = 500ms;
constexpr std::chrono::milliseconds longestPause = 30s;
constexpr auto sweepInterval = 1s;

} // namespace

FunctionPool::FunctionPool(std::shared_ptr<const FunctionPlan> plan, FunctionHost *host)
    : QObject(host), m_plan(std::move(plan)), m_host(host), m_nextPause(firstPause)
{
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &FunctionPool::lookAround);
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &FunctionPool::lookAround);
    m_sweep.setInterval(sweepInterval);
    connect(&m_sweep, &QTimer::timeout, this, &FunctionPool::removeIdle);
}

FunctionPool::~FunctionPool() = default;

void FunctionPool::add(PooledCall *call)
{
    if (m_model.pipeline.isEmpty())
        m_model = call->input();
    m_waiting.push_back(call);
    lookAroundSoon();
}

void FunctionPool::addAgain(PooledCall *call)
{
    m_waiting.push_front(call);
    // Its container is still in the middle of telling us.
    lookAroundSoon();
}

void FunctionPool::forget(PooledCall *call)
{
    std::erase(m_waiting, call);
}

void FunctionPool::keepMinimum(const StepInput &model)
{
    m_model = model;
    lookAround();
}

void FunctionPool::count(double ms, bool ok)
{
    ++(ok ? m_ok : m_failed);
    m_latencies.add(ms);
}

QString FunctionPool::activity() const
{
    if (m_trouble && m_trouble->kind == ErrorKind::Unreachable)
        return QStringLiteral("waiting for its host to come back (%1)").arg(m_trouble->message);
    const QString image = m_host->imageActivity(m_plan->image);
    return image.isEmpty() ? QStringLiteral("waiting for a container of its pool") : image;
}

// Once for all calls that begin or end in one turn of the event loop.
void FunctionPool::lookAroundSoon()
{
    if (std::exchange(m_lookingSoon, true))
        return;
    const auto look = [this] {
        m_lookingSoon = false;
        lookAround();
    };
    QMetaObject::invokeMethod(this, look, Qt::QueuedConnection);
}

void FunctionPool::lookAround()
{
    dispatch();
    grow();
}

void FunctionPool::dispatch()
{
    while (!m_waiting.empty()) {
        KeptContainer *const container = withRoom();
        if (!container)
            return;
        PooledCall *const call = m_waiting.front();
        m_waiting.pop_front();
        container->run(call);
    }
}

// The first that has room, so that with little to do the last ones become idle and go.
KeptContainer *FunctionPool::withRoom() const
{
    const auto found = std::find_if(m_containers.begin(),
                                    m_containers.end(),
                                    [](KeptContainer *one) { return one->hasRoom(); });
    return found == m_containers.end() ? nullptr : *found;
}

int FunctionPool::living() const
{
    return static_cast<int>(std::count_if(m_containers.begin(),
                                          m_containers.end(),
                                          [](KeptContainer *one) { return !one->isRetired(); }));
}

int FunctionPool::starting() const
{
    return static_cast<int>(
        std::count_if(m_containers.begin(), m_containers.end(), [](KeptContainer *one) {
            return !one->isRetired() && !one->isReady();
        }));
}

void FunctionPool::grow()
{
    if (m_pause.isActive())
        return;
    const PoolSettings &pool = m_plan->pool;
    const int unserved = static_cast<int>(m_waiting.size()) - starting() * pool.callsAtOnce;
    int wanted = unserved > 0 ? (unserved + pool.callsAtOnce - 1) / pool.callsAtOnce : 0;
    wanted = std::min(wanted, pool.maximum - living());
    if (!m_again.isActive())
        wanted = std::max(wanted, pool.minimum - living());
    if (wanted > 0 && !m_waiting.empty())
        m_model = m_waiting.back()->input();
    for (int i = 0; i < wanted; ++i)
        addContainer();
}

void FunctionPool::addContainer()
{
    KeptContainer *container = nullptr;
    if (m_plan->mode == FunctionMode::Hot)
        container = new HotContainer(m_plan, m_host, m_model);
    else
        container = new WarmContainer(m_plan, m_host, m_model);
    container->setParent(this);
    m_containers.push_back(container);
    connect(container, &KeptContainer::ready, this, [this] {
        m_trouble.reset();
        m_nextPause = firstPause;
        lookAround();
    });
    connect(container, &KeptContainer::roomMade, this, &FunctionPool::lookAroundSoon);
    connect(container, &KeptContainer::gone, this, [this, container] {
        drop(container);
        lookAroundSoon();
    });
    connect(container, &KeptContainer::failed, this, [this, container](const StepOutcome &outcome) {
        containerFailed(container, outcome);
    });
    container->start();
    m_sweep.start();
}

void FunctionPool::drop(KeptContainer *container)
{
    std::erase(m_containers, container);
    container->deleteLater();
}

void FunctionPool::containerFailed(KeptContainer *container, const StepOutcome &outcome)
{
    drop(container);
    m_trouble = outcome.error;
    if (m_trouble->kind == ErrorKind::Unreachable) {
        waitLonger(m_pause);
        return;
    }
    if (m_plan->pool.minimum > 0)
        waitLonger(m_again);
    // As long as others work, the calls can wait for those.
    const bool othersWork = std::any_of(m_containers.begin(),
                                        m_containers.end(),
                                        [](KeptContainer *one) { return one->isReady(); });
    if (othersWork)
        return;
    for (PooledCall *const call : std::exchange(m_waiting, {}))
        call->finish(outcome);
}

void FunctionPool::waitLonger(QTimer &timer)
{
    timer.start(m_nextPause);
    m_nextPause = std::min(2 * m_nextPause, longestPause);
}

void FunctionPool::removeIdle()
{
    int spare = living() - m_plan->pool.minimum;
    // Backwards, as withRoom() takes them forwards.
    const std::vector<KeptContainer *> containers = m_containers;
    for (auto one = containers.rbegin(); one != containers.rend(); ++one) {
        KeptContainer *const container = *one;
        if (!container->isReady() || !container->isIdle())
            continue;
        const bool idle = spare > 0 && container->idleMs() > m_plan->pool.idle.count();
        if (!idle && !container->isWornOut())
            continue;
        --spare;
        container->retire();
    }
    if (m_containers.empty())
        m_sweep.stop();
    else
        grow();
}

void FunctionPool::end()
{
    m_sweep.stop();
    m_pause.stop();
    m_again.stop();
    for (KeptContainer *const container : m_containers)
        container->end();
}

QJsonObject FunctionPool::status() const
{
    std::size_t running = 0;
    for (const KeptContainer *const container : m_containers)
        running += container->running();
    return {{QStringLiteral("pipeline"), m_model.pipeline},
            {QStringLiteral("node"), m_plan->node},
            {QStringLiteral("host"), m_model.host},
            {QStringLiteral("mode"), functionModeName(m_plan->mode)},
            {QStringLiteral("min"), m_plan->pool.minimum},
            {QStringLiteral("max"), m_plan->pool.maximum},
            {QStringLiteral("containers"), living()},
            {QStringLiteral("starting"), starting()},
            {QStringLiteral("running"), static_cast<qint64>(running)},
            {QStringLiteral("waiting"), static_cast<qint64>(m_waiting.size())},
            {QStringLiteral("ok"), m_ok},
            {QStringLiteral("failed"), m_failed},
            {QStringLiteral("p50_ms"), m_latencies.percentile(0.50)},
            {QStringLiteral("p99_ms"), m_latencies.percentile(0.99)},
            {QStringLiteral("trouble"), m_trouble ? m_trouble->message : QString()}};
}

FunctionPools::FunctionPools(std::shared_ptr<const FunctionPlan> plan, FunctionHosts *hosts)
    : m_plan(std::move(plan)), m_hosts(hosts)
{
}

FunctionPools::~FunctionPools()
{
    for (const auto &[host, pool] : m_pools)
        m_former.push_back(pool);
    for (const QPointer<FunctionPool> &pool : m_former) {
        if (!pool)
            continue;
        pool->end();
        pool->deleteLater();
    }
}

Result<FunctionPool *> FunctionPools::on(const QString &host)
{
    const auto functionHost = m_hosts->host(host);
    if (!functionHost)
        return fail(functionHost.error());
    QPointer<FunctionPool> &pool = m_pools[host];
    if (pool && pool->parent() == *functionHost)
        return pool.data();
    // The host was removed and is back under its name: what runs there may end.
    if (pool)
        m_former.push_back(pool);
    pool = new FunctionPool(m_plan, *functionHost);
    return pool.data();
}

} // namespace Saltern
