#include "engine/docker/linesplitter.h"

namespace Saltern {

std::vector<QByteArray> LineSplitter::feed(const QByteArray &bytes)
{
    std::vector<QByteArray> lines;
    qsizetype at = 0;
    while (at < bytes.size()) {
        const qsizetype end = bytes.indexOf('\n', at);
        const qsizetype upTo = end < 0 ? bytes.size() : end;
        if (!m_skipping && m_begun.size() + upTo - at > m_longest) {
            m_skipping = true;
            ++m_skipped;
        }
        if (m_skipping)
            m_begun.clear();
        else
            m_begun += bytes.mid(at, upTo - at);
        if (end < 0)
            break;
        if (!m_begun.isEmpty())
            lines.push_back(std::exchange(m_begun, QByteArray()));
        m_skipping = false;
        at = end + 1;
    }
    return lines;
}

} // namespace Saltern
