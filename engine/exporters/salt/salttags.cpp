#include "engine/exporters/salt/salttags.h"

#include <vector>

namespace Saltern {

namespace {

// Whether some text fits both globs, by walking them side by side; a `*` may stand for nothing or
// swallow what the other one has next.
bool intersect(QStringView a, QStringView b)
{
    const auto width = static_cast<std::size_t>(b.size()) + 1;
    std::vector<bool> fits((static_cast<std::size_t>(a.size()) + 1) * width, false);
    const auto at = [&](qsizetype i, qsizetype j) {
        return static_cast<std::size_t>(i) * width + static_cast<std::size_t>(j);
    };
    for (qsizetype i = a.size(); i >= 0; --i) {
        for (qsizetype j = b.size(); j >= 0; --j) {
            const bool endA = i == a.size();
            const bool endB = j == b.size();
            const bool starA = !endA && a[i] == u'*';
            const bool starB = !endB && b[j] == u'*';
            bool fit = endA && endB;
            if (starA)
                fit = fit || fits[at(i + 1, j)] || (!endB && fits[at(i, j + 1)]);
            if (starB)
                fit = fit || fits[at(i, j + 1)] || (!endA && fits[at(i + 1, j)]);
            if (!endA && !endB && a[i] == b[j])
                fit = fit || fits[at(i + 1, j + 1)];
            fits[at(i, j)] = fit;
        }
    }
    return fits[at(0, 0)];
}

// Two globs that share tags are replaced by what they begin with in common.
QString covering(const QString &a, const QString &b)
{
    qsizetype common = 0;
    while (common < a.size() && common < b.size() && a[common] == b[common] && a[common] != u'*')
        ++common;
    return a == b ? a : a.left(common) + u'*';
}

} // namespace

QString fnmatchGlob(const QString &text)
{
    QString glob;
    for (const QChar c : text)
        glob += c == u'?' || c == u'[' ? u'[' + QString(c) + u']' : QString(c);
    return glob;
}

QStringList withoutOverlap(QStringList globs)
{
    globs.sort();
    for (qsizetype i = 0; i < globs.size(); ++i) {
        for (qsizetype j = i + 1; j < globs.size(); ++j) {
            if (!intersect(globs[i], globs[j]))
                continue;
            globs[i] = covering(globs[i], globs[j]);
            globs.removeAt(j);
            return withoutOverlap(globs);
        }
    }
    return globs;
}

} // namespace Saltern
