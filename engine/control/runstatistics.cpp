#include "engine/control/runstatistics.h"

#include "engine/base/clock.h"
#include "engine/runs/scheduler.h"

#include <algorithm>
#include <cmath>

namespace Saltern {

namespace {

constexpr std::size_t mostSamples = 512;
constexpr qint64 windowMs = 60'000;
constexpr double nsPerMs = 1'000'000;

} // namespace

void LatencyWindow::add(double ms, qint64 nowMs)
{
    if (m_samples.size() < mostSamples)
        m_samples.push_back({nowMs, ms});
    else
        m_samples[m_next] = {nowMs, ms};
    m_next = (m_next + 1) % mostSamples;
}

bool LatencyWindow::percentiles(qint64 nowMs, double *p50, double *p99) const
{
    std::vector<double> recent;
    recent.reserve(m_samples.size());
    for (const Sample &sample : m_samples) {
        if (nowMs - sample.atMs <= windowMs)
            recent.push_back(sample.ms);
    }
    if (recent.empty())
        return false;
    const auto at = [&](double part) {
        const double rank = std::ceil(part * static_cast<double>(recent.size()));
        const auto nth = recent.begin() + static_cast<std::ptrdiff_t>(std::max(rank, 1.0)) - 1;
        std::nth_element(recent.begin(), nth, recent.end());
        return *nth;
    };
    *p50 = at(0.50);
    *p99 = at(0.99);
    return true;
}

RunStatistics::RunStatistics(const Scheduler &scheduler)
{
    connect(
        &scheduler, &Scheduler::eventSeen, this, qOverload<const EventSeen &>(&RunStatistics::see));
    connect(&scheduler,
            &Scheduler::runChanged,
            this,
            qOverload<const RunChange &>(&RunStatistics::see));
    connect(&scheduler,
            &Scheduler::stepChanged,
            this,
            qOverload<const StepChange &>(&RunStatistics::see));
    connect(&scheduler,
            &Scheduler::deadLettered,
            this,
            qOverload<const DeadLetter &>(&RunStatistics::see));
    const auto forget = [this](const QString &pipeline) { m_pipelines.remove(pipeline); };
    connect(&scheduler, &Scheduler::pipelineDeployed, this, forget);
    connect(&scheduler, &Scheduler::pipelineStopped, this, forget);
}

NodeCounters &RunStatistics::touch(const QString &pipeline, const QString &node)
{
    NodeCounters &counters = m_pipelines[pipeline][node];
    counters.touched = true;
    return counters;
}

void RunStatistics::see(const EventSeen &seen)
{
    ++m_events;
    for (const QString &trigger : seen.triggers) {
        const qsizetype slash = trigger.indexOf(u'/');
        ++touch(trigger.left(slash), trigger.mid(slash + 1)).wanted;
    }
}

void RunStatistics::see(const RunChange &change)
{
    // A resumed run was begun by an engine that counted it.
    if (change.state != RunState::Running || !change.reason.isEmpty())
        return;
    ++m_runs;
    ++touch(change.pipeline, change.trigger).begun;
}

void RunStatistics::see(const StepChange &change)
{
    NodeCounters &node = touch(change.pipeline, change.node);
    if (change.state == StepState::Started) {
        if (!node.retrying.isEmpty())
            node.retrying.remove(change.step);
        return;
    }
    if (change.tookNs > 0)
        node.latency.add(double(change.tookNs) / nsPerMs, SystemClock().steady().count());
    if (change.error) {
        node.lastErrorNs = SystemClock().nowNs();
        node.lastError = change.error->message;
    }
    if (change.state == StepState::Retrying) {
        node.retrying.insert(change.step);
        return;
    }
    if (!node.retrying.isEmpty())
        node.retrying.remove(change.step);
    if (change.state == StepState::Done || change.state == StepState::Bypassed ||
        change.state == StepState::Observed)
        ++node.done;
    if (change.state == StepState::Bypassed)
        ++node.bypassed;
    if (change.state == StepState::Failed)
        ++node.failed;
    ++node.ended;
    const bool failedToQueue = change.state == StepState::Failed && change.attempt == 0;
    if (failedToQueue || change.state == StepState::Observed ||
        change.state == StepState::Stopped || change.state == StepState::Bypassed)
        ++node.passed;
    for (const QString &port : change.ports)
        ++node.ports[port];
}

void RunStatistics::see(const DeadLetter &letter)
{
    ++m_deadLetters;
    if (!letter.node.isEmpty())
        ++touch(letter.pipeline, letter.node).dead;
}

} // namespace Saltern
