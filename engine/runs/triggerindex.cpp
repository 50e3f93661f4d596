#include "engine/runs/triggerindex.h"

namespace Saltern {

void TriggerIndex::rebuild(const std::vector<std::shared_ptr<DeployedPipeline>> &pipelines)
{
    m_triggers.clear();
    std::vector<Matcher::Entry> entries;
    for (const auto &pipeline : pipelines) {
        for (DeployedNode &node : pipeline->nodes()) {
            if (!node.trigger || node.node.disabled != Disabled::No)
                continue;
            entries.push_back({static_cast<quint32>(m_triggers.size()), node.trigger->pattern()});
            m_triggers.push_back({pipeline, &node});
        }
    }
    m_matcher = Matcher(entries);
}

Result<std::vector<TriggerIndex::Trigger>> TriggerIndex::find(const Event &event)
{
    if (const auto matched = m_matcher.match(event.json(), m_matches); !matched)
        return fail(matched.error());
    std::vector<Trigger> found;
    const bool replayable = event.type().startsWith(QLatin1StringView("docker/"));
    for (const quint32 id : m_matches) {
        const Trigger &trigger = m_triggers[id];
        const bool tooOld = replayable && event.timeNs() < trigger.pipeline->seenFromNs;
        if (!tooOld && trigger.node->trigger->accepts(event))
            found.push_back(trigger);
    }
    return found;
}

} // namespace Saltern
