#include "engine/runs/journal.h"

#include "engine/runs/journalwriter.h"

namespace Saltern {

namespace {

constexpr std::size_t fullAt = 4096;
// A batch is a promise to many waiting steps: a larger one would make the first of them wait long.
constexpr std::size_t largestBatch = 2048;
// A quick step is over by then, and one commit less is written for it.
constexpr std::chrono::milliseconds soon{10};

} // namespace

Journal::Journal(JournalOptions options, QObject *parent) : QObject(parent)
{
    if (options.path.isEmpty())
        return;
    m_writer = new JournalWriter(options.path, options.ringSize);
    m_thread.setObjectName(QStringLiteral("journal"));
    m_writer->moveToThread(&m_thread);
    connect(m_writer, &JournalWriter::committed, this, &Journal::finishBatch);
    connect(m_writer, &JournalWriter::stalled, this, &Journal::noteStall);
    m_soon.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &Journal::sendWaiting);
    m_thread.start();
}

Journal::~Journal()
{
    if (!m_writer)
        return;
    disconnect(m_writer, nullptr, this, nullptr);
    if (!m_stalled) {
        JournalWriter::Batch rest;
        for (Waiting &waiting : m_waiting)
            rest.push_back(std::move(waiting.transaction));
        if (!rest.empty())
            QMetaObject::invokeMethod(
                m_writer,
                [writer = m_writer, &rest] { writer->write(std::move(rest)); },
                Qt::BlockingQueuedConnection);
    }
    QMetaObject::invokeMethod(
        m_writer,
        [writer = m_writer] {
            writer->close();
            delete writer;
        },
        Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

Result<JournalContent> Journal::open()
{
    Result<JournalContent> content;
    if (!m_writer)
        return content;
    QMetaObject::invokeMethod(
        m_writer,
        [&content, writer = m_writer] { content = writer->open(); },
        Qt::BlockingQueuedConnection);
    return content;
}

void Journal::submit(JournalTransaction transaction, std::function<void()> committed)
{
    m_waiting.push_back({std::move(transaction), std::move(committed)});
    sendWaiting();
}

void Journal::submitSoon(JournalTransaction transaction, std::function<void()> committed)
{
    if (!m_writer) {
        submit(std::move(transaction), std::move(committed));
        return;
    }
    m_waiting.push_back({std::move(transaction), std::move(committed)});
    if (!m_soon.isActive())
        m_soon.start(soon);
}

void Journal::sendWaiting()
{
    m_isUrgent = true;
    if (!m_underWay.empty() || m_sendQueued)
        return;
    // At the next turn of the event loop: what is submitted in this one goes along.
    m_sendQueued = true;
    QMetaObject::invokeMethod(this, &Journal::sendNext, Qt::QueuedConnection);
}

bool Journal::isFull() const
{
    return pending() >= fullAt;
}

void Journal::sendNext()
{
    m_sendQueued = false;
    if (!m_underWay.empty() || m_waiting.empty() || !m_isUrgent)
        return;
    if (!m_writer) {
        const std::deque<Waiting> waiting = std::exchange(m_waiting, {});
        for (const Waiting &one : waiting) {
            if (one.committed)
                one.committed();
        }
        return;
    }
    JournalWriter::Batch batch;
    const std::size_t count = std::min(m_waiting.size(), largestBatch);
    batch.reserve(count);
    m_underWay.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        batch.push_back(std::move(m_waiting.front().transaction));
        m_underWay.push_back(std::move(m_waiting.front().committed));
        m_waiting.pop_front();
    }
    m_isUrgent = !m_waiting.empty();
    if (!m_isUrgent)
        m_soon.stop();
    m_sent.start();
    QMetaObject::invokeMethod(m_writer, [writer = m_writer, moved = std::move(batch)]() mutable {
        writer->write(std::move(moved));
    });
}

void Journal::finishBatch()
{
    m_commits.add(std::chrono::nanoseconds(m_sent.nsecsElapsed()));
    const bool wasFull = isFull();
    const std::vector<std::function<void()>> finished = std::exchange(m_underWay, {});
    // The writer goes on with the next batch while the engine works on what this one allows.
    sendNext();
    if (std::exchange(m_stalled, false))
        Q_EMIT recovered();
    for (const std::function<void()> &committed : finished) {
        if (committed)
            committed();
    }
    if (wasFull && !isFull())
        Q_EMIT roomAvailable();
}

void Journal::noteStall(const Error &error)
{
    m_stalled = true;
    Q_EMIT stalled(error);
}

} // namespace Saltern
