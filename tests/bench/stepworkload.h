#pragma once

#include "engine/runs/deployedpipeline.h"

namespace Saltern::Bench {

/// Node kinds that cost next to nothing themselves, so that what is measured is the engine around
/// them: `bench.trigger` (events of type bench/go), `bench.pure`, `bench.effect`.
class StepKinds
{
public:
    StepKinds();
    NodeKinds kinds();

private:
    NodeDescriptor m_trigger;
    NodeDescriptor m_pure;
    NodeDescriptor m_effect;
    NodeBehaviour m_triggerBehaviour;
    NodeBehaviour m_pureBehaviour;
    NodeBehaviour m_effectBehaviour;
};

/// How many steps a run of stepPipeline() has.
inline constexpr int stepsPerRun = 4;

/// A trigger and four steps in a row: a pure one, and three effects, each with a template.
Pipeline stepPipeline(Durability durability);

} // namespace Saltern::Bench
