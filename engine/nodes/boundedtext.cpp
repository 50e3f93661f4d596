#include "engine/nodes/boundedtext.h"

namespace Saltern {

namespace {

bool isContinuation(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
}

// How many bytes at the end are the beginning of a character whose rest is missing.
qsizetype brokenEnd(const QByteArray &bytes)
{
    for (qsizetype back = 1; back <= std::min<qsizetype>(4, bytes.size()); ++back) {
        const auto byte = static_cast<unsigned char>(bytes[bytes.size() - back]);
        if (isContinuation(static_cast<char>(byte)))
            continue;
        const qsizetype length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
        return length > back ? back : 0;
    }
    return 0;
}

qsizetype brokenBegin(const QByteArray &bytes)
{
    qsizetype count = 0;
    while (count < std::min<qsizetype>(3, bytes.size()) && isContinuation(bytes[count]))
        ++count;
    return count;
}

} // namespace

void BoundedText::append(const QByteArray &bytes)
{
    const qsizetype toHead = std::min(m_headLimit - m_head.size(), bytes.size());
    m_head += bytes.left(toHead);
    m_tail += bytes.mid(toHead);
    if (m_tail.size() > 2 * m_tailLimit)
        trimTail();
}

void BoundedText::trimTail()
{
    const qsizetype excess = m_tail.size() - m_tailLimit;
    m_tail.remove(0, excess);
    m_dropped += excess;
}

QString BoundedText::text() const
{
    BoundedText trimmed = *this;
    if (trimmed.m_tail.size() > m_tailLimit)
        trimmed.trimTail();
    if (trimmed.m_dropped == 0)
        return QString::fromUtf8(m_head + trimmed.m_tail);
    const qsizetype end = brokenEnd(trimmed.m_head);
    const qsizetype begin = brokenBegin(trimmed.m_tail);
    const QString tail = QString::fromUtf8(trimmed.m_tail.mid(begin));
    if (m_headLimit == 0)
        return tail;
    return QString::fromUtf8(trimmed.m_head.chopped(end)) +
           QStringLiteral("\n... %1 bytes left out ...\n").arg(trimmed.m_dropped + end + begin) +
           tail;
}

} // namespace Saltern
