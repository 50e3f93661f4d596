#pragma once

#include "engine/runs/changes.h"

#include <QHash>
#include <QSet>

#include <array>
#include <vector>

namespace Saltern {

class Scheduler;

/// How long something took, of late: the last 512 durations of the last minute.
class LatencyWindow
{
public:
    void add(double ms, qint64 nowMs);

    /// The nearest-rank percentiles of those that are not older than a minute; false when there are
    /// none.
    bool percentiles(qint64 nowMs, double *p50, double *p99) const;

private:
    struct Sample
    {
        qint64 atMs = 0;
        double ms = 0;
    };
    std::vector<Sample> m_samples; // a ring once it is full
    std::size_t m_next = 0;
};

/// What happened at one node since its pipeline was deployed.
struct NodeCounters
{
    quint64 wanted = 0; // triggers: events that they wanted
    quint64 begun = 0;  // triggers: runs
    quint64 done = 0;   // steps that ended well
    quint64 failed = 0; // steps that failed for good
    quint64 ended = 0;  // steps
    quint64 passed = 0; // of them those that never stood in the node's queue
    quint64 bypassed = 0;
    quint64 dead = 0;
    QHash<QString, quint64> ports;
    QSet<QString> retrying; // step ids
    LatencyWindow latency;
    qint64 lastErrorNs = 0;
    QString lastError;
    bool touched = true; // since the reader last looked
};

/// Counts what the scheduler tells, cheaply enough for 10,000 events a second: a few hash look-ups
/// for a step, one addition for an event that nobody wants. Who wants to show the numbers reads
/// them as often as it likes. Engine thread.
class RunStatistics : public QObject
{
    Q_OBJECT
public:
    explicit RunStatistics(const Scheduler &scheduler);

    using Nodes = QHash<QString, NodeCounters>;

    Nodes &nodes(const QString &pipeline) { return m_pipelines[pipeline]; }
    quint64 events() const { return m_events; }
    quint64 runs() const { return m_runs; }
    quint64 deadLetters() const { return m_deadLetters; }

private:
    void see(const EventSeen &seen);
    void see(const RunChange &change);
    void see(const StepChange &change);
    void see(const DeadLetter &letter);
    NodeCounters &touch(const QString &pipeline, const QString &node);

    QHash<QString, Nodes> m_pipelines;
    quint64 m_events = 0;
    quint64 m_runs = 0;
    quint64 m_deadLetters = 0;
};

} // namespace Saltern
