#pragma once

#include <QHash>
#include <QSet>
#include <QString>

#include <deque>
#include <memory>
#include <vector>

namespace Saltern {

struct LiveRun;
struct LiveStep;
using LiveStepPtr = std::shared_ptr<LiveStep>;

/// The steps of one node that wait for their turn. Steps with the same order key go one after
/// another, as they came; those with different keys (or none) go side by side, up to the limit.
class NodeQueue
{
public:
    explicit NodeQueue(int concurrency) : m_concurrency(concurrency) {}

    /// A step will come as soon as it is durable; it counts as waiting from now on.
    void announce()
    {
        ++m_waiting;
        ++m_announced;
    }
    /// An announced step is here.
    void add(const LiveStepPtr &step);

    /// The next step that may begin; null when there is none. It then holds a place, and its key.
    LiveStepPtr next();

    /// Gives the place back but keeps the key: the step will be tried again before its followers.
    void pause();
    /// The step that was paused has its place again if there is one; else it goes to the front.
    void resume(const LiveStepPtr &step);

    /// The step is over: place and key are free.
    void finish(const QString &orderKey);
    /// A paused step is over: its key is free.
    void release(const QString &orderKey);

    /// Takes out everything that waits.
    std::vector<LiveStepPtr> clear();
    /// Takes out what waits of one run.
    std::vector<LiveStepPtr> takeRun(const LiveRun &run);

    std::size_t waiting() const { return m_waiting; }
    int running() const { return m_running; }
    /// All that were ever announced.
    quint64 announced() const { return m_announced; }

private:
    std::deque<LiveStepPtr> m_ready;                  // may begin as soon as there is a place
    QHash<QString, std::deque<LiveStepPtr>> m_behind; // by key: those behind one that is ahead
    QSet<QString> m_busyKeys;
    std::size_t m_waiting = 0;
    quint64 m_announced = 0;
    int m_running = 0;
    int m_concurrency;
};

} // namespace Saltern
