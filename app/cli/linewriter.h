#pragma once

#include "engine/base/boundedqueue.h"

#include <QByteArray>
#include <QObject>
#include <QSemaphore>

#include <atomic>
#include <chrono>
#include <functional>

namespace Saltern::Cli {

/// Writes lines to a file descriptor from a thread of its own, so that a reader who does not read
/// never makes the program wait. What does not fit is left out, and counted in a line of its own
/// where it is missing. Thread-safe.
///
/// The thread may be in a write() that never returns: it is not ended, and the writer lives as long
/// as the program (create it with new).
class LineWriter : public QObject
{
    Q_OBJECT
public:
    struct Options
    {
        qsizetype mostBytes = 4 * 1024 * 1024; // that wait
        std::size_t mostLines = 16'384;
        std::function<QByteArray(quint64 count)> note; // the line for `count` that were left out
    };

    /// `descriptor` stays open, and nobody else writes to it meanwhile.
    LineWriter(int descriptor, Options options);

    /// `line` comes without its end.
    void write(QByteArray line);

    /// Whether a line of ordinary length is surely not left out.
    bool hasRoom() const;

    /// Waits until everything is written, or nothing was for this long.
    void flush(std::chrono::milliseconds patience);

Q_SIGNALS:
    /// Nothing waits any more. From the thread that writes.
    void drained();
    /// Nobody is left to read it: everything from now on is lost. From the thread that writes.
    void deserted();

private:
    void run();
    void wakeUp();
    void writeAll(const QByteArray &bytes);
    void noteLeftOut();

    const int m_descriptor;
    const Options m_options;
    BoundedQueue<QByteArray> m_lines;
    QSemaphore m_wakeUps;
    QSemaphore m_flushed;
    std::atomic<qsizetype> m_waitingBytes = 0;
    std::atomic<quint64> m_writtenBytes = 0;
    std::atomic<quint64> m_leftOut = 0;
    std::atomic<bool> m_flushing = false;
};

} // namespace Saltern::Cli
