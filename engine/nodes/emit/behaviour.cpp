#include "engine/nodes/emittedevent.h"
#include "engine/nodes/momentarystep.h"

namespace Saltern {

namespace {

StepOutcome emitEvent(const StepInput &input, const Clock &clock)
{
    const auto emitted = Emitted::from(input.parameters, input, input.event.data());
    if (!emitted)
        return StepOutcome::failed(emitted.error(), false);
    const auto event = emittedEvent(*emitted, input, clock);
    if (!event)
        return StepOutcome::failed(event.error(), false);
    StepOutcome outcome = StepOutcome::leave(QStringLiteral("ok"), emitted->data);
    outcome.publish.push_back(*event);
    outcome.detail = {{QStringLiteral("event"), event->id()},
                      {QStringLiteral("type"), event->type()}};
    return outcome;
}

Result<std::unique_ptr<StepNode>> makeEmit(const NodeSetup &setup)
{
    return momentaryNode([clock = setup.services.clock](const StepInput &input) {
        return emitEvent(input, *clock);
    });
}

} // namespace

NodeBehaviour emitBehaviour()
{
    // A simulation has a bus of its own.
    return {.step = makeEmit, .simulated = makeEmit};
}

} // namespace Saltern
