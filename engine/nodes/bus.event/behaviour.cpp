#include "engine/runs/behaviour.h"

#include "engine/nodes/eventtypes.h"
#include "engine/nodes/jsontext.h"

namespace Saltern {

namespace {

class BusEventTrigger final : public TriggerNode
{
public:
    explicit BusEventTrigger(Pattern pattern) : m_pattern(std::move(pattern)) {}

    Pattern pattern() const override { return m_pattern; }

private:
    Pattern m_pattern;
};

Result<std::unique_ptr<TriggerNode>> makeBusEvent(const NodeSetup &setup)
{
    auto pattern = typePattern(oneOrMany(setup.parameters.value(QLatin1StringView("type"))),
                               setup.parameters.value(QLatin1StringView("match")).toObject());
    if (!pattern)
        return fail(pattern.error());
    return std::make_unique<BusEventTrigger>(std::move(*pattern));
}

} // namespace

NodeBehaviour busEventBehaviour()
{
    return {.trigger = makeBusEvent};
}

} // namespace Saltern
