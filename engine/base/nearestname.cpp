#include "engine/base/nearestname.h"

#include <algorithm>
#include <vector>

namespace Saltern {

namespace {

// Longer names are never a typing slip of a known one, and the table below is quadratic.
constexpr qsizetype longestName = 64;

// Levenshtein distance, ignoring case, with a swap of neighbours counted once.
int editDistance(QStringView a, QStringView b)
{
    const auto width = static_cast<std::size_t>(b.size()) + 1;
    std::vector<int> beforeLast(width);
    std::vector<int> last(width);
    std::vector<int> current(width);
    for (std::size_t column = 0; column < width; ++column)
        last[column] = static_cast<int>(column);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        current[0] = static_cast<int>(i);
        for (qsizetype j = 1; j <= b.size(); ++j) {
            const auto column = static_cast<std::size_t>(j);
            const auto same = [&](qsizetype x, qsizetype y) {
                return a[x - 1].toCaseFolded() == b[y - 1].toCaseFolded();
            };
            current[column] = std::min({last[column] + 1,
                                        current[column - 1] + 1,
                                        last[column - 1] + (same(i, j) ? 0 : 1)});
            if (i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j))
                current[column] = std::min(current[column], beforeLast[column - 2] + 1);
        }
        std::swap(beforeLast, last);
        std::swap(last, current);
    }
    return last[width - 1];
}

} // namespace

QString nearestName(QStringView name, const QStringList &candidates)
{
    QString best;
    if (name.size() > longestName)
        return best;
    int bestDistance = std::max<int>(1, static_cast<int>(name.size()) / 3) + 1;
    for (const QString &candidate : candidates) {
        const int distance = editDistance(name, candidate);
        if (distance < bestDistance) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best;
}

QString suggestName(QStringView name, const QStringList &candidates)
{
    if (const QString near = nearestName(name, candidates); !near.isEmpty())
        return QStringLiteral("Did you mean \"%1\"?").arg(near);
    if (candidates.isEmpty())
        return {};
    return QStringLiteral("Known are: %1.").arg(candidates.join(QStringLiteral(", ")));
}

} // namespace Saltern
