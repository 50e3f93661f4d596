#include "engine/functions/functioncall.h"
#include "engine/functions/functionpool.h"
#include "engine/functions/pooledcall.h"
#include "engine/nodes/function/hookedstep.h"

namespace Saltern {

namespace {

class ColdFunction final : public StepNode
{
public:
    ColdFunction(std::shared_ptr<const FunctionPlan> plan, FunctionHosts *hosts)
        : m_plan(std::move(plan)), m_hosts(hosts)
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

class PooledFunction final : public StepNode
{
public:
    PooledFunction(std::shared_ptr<const FunctionPlan> plan, FunctionHosts *hosts)
        : m_plan(std::move(plan)), m_pools(std::make_shared<FunctionPools>(m_plan, hosts))
    {
    }

    std::unique_ptr<Step> begin(const StepInput &input) override
    {
        return std::make_unique<PooledCall>(m_plan, m_pools, input);
    }

    bool keepsReady() const override { return m_plan->pool.minimum > 0; }

    void makeReady(const StepInput &model) override
    {
        if (const auto pool = m_pools->on(model.host)) // else the first call tells why
            (*pool)->keepMinimum(model);
    }

private:
    std::shared_ptr<const FunctionPlan> m_plan;
    std::shared_ptr<FunctionPools> m_pools; // until the last call of this revision is over
};

Result<std::unique_ptr<StepNode>> makeStep(const NodeSetup &setup)
{
    auto plan = FunctionPlan::make(setup);
    if (!plan)
        return fail(plan.error());
    const auto shared = std::make_shared<const FunctionPlan>(*std::move(plan));
    std::unique_ptr<StepNode> function;
    if (shared->mode == FunctionMode::Cold)
        function = std::make_unique<ColdFunction>(shared, setup.services.functions);
    else
        function = std::make_unique<PooledFunction>(shared, setup.services.functions);
    return withHooks(std::move(function), setup.services, {});
}

} // namespace

NodeBehaviour functionBehaviour()
{
    return {.step = makeStep, .around = withHooks};
}

} // namespace Saltern
