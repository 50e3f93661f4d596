#include "engine/functions/functioncall.h"

namespace Saltern {

namespace {

class FunctionNode final : public StepNode
{
public:
    FunctionNode(FunctionPlan plan, FunctionHosts *hosts)
        : m_plan(std::make_shared<const FunctionPlan>(std::move(plan))), m_hosts(hosts)
    {
    }

    std::unique_ptr<Step> begin(const StepInput &input) override
    {
        return std::make_unique<FunctionCall>(m_plan, m_hosts, input);
    }

private:
    std::shared_ptr<const FunctionPlan> m_plan; // calls may outlive the revision
    FunctionHosts *m_hosts;
};

Result<std::unique_ptr<StepNode>> makeStep(const NodeSetup &setup)
{
    auto plan = FunctionPlan::make(setup);
    if (!plan)
        return fail(plan.error());
    return std::make_unique<FunctionNode>(*std::move(plan), setup.services.functions);
}

} // namespace

NodeBehaviour functionBehaviour()
{
    return {.step = makeStep};
}

} // namespace Saltern
