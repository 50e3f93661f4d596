#include "engine/docker/streamdemultiplexer.h"

#include <QtEndian>

namespace Saltern {

namespace {

constexpr qsizetype headSize = 8;

} // namespace

Result<std::vector<StreamDemultiplexer::Part>> StreamDemultiplexer::feed(const QByteArray &bytes)
{
    std::vector<Part> parts;
    qsizetype at = 0;
    while (at < bytes.size()) {
        if (m_left == 0) {
            const qsizetype missing = headSize - m_head.size();
            m_head += bytes.mid(at, missing);
            at += std::min(missing, bytes.size() - at);
            if (m_head.size() < headSize)
                break;
            if (const auto read = readHead(); !read)
                return fail(read.error());
            continue;
        }
        const qsizetype count = static_cast<qsizetype>(std::min<qint64>(m_left, bytes.size() - at));
        if (!parts.empty() && parts.back().channel == m_channel)
            parts.back().bytes += bytes.mid(at, count);
        else
            parts.push_back({m_channel, bytes.mid(at, count)});
        at += count;
        m_left -= count;
    }
    return parts;
}

Result<void> StreamDemultiplexer::readHead()
{
    // Channel 0 is stdin echoed as output, 3 a message of the daemon itself.
    const auto channel = static_cast<unsigned char>(m_head[0]);
    if (channel > 3 || m_head[1] != 0 || m_head[2] != 0 || m_head[3] != 0)
        return fail(ErrorKind::Protocol,
                    QStringLiteral("The container's output is not in Docker's stream format."),
                    QStringLiteral("Containers with a terminal (tty) send plain text."));
    m_channel = channel >= 2 ? Channel::Stderr : Channel::Stdout;
    m_left = qFromBigEndian<quint32>(m_head.constData() + 4);
    m_head.clear();
    return {};
}

} // namespace Saltern
