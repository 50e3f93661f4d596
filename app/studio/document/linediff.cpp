#include "app/studio/document/linediff.h"

#include <QStringList>

#include <algorithm>
#include <vector>

namespace Saltern {

namespace {

constexpr qsizetype context = 3;
// Above this many differing lines a minimal answer would take too long; the middle is then told as
// replaced altogether.
constexpr qsizetype mostCompared = 3000;

struct Line
{
    QChar mark; // ' ', '-' or '+'
    QString text;
};

QStringList linesOf(const QString &text)
{
    QStringList lines = text.split(u'\n');
    if (lines.last().isEmpty())
        lines.removeLast();
    return lines;
}

// The differing middle by the longest common subsequence.
void compareMiddle(const QStringList &before, const QStringList &after, QList<Line> &out)
{
    const auto rows = static_cast<std::size_t>(before.size());
    const auto columns = static_cast<std::size_t>(after.size());
    std::vector<std::vector<quint16>> common;
    if (before.size() <= mostCompared && after.size() <= mostCompared) {
        common.assign(rows + 1, std::vector<quint16>(columns + 1, 0));
        for (std::size_t i = rows; i-- > 0;) {
            for (std::size_t j = columns; j-- > 0;)
                common[i][j] = before[static_cast<qsizetype>(i)] == after[static_cast<qsizetype>(j)]
                                   ? static_cast<quint16>(common[i + 1][j + 1] + 1)
                                   : std::max(common[i + 1][j], common[i][j + 1]);
        }
    }
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < rows || j < columns) {
        const bool bothLeft = i < rows && j < columns && !common.empty();
        if (bothLeft && before[static_cast<qsizetype>(i)] == after[static_cast<qsizetype>(j)]) {
            out.append({u' ', before[static_cast<qsizetype>(i)]});
            ++i;
            ++j;
        } else if (i < rows && (!bothLeft || common[i + 1][j] >= common[i][j + 1])) {
            out.append({u'-', before[static_cast<qsizetype>(i++)]});
        } else {
            out.append({u'+', after[static_cast<qsizetype>(j++)]});
        }
    }
}

QList<Line> compared(const QStringList &before, const QStringList &after)
{
    const qsizetype shorter = std::min(before.size(), after.size());
    qsizetype head = 0;
    while (head < shorter && before[head] == after[head])
        ++head;
    qsizetype tail = 0;
    while (tail < shorter - head &&
           before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    QList<Line> lines;
    for (qsizetype i = 0; i < head; ++i)
        lines.append({u' ', before[i]});
    compareMiddle(before.mid(head, before.size() - head - tail),
                  after.mid(head, after.size() - head - tail),
                  lines);
    for (qsizetype i = before.size() - tail; i < before.size(); ++i)
        lines.append({u' ', before[i]});
    return lines;
}

} // namespace

QString lineDiff(const QString &before, const QString &after)
{
    const QList<Line> lines = compared(linesOf(before), linesOf(after));
    std::vector<bool> shown(static_cast<std::size_t>(lines.size()), false);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        if (lines[i].mark == u' ')
            continue;
        const qsizetype to = std::min(lines.size() - 1, i + context);
        for (qsizetype k = std::max<qsizetype>(0, i - context); k <= to; ++k)
            shown[static_cast<std::size_t>(k)] = true;
    }
    QString out;
    int oldLine = 1;
    int newLine = 1;
    for (qsizetype i = 0; i < lines.size();) {
        QString hunk;
        int oldCount = 0;
        int newCount = 0;
        while (i < lines.size() && shown[static_cast<std::size_t>(i)]) {
            hunk += lines[i].mark + lines[i].text + u'\n';
            oldCount += lines[i].mark != u'+' ? 1 : 0;
            newCount += lines[i].mark != u'-' ? 1 : 0;
            ++i;
        }
        if (!hunk.isEmpty())
            out += QStringLiteral("@@ -%1,%2 +%3,%4 @@\n")
                       .arg(oldLine)
                       .arg(oldCount)
                       .arg(newLine)
                       .arg(newCount) +
                   hunk;
        oldLine += oldCount;
        newLine += newCount;
        while (i < lines.size() && !shown[static_cast<std::size_t>(i)]) {
            ++i;
            ++oldLine;
            ++newLine;
        }
    }
    return out;
}

} // namespace Saltern
