#include "engine/pipeline/registry.h"

namespace Saltern {

#define SALTERN_NODE_KIND(name, prefix) NodeDescriptor prefix##Descriptor();
#include "engine/nodes/kinds.inc"
#undef SALTERN_NODE_KIND

const std::vector<NodeDescriptor> &nodeDescriptors()
{
    static const std::vector<NodeDescriptor> descriptors{
#define SALTERN_NODE_KIND(name, prefix) prefix##Descriptor(),
#include "engine/nodes/kinds.inc"
#undef SALTERN_NODE_KIND
    };
    return descriptors;
}

const NodeDescriptor *findDescriptor(const KindRef &kind)
{
    const NodeDescriptor *newest = nullptr;
    for (const NodeDescriptor &descriptor : nodeDescriptors()) {
        if (descriptor.kind != kind.name)
            continue;
        if (kind.version == descriptor.version)
            return &descriptor;
        if (kind.version == 0 && (!newest || descriptor.version > newest->version))
            newest = &descriptor;
    }
    return newest;
}

} // namespace Saltern
