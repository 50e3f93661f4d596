#pragma once

#include "engine/runs/deployedpipeline.h"
#include "engine/simulation/mocks.h"
#include "engine/simulation/simulatedsteps.h"

#include <map>

namespace Saltern {

/// The built-in node kinds as a simulation runs them: triggers, pure kinds and scripts as they are,
/// effects mocked. It has to outlive the pipelines that are made with it. Engine thread.
class SimulatedKinds
{
public:
    using Begins = std::function<void(const StepInput &)>;

    /// `begins` is told what every attempt of every node is given.
    SimulatedKinds(const Mocks &mocks, RealSteps *realSteps, Begins begins);

    NodeKinds kinds();

private:
    const NodeBehaviour *find(const QString &kind, int version);
    NodeBehaviour simulate(const NodeDescriptor &descriptor, const NodeBehaviour &real);
    Result<std::unique_ptr<PureNode>>
    makePure(const NodeSetup &setup, const NodeDescriptor &descriptor, const NodeBehaviour &real);
    Result<std::unique_ptr<StatefulNode>> makeStateful(const NodeSetup &setup,
                                                       const NodeDescriptor &descriptor,
                                                       const NodeBehaviour &real);
    Result<std::unique_ptr<StepNode>>
    makeStep(const NodeSetup &setup, const NodeDescriptor &descriptor, const NodeBehaviour &real);

    Mocks m_mocks;
    RealSteps *m_realSteps;
    Begins m_begins;
    std::map<std::pair<QString, int>, NodeBehaviour> m_behaviours;
};

} // namespace Saltern
