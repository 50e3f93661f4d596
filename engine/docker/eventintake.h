#pragma once

#include "engine/events/event.h"
#include "engine/hosts/hostset.h"

#include <QObject>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

class QThread;

namespace Saltern {

class HostInbox;

/// How far the events of a daemon have been seen; what is stored in order to go on from there.
struct IntakeCursor
{
    QString daemonId;
    qint64 timeNs = 0;   // the latest Docker time seen, nanoseconds since 1970
    QString lastEventId; // of the last Docker event seen; empty when there was none

    bool operator==(const IntakeCursor &) const = default;
};

/// One event for the bus, and the cursor once it has been taken over.
struct IntakeItem
{
    QString host;
    Event event;
    IntakeCursor cursor;
};

/// What happened at the intake of one host since start().
struct IntakeCounters
{
    quint64 received = 0;   // lines from the daemon
    quint64 delivered = 0;  // put into the queue
    quint64 dropped = 0;    // refused by a full queue; a gap event tells how many
    quint64 own = 0;        // of our own function containers, left out
    quint64 duplicates = 0; // seen before a reconnect
    quint64 malformed = 0;  // lines that are no Docker event
    quint64 synthetic = 0;  // made up for transitions that were missed
    quint64 gaps = 0;
    quint64 connects = 0;
    bool connected = false;
};

/// Reads the event streams of all hosts on a thread of its own, which does nothing else: a daemon
/// whose subscriber does not read is slowed down as a whole. It never waits for the engine. Each
/// host has a queue; when that is full, events are dropped and counted, and once there is room a
/// `host/<name>/gap` event follows, then synthetic events for what a comparison with the daemon's
/// containers shows to be missing. Also makes `host/<name>/up` and `host/<name>/down`.
/// Reconnects for ever. Two names for one daemon have one reader. The form of the events is in
/// docs/hosts.md. All calls on one thread, where available() also arrives.
class EventIntake : public QObject
{
    Q_OBJECT
public:
    struct Options
    {
        std::size_t queueCapacity = 16'384;        // events per host
        std::chrono::milliseconds silence{10'000}; // without a byte before the daemon is pinged
        std::chrono::milliseconds pingTimeout{5'000};
        std::chrono::milliseconds settle{500}; // how long events may lag behind a listing
        std::chrono::milliseconds firstBackoff{500};
        std::chrono::milliseconds longestBackoff{30'000};
    };

    explicit EventIntake(QObject *parent = nullptr);
    explicit EventIntake(const Options &options, QObject *parent = nullptr);
    ~EventIntake() override;

    /// Before start() or after. Without a cursor only events from now on are delivered; with one,
    /// what came after it, as far as the daemon still knows it. A cursor without a daemon id and an
    /// event id is a mere point in time: everything since then.
    void addHost(const HostConfig &host, const std::optional<IntakeCursor> &cursor = {});

    /// Ends the reading of a host; what is in its queue is gone.
    void removeHost(const QString &name);

    void start();

    /// Closes every stream and waits for the thread. What is in the queues can still be taken.
    void stop();

    /// Up to `most` items, oldest first within a host, the hosts in turn.
    std::vector<IntakeItem> take(std::size_t most);

    IntakeCounters counters(const QString &host) const;

Q_SIGNALS:
    /// There is something to take(). Comes again when a take() left something behind.
    void available();

private:
    class Worker;
    struct Host
    {
        HostConfig config;
        std::optional<IntakeCursor> cursor;
        std::shared_ptr<HostInbox> inbox;
    };
    void read(const Host &host);

    Options m_options;
    std::vector<Host> m_hosts;
    std::unique_ptr<QThread> m_thread;
    Worker *m_worker = nullptr; // lives on the thread
    std::size_t m_next = 0;     // the host whose turn it was
};

} // namespace Saltern
