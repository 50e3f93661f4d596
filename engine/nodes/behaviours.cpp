#include "engine/runs/behaviour.h"

#include <utility>

namespace Saltern {

#define SALTERN_NODE_KIND(name, prefix)                                                            \
    NodeDescriptor prefix##Descriptor();                                                           \
    NodeBehaviour prefix##Behaviour();
#include "engine/nodes/kinds.inc"
#undef SALTERN_NODE_KIND

const NodeBehaviour *findBehaviour(const QString &kind, int version)
{
    static const std::vector<std::pair<KindRef, NodeBehaviour>> behaviours = [] {
        std::vector<std::pair<KindRef, NodeBehaviour>> list;
        const auto add = [&](const NodeDescriptor &descriptor, NodeBehaviour behaviour) {
            list.emplace_back(KindRef{descriptor.kind, descriptor.version}, std::move(behaviour));
        };
#define SALTERN_NODE_KIND(name, prefix) add(prefix##Descriptor(), prefix##Behaviour());
#include "engine/nodes/kinds.inc"
#undef SALTERN_NODE_KIND
        return list;
    }();
    for (const auto &[ref, behaviour] : behaviours) {
        if (ref.name == kind && ref.version == version)
            return &behaviour;
    }
    return nullptr;
}

} // namespace Saltern
