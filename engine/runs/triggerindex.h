#pragma once

#include "engine/events/matcher.h"
#include "engine/runs/deployedpipeline.h"

#include <memory>
#include <vector>

namespace Saltern {

/// The triggers of all running pipelines behind one matcher, rebuilt when a pipeline comes or goes.
class TriggerIndex
{
public:
    struct Trigger
    {
        std::shared_ptr<DeployedPipeline> pipeline;
        DeployedNode *node = nullptr;
    };

    void rebuild(const std::vector<std::shared_ptr<DeployedPipeline>> &pipelines);

    /// The triggers that want the event: pattern, then the trigger's own look at it. An error when
    /// its bytes are not JSON.
    Result<std::vector<Trigger>> find(const Event &event);

private:
    Matcher m_matcher;
    std::vector<Trigger> m_triggers; // by the matcher's ids
    std::vector<quint32> m_matches;  // scratch
};

} // namespace Saltern
