#include "engine/runs/backlog.h"

#include "engine/runs/deployedpipeline.h"

#include <QVarLengthArray>

namespace Saltern {

std::size_t backlogBehind(DeployedPipeline &pipeline, const QString &trigger)
{
    QVarLengthArray<const DeployedNode *, 32> reached;
    if (const DeployedNode *node = pipeline.node(trigger))
        reached.append(node);
    std::size_t backlog = 0;
    for (qsizetype i = 0; i < reached.size(); ++i) {
        const DeployedNode *node = reached.at(i);
        backlog += node->queue->waiting() + std::size_t(node->queue->running());
        for (const auto &targets : node->routes) {
            for (const DeployedNode *target : targets) {
                if (!reached.contains(target))
                    reached.append(target);
            }
        }
    }
    return backlog;
}

} // namespace Saltern
