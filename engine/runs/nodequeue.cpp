#include "engine/runs/nodequeue.h"

#include "engine/base/duration.h"
#include "engine/runs/liverun.h"

namespace Saltern {

RateLimit RateLimit::fromJson(const QJsonObject &setting)
{
    RateLimit rate;
    rate.most = std::size_t(setting.value(QLatin1StringView("max")).toInt());
    rate.per = parseDuration(setting.value(QLatin1StringView("per")).toString())
                   .value_or(std::chrono::seconds(1));
    return rate;
}

void NodeQueue::takeLimits(const NodeQueue &other)
{
    m_concurrency = other.m_concurrency;
    m_rate = other.m_rate;
}

std::chrono::milliseconds NodeQueue::blockedFor(std::chrono::milliseconds now)
{
    while (!m_begins.empty() &&
           (m_begins.size() > m_rate.most || m_begins.front() + m_rate.per <= now))
        m_begins.pop_front();
    if (m_rate.most == 0 || m_begins.size() < m_rate.most)
        return {};
    return m_begins.front() + m_rate.per - now;
}

void NodeQueue::noteBegin(std::chrono::milliseconds now)
{
    if (m_rate.most > 0)
        m_begins.push_back(now);
}

void NodeQueue::add(const LiveStepPtr &step)
{
    const QString &key = step->orderKey;
    if (key.isEmpty()) {
        m_ready.push_back(step);
    } else if (m_busyKeys.contains(key)) {
        m_behind[key].push_back(step);
    } else {
        m_busyKeys.insert(key);
        m_ready.push_back(step);
    }
}

LiveStepPtr NodeQueue::next()
{
    if (m_running >= m_concurrency || m_ready.empty())
        return {};
    LiveStepPtr step = std::move(m_ready.front());
    m_ready.pop_front();
    --m_waiting;
    ++m_running;
    return step;
}

void NodeQueue::pause()
{
    --m_running;
}

void NodeQueue::resume(const LiveStepPtr &step)
{
    // Its key is still its own, so it goes past add().
    ++m_waiting;
    m_ready.push_front(step);
}

void NodeQueue::finish(const QString &orderKey)
{
    --m_running;
    release(orderKey);
}

void NodeQueue::release(const QString &orderKey)
{
    if (orderKey.isEmpty())
        return;
    const auto behind = m_behind.find(orderKey);
    if (behind == m_behind.end()) {
        m_busyKeys.remove(orderKey);
        return;
    }
    m_ready.push_back(std::move(behind->front()));
    behind->pop_front();
    if (behind->empty())
        m_behind.erase(behind);
}

std::vector<LiveStepPtr> NodeQueue::takeRun(const LiveRun &run)
{
    std::vector<LiveStepPtr> taken;
    const auto take = [&](std::deque<LiveStepPtr> &steps) {
        std::erase_if(steps, [&](const LiveStepPtr &step) {
            const bool isOfRun = step->run.get() == &run;
            if (isOfRun)
                taken.push_back(step);
            return isOfRun;
        });
    };
    for (auto behind = m_behind.begin(); behind != m_behind.end();) {
        take(*behind);
        behind = behind->empty() ? m_behind.erase(behind) : std::next(behind);
    }
    const std::size_t fromBehind = taken.size();
    take(m_ready);
    // Those that were ready held their keys; whoever stands behind comes forward.
    for (std::size_t i = fromBehind; i < taken.size(); ++i)
        release(taken[i]->orderKey);
    m_waiting -= taken.size();
    return taken;
}

std::vector<LiveStepPtr> NodeQueue::clear()
{
    std::vector<LiveStepPtr> all(m_ready.begin(), m_ready.end());
    for (const LiveStepPtr &step : all)
        m_busyKeys.remove(step->orderKey);
    for (const auto &behind : std::as_const(m_behind))
        all.insert(all.end(), behind.begin(), behind.end());
    m_ready.clear();
    m_behind.clear();
    m_waiting -= all.size();
    return all;
}

} // namespace Saltern
