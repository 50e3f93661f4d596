#pragma once

#include <QByteArray>

#include <utility>
#include <vector>

namespace Saltern {

/// Cuts a byte stream into lines. A line above the limit is skipped whole and counted.
class LineSplitter
{
public:
    explicit LineSplitter(qsizetype longestLine) : m_longest(longestLine) {}

    /// The lines that are complete by these bytes, without their ends; empty ones left out.
    std::vector<QByteArray> feed(const QByteArray &bytes);

    /// How many lines were skipped since the last call.
    int takeSkipped() { return std::exchange(m_skipped, 0); }

private:
    qsizetype m_longest;
    QByteArray m_begun; // the line whose end has not come yet
    bool m_skipping = false;
    int m_skipped = 0;
};

} // namespace Saltern
