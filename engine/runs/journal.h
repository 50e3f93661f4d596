#pragma once

#include "engine/base/durationhistogram.h"
#include "engine/base/result.h"
#include "engine/runs/journalrecords.h"

#include <QElapsedTimer>
#include <QObject>
#include <QThread>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>

namespace Saltern {

class JournalWriter;

struct JournalOptions
{
    QString path;          // ":memory:" = nothing is kept; empty = nothing is even written
    int ringSize = 10'000; // events that nobody wanted, kept for Events and replay
};

/// The durable record of events, runs, steps and cursors: one SQLite file, written on a thread of
/// its own. While a commit is under way further transactions gather and go into the next one
/// together. When the file cannot be written (disk full) everything is kept and tried again;
/// isFull() then tells the engine to stop taking events. Engine thread.
class Journal : public QObject
{
    Q_OBJECT
public:
    explicit Journal(JournalOptions options, QObject *parent = nullptr);
    /// Waits until everything submitted is written, unless the journal has stalled.
    ~Journal() override;

    /// Opens or creates the file. Waits for the answer; called once, before the engine runs.
    Result<JournalContent> open();

    /// Queues a transaction. `committed` is called on this thread once it is durable, in the order
    /// of the calls, never from inside submit(). Never refused: what must not grow is taken in only
    /// while the journal is not full.
    void submit(JournalTransaction transaction, std::function<void()> committed = {});

    /// The same for what nobody waits for: within 10 ms it goes along with whatever else is
    /// written, and only then by itself.
    void submitSoon(JournalTransaction transaction, std::function<void()> committed = {});

    /// 4,096 transactions wait: no new events, please.
    bool isFull() const;

    /// Transactions that are not durable yet.
    std::size_t pending() const { return m_waiting.size() + m_underWay.size(); }

    /// How long batches took to become durable.
    const DurationHistogram &commits() const { return m_commits; }

Q_SIGNALS:
    /// The journal was full and is no longer.
    void roomAvailable();
    /// Nothing can be written at present; repeated every second until it works again.
    void stalled(const Saltern::Error &error);
    void recovered();

private:
    void sendWaiting();
    void sendNext();
    void finishBatch();
    void noteStall(const Error &error);

    struct Waiting
    {
        JournalTransaction transaction;
        std::function<void()> committed;
    };
    std::deque<Waiting> m_waiting;
    std::vector<std::function<void()>> m_underWay; // the callbacks of the batch being written
    QElapsedTimer m_sent;                          // when the batch under way was
    DurationHistogram m_commits;
    bool m_stalled = false;
    bool m_sendQueued = false;
    bool m_isUrgent = false; // something that waits may not wait for company
    QTimer m_soon;           // for what may
    QThread m_thread;
    JournalWriter *m_writer = nullptr; // lives on m_thread; null = nothing is written
};

} // namespace Saltern
