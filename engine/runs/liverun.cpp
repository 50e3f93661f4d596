#include "engine/runs/liverun.h"

namespace Saltern {

namespace {

Path without(const Path &path, const QString &node)
{
    std::vector<const PathEntry *> nearer;
    for (const PathEntry *entry = path.get(); entry; entry = entry->previous.get()) {
        if (entry->node != node) {
            nearer.push_back(entry);
            continue;
        }
        Path rest = entry->previous;
        for (auto copied = nearer.rbegin(); copied != nearer.rend(); ++copied)
            rest = std::make_shared<const PathEntry>(
                PathEntry{rest, (*copied)->node, (*copied)->port, (*copied)->event});
        return rest;
    }
    return path;
}

} // namespace

Path pathThrough(const Path &path, const QString &node, const QString &port, const Event &event)
{
    return std::make_shared<const PathEntry>(PathEntry{without(path, node), node, port, event});
}

} // namespace Saltern
