#include "app/cli/linewriter.h"

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <thread>
#include <unistd.h>

namespace Saltern::Cli {

namespace {

constexpr std::size_t linesAtOnce = 256;
constexpr qsizetype bytesAtOnce = 16 * 1024; // so that a slow reader can be told from none

} // namespace

LineWriter::LineWriter(int descriptor, Options options)
    : m_descriptor(descriptor), m_options(std::move(options)), m_lines(m_options.mostLines)
{
    std::thread([this] { run(); }).detach();
}

void LineWriter::write(QByteArray line)
{
    line += '\n';
    const qsizetype size = line.size();
    // Once something is missing everything is, until the note about it stands in its place.
    const bool fits = m_leftOut == 0 && m_waitingBytes + size <= m_options.mostBytes;
    m_waitingBytes += size;
    if (!fits || !m_lines.tryPush(std::move(line))) {
        m_waitingBytes -= size;
        ++m_leftOut;
    }
    wakeUp();
}

bool LineWriter::hasRoom() const
{
    return m_leftOut == 0 && m_waitingBytes < m_options.mostBytes / 2 &&
           m_lines.size() < m_options.mostLines / 2;
}

void LineWriter::flush(std::chrono::milliseconds patience)
{
    m_flushing = true;
    wakeUp();
    for (;;) {
        const quint64 before = m_writtenBytes;
        if (m_flushed.tryAcquire(1, int(patience.count())) || m_writtenBytes == before)
            return;
    }
}

void LineWriter::wakeUp()
{
    // One that is still to come sees everything that was written until then.
    if (m_wakeUps.available() == 0)
        m_wakeUps.release();
}

void LineWriter::run()
{
    for (;;) {
        m_wakeUps.acquire();
        for (std::vector<QByteArray> lines = m_lines.take(linesAtOnce); !lines.empty();
             lines = m_lines.take(linesAtOnce)) {
            QByteArray together;
            for (const QByteArray &line : lines)
                together += line;
            writeAll(together);
            m_waitingBytes -= together.size();
        }
        noteLeftOut();
        Q_EMIT drained();
        if (m_flushing && m_lines.size() == 0)
            m_flushed.release();
    }
}

void LineWriter::noteLeftOut()
{
    const quint64 count = m_leftOut.exchange(0);
    if (count > 0)
        writeAll(m_options.note(count) + '\n');
}

void LineWriter::writeAll(const QByteArray &bytes)
{
    qsizetype written = 0;
    while (written < bytes.size()) {
        const qsizetype size = std::min(bytes.size() - written, bytesAtOnce);
        const ssize_t count = ::write(m_descriptor, bytes.constData() + written, std::size_t(size));
        if (count > 0) {
            written += count;
            m_writtenBytes += quint64(count);
        } else if (errno == EAGAIN) {
            pollfd writable{m_descriptor, POLLOUT, 0};
            ::poll(&writable, 1, -1);
        } else if (errno != EINTR) {
            Q_EMIT deserted();
            return;
        }
    }
}

} // namespace Saltern::Cli
