#include "engine/runs/deadlines.h"

#include "engine/base/clock.h"

namespace Saltern {

Deadlines::Deadlines(Clock *clock, QObject *parent) : QObject(parent), m_clock(clock)
{
}

Deadlines::Id Deadlines::add(std::chrono::milliseconds delay, std::function<void()> action)
{
    const std::chrono::milliseconds at = m_clock->steady() + delay;
    const Id id = ++m_lastId;
    m_actions.emplace(Due{at, id}, std::move(action));
    m_times.emplace(id, at);
    arm();
    return id;
}

void Deadlines::remove(Id id)
{
    const auto time = m_times.find(id);
    if (time == m_times.end())
        return;
    m_actions.erase({time->second, id});
    m_times.erase(time);
}

void Deadlines::arm()
{
    if (m_actions.empty())
        return;
    const std::chrono::milliseconds first = m_actions.begin()->first.first;
    // A wake-up that comes too early, because what it was for is gone, arms the next one.
    if (m_armedFor && *m_armedFor <= first)
        return;
    m_armedFor = first;
    m_clock->after(first - m_clock->steady(), this, [this, first] {
        if (m_armedFor == first)
            m_armedFor.reset();
        runDue();
    });
}

void Deadlines::runDue()
{
    const std::chrono::milliseconds now = m_clock->steady();
    while (!m_actions.empty() && m_actions.begin()->first.first <= now) {
        const auto due = m_actions.extract(m_actions.begin());
        m_times.erase(due.key().second);
        due.mapped()();
    }
    arm();
}

} // namespace Saltern
