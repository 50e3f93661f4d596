#include "engine/runs/behaviour.h"

#include "engine/nodes/eventtest.h"

namespace Saltern {

namespace {

class Filter final : public PureNode
{
public:
    explicit Filter(EventTest test) : m_test(std::move(test)) {}

    StepOutcome evaluate(const StepInput &input) override
    {
        const auto fits = m_test.fits(input.event);
        if (!fits)
            return StepOutcome::failed(fits.error(), false);
        if (*fits)
            return StepOutcome::passOn(QStringLiteral("out"));
        StepOutcome outcome = StepOutcome::passOn(QStringLiteral("else"));
        outcome.detail.insert(QStringLiteral("whyNot"), m_test.whyNot(input.event));
        return outcome;
    }

private:
    EventTest m_test;
};

Result<std::unique_ptr<PureNode>> makeFilter(const NodeSetup &setup)
{
    auto test = EventTest::make(setup.parameters.value(QLatin1StringView("match")).toObject());
    if (!test)
        return fail(test.error());
    return std::make_unique<Filter>(std::move(*test));
}

} // namespace

NodeBehaviour filterBehaviour()
{
    return {.pure = makeFilter};
}

} // namespace Saltern
