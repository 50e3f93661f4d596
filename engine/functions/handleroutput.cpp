#include "engine/functions/handleroutput.h"

#include "engine/events/event.h"
#include "engine/shim/frame.h"

#include <QtEndian>

namespace Saltern {

namespace {

// The shim sends the head of a stream and its end; more than that is not the shim speaking.
constexpr qint64 mostPerStream = maximumEventBytes + 1 + SALTERN_TAIL_MAX + 1024;

bool isContinuation(char c)
{
    return (static_cast<uchar>(c) & 0xC0) == 0x80;
}

// Head and tail, cut between characters. `skipped` bytes are missing in between already.
QByteArray shorten(const QByteArray &log, quint64 skipped)
{
    if (log.size() <= 2 * logHalf && skipped == 0)
        return log;
    qsizetype head = qMin(logHalf, log.size());
    while (head > 0 && head < log.size() && isContinuation(log[head]))
        --head;
    qsizetype tail = qMax(head, log.size() - logHalf);
    while (tail < log.size() && isContinuation(log[tail]))
        ++tail;
    skipped += static_cast<quint64>(tail - head);
    return log.left(head) + "\n[" + QByteArray::number(skipped) + " bytes left out]\n" +
           log.mid(tail);
}

} // namespace

void HandlerOutput::add(quint8 frameType, const QByteArray &payload)
{
    switch (frameType) {
    case SALTERN_FRAME_RESULT:
        addBytes(Stream::Result, m_resultBytes, payload);
        break;
    case SALTERN_FRAME_STDOUT:
        addBytes(Stream::Stdout, m_stdoutBytes, payload);
        break;
    case SALTERN_FRAME_STDERR:
        addBytes(Stream::Stderr, m_stderrBytes, payload);
        break;
    case SALTERN_FRAME_SKIPPED:
        addSkipped(payload);
        break;
    default:
        break;
    }
}

void HandlerOutput::addBytes(Stream stream, qint64 &count, const QByteArray &bytes)
{
    if (bytes.isEmpty() || count + bytes.size() > mostPerStream)
        return;
    count += bytes.size();
    if (!m_chunks.empty() && m_chunks.back().stream == stream)
        m_chunks.back().bytes += bytes;
    else
        m_chunks.push_back({stream, bytes});
}

void HandlerOutput::addSkipped(const QByteArray &payload)
{
    if (payload.size() != 9)
        return;
    const auto count = qFromBigEndian<quint64>(payload.constData() + 1);
    if (static_cast<quint8>(payload[0]) == SALTERN_FRAME_STDOUT)
        m_stdoutSkipped = count;
    else
        m_stderrSkipped = count;
}

QByteArray HandlerOutput::collect(Stream stream) const
{
    QByteArray bytes;
    for (const Chunk &chunk : m_chunks) {
        if (chunk.stream == stream)
            bytes += chunk.bytes;
    }
    return bytes;
}

QByteArray HandlerOutput::result() const
{
    return collect(usesResultStream() ? Stream::Result : Stream::Stdout);
}

qint64 HandlerOutput::resultBytes() const
{
    return usesResultStream() ? m_resultBytes
                              : m_stdoutBytes + static_cast<qint64>(m_stdoutSkipped);
}

bool HandlerOutput::resultTooLarge() const
{
    return resultBytes() > maximumEventBytes;
}

QString HandlerOutput::log(bool withStdout) const
{
    QByteArray bytes;
    for (const Chunk &chunk : m_chunks) {
        if (chunk.stream == Stream::Stderr || (withStdout && chunk.stream == Stream::Stdout))
            bytes += chunk.bytes;
    }
    return QString::fromUtf8(shorten(bytes, m_stderrSkipped + (withStdout ? m_stdoutSkipped : 0)));
}

} // namespace Saltern
