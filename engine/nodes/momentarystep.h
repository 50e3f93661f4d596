#pragma once

#include "engine/runs/behaviour.h"

namespace Saltern {

/// An effect that is done at once: calls `act` at the next turn of the event loop, so that
/// finished() never comes from inside start().
class MomentaryStep final : public Step
{
    Q_OBJECT
public:
    using Act = std::function<StepOutcome(const StepInput &)>;

    MomentaryStep(const StepInput &input, Act act);

    void start() override;
    void cancel() override;

private:
    StepInput m_input;
    Act m_act;
    bool m_cancelled = false;
};

/// The node of such a kind: each step calls `act`.
std::unique_ptr<StepNode> momentaryNode(MomentaryStep::Act act);

} // namespace Saltern
