#pragma once

#include <QHash>
#include <QJsonObject>
#include <QSet>
#include <QString>

#include <chrono>
#include <deque>
#include <memory>
#include <vector>

namespace Saltern {

struct LiveRun;
struct LiveStep;
using LiveStepPtr = std::shared_ptr<LiveStep>;

/// How many attempts of a node may begin within any stretch of time of this length.
struct RateLimit
{
    std::size_t most = 0; // zero = as many as there are
    std::chrono::milliseconds per{0};

    /// Reads a validated setting; no setting, no limit.
    static RateLimit fromJson(const QJsonObject &setting);
};

/// The steps of one node that wait for their turn, those of all its revisions. Steps with the same
/// order key go one after another, as they came; those with different keys (or none) go side by
/// side, up to the limit.
class NodeQueue
{
public:
    explicit NodeQueue(int concurrency, RateLimit rate = {})
        : m_concurrency(concurrency), m_rate(rate)
    {
    }

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

    /// How long no step may begin yet, by its rate: zero = one may. `now` is that of a clock which
    /// never steps back.
    std::chrono::milliseconds blockedFor(std::chrono::milliseconds now);
    /// A step begins.
    void noteBegin(std::chrono::milliseconds now);
    /// The step whose turn is next; null when there is none.
    LiveStepPtr front() const { return m_ready.empty() ? LiveStepPtr() : m_ready.front(); }
    /// Whether somebody comes back when the rate allows it.
    bool isAwaited = false;

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

    /// An announced step is over and never came here.
    void forgo() { --m_waiting; }

    int concurrency() const { return m_concurrency; }
    /// From now on those of `other` count.
    void takeLimits(const NodeQueue &other);

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
    RateLimit m_rate;
    std::deque<std::chrono::milliseconds> m_begins; // the latest, as many as the rate needs
};

} // namespace Saltern
