#include "app/cli/linereader.h"

#include "engine/events/event.h"

#include <QIODevice>

#include <cstring>

namespace Saltern::Cli {

namespace {

constexpr qsizetype blockSize = 256 * 1024;
constexpr qsizetype padding = 64;

} // namespace

LineReader::LineReader(QIODevice *device) : m_device(device)
{
}

Result<LineReader::Outcome> LineReader::next()
{
    for (;;) {
        const auto unscanned = static_cast<std::size_t>(m_end - m_scanned);
        const char *data = m_buffer.constData();
        const void *found =
            unscanned == 0 ? nullptr : std::memchr(data + m_scanned, '\n', unscanned);
        if (found) {
            const qsizetype end = static_cast<const char *>(found) - data;
            return take(end, end + 1);
        }
        m_scanned = m_end;
        if (m_atEnd && m_begin == m_end)
            return Outcome::End;
        if (m_atEnd)
            return take(m_end, m_end);
        constexpr qsizetype notOfTheLine = 4; // a mark of the byte order, \r
        if (m_end - m_begin > maximumEventBytes + notOfTheLine)
            return tooLong();
        const auto filled = fill();
        if (!filled || *filled == Outcome::Pause)
            return filled;
    }
}

// The consumed part makes room first. Pause once, before a read that may have to wait.
Result<LineReader::Outcome> LineReader::fill()
{
    if (m_begin > 0) {
        std::memmove(m_buffer.data(),
                     m_buffer.constData() + m_begin,
                     static_cast<std::size_t>(m_end - m_begin));
        m_end -= m_begin;
        m_scanned -= m_begin;
        m_begin = 0;
        return Outcome::Pause;
    }
    if (m_buffer.size() < m_end + blockSize + padding)
        m_buffer.resize(m_end + blockSize + padding);
    const qint64 count = m_device->read(m_buffer.data() + m_end, blockSize);
    if (count < 0)
        return fail(ErrorKind::BadInput, m_device->errorString(), {});
    m_atEnd = count == 0;
    m_end += count;
    return Outcome::Line;
}

Result<LineReader::Outcome> LineReader::take(qsizetype end, qsizetype next)
{
    const char *data = m_buffer.constData();
    if (end > m_begin && data[end - 1] == '\r')
        --end;
    m_line = QByteArrayView(data + m_begin, end - m_begin);
    if (m_lineNumber == 0 && m_line.startsWith("\xef\xbb\xbf"))
        m_line = m_line.sliced(3);
    m_begin = m_scanned = next;
    if (m_line.size() > maximumEventBytes)
        return tooLong();
    ++m_lineNumber;
    return Outcome::Line;
}

Result<LineReader::Outcome> LineReader::tooLong() const
{
    return fail(ErrorKind::TooLarge,
                QStringLiteral("Line %1 is longer than 1 MiB, more than an event may be.")
                    .arg(m_lineNumber + 1),
                QStringLiteral("Write one event per line."));
}

} // namespace Saltern::Cli
