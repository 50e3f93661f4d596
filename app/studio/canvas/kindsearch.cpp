#include "app/studio/canvas/kindsearch.h"

#include "engine/pipeline/registry.h"

#include <algorithm>
#include <tuple>

namespace Saltern {

namespace {

constexpr int noMatch = 100;

bool isScattered(const QString &letters, const QString &text)
{
    qsizetype at = 0;
    for (const QChar letter : letters) {
        at = text.indexOf(letter, at, Qt::CaseInsensitive) + 1;
        if (at == 0)
            return false;
    }
    return true;
}

// Smaller is better.
int rankOf(const NodeDescriptor &descriptor, const QString &text)
{
    if (descriptor.title.startsWith(text, Qt::CaseInsensitive))
        return 0;
    if (descriptor.title.contains(u' ' + text, Qt::CaseInsensitive))
        return 1;
    if (descriptor.kind.contains(text, Qt::CaseInsensitive))
        return 2;
    if (descriptor.title.contains(text, Qt::CaseInsensitive))
        return 3;
    if (descriptor.summary.contains(text, Qt::CaseInsensitive))
        return 4;
    return isScattered(text, descriptor.title) ? 5 : noMatch;
}

qsizetype placeIn(const QStringList &kinds, const QString &kind)
{
    const qsizetype place = kinds.indexOf(kind);
    return place < 0 ? kinds.size() : place;
}

} // namespace

QList<const NodeDescriptor *> searchKinds(const KindSearch &search)
{
    const QString text = search.text.trimmed();
    QList<const NodeDescriptor *> found;
    for (const NodeDescriptor &descriptor : nodeDescriptors()) {
        const bool fits = (!search.needsInput || descriptor.hasInput()) &&
                          (!search.needsOutput || !descriptor.outputPorts({}).empty());
        if (fits && (text.isEmpty() || rankOf(descriptor, text) < noMatch))
            found.append(&descriptor);
    }
    std::ranges::stable_sort(found, {}, [&](const NodeDescriptor *descriptor) {
        return std::tuple(text.isEmpty() ? 0 : rankOf(*descriptor, text),
                          placeIn(search.favourites, descriptor->kind),
                          placeIn(search.recents, descriptor->kind),
                          descriptor->category);
    });
    return found;
}

} // namespace Saltern
