#include "engine/runs/behaviour.h"

#include "engine/nodes/eventtest.h"

namespace Saltern {

namespace {

struct SwitchCase
{
    QString name;
    EventTest test;
};

class Switch final : public PureNode
{
public:
    Switch(std::vector<SwitchCase> cases, bool all) : m_cases(std::move(cases)), m_all(all) {}

    StepOutcome evaluate(const StepInput &input) override
    {
        StepOutcome outcome;
        QJsonObject whyNot;
        for (SwitchCase &candidate : m_cases) {
            const auto fits = candidate.test.fits(input.event);
            if (!fits)
                return StepOutcome::failed(fits.error(), false);
            if (!*fits) {
                whyNot.insert(candidate.name, candidate.test.whyNot(input.event));
                continue;
            }
            outcome.exits.push_back({candidate.name, std::nullopt});
            if (!m_all)
                return outcome;
        }
        if (outcome.exits.empty()) {
            outcome.exits.push_back({QStringLiteral("else"), std::nullopt});
            outcome.detail.insert(QStringLiteral("whyNot"), whyNot);
        }
        return outcome;
    }

private:
    std::vector<SwitchCase> m_cases;
    bool m_all;
};

Result<std::unique_ptr<PureNode>> makeSwitch(const NodeSetup &setup)
{
    std::vector<SwitchCase> cases;
    const QJsonArray entries = setup.parameters.value(QLatin1StringView("cases")).toArray();
    for (const QJsonValue &entry : entries) {
        auto test = EventTest::make(entry.toObject().value(QLatin1StringView("match")).toObject());
        if (!test)
            return fail(test.error());
        cases.push_back(
            {entry.toObject().value(QLatin1StringView("name")).toString(), std::move(*test)});
    }
    const bool all =
        setup.parameters.value(QLatin1StringView("pick")).toString() == QLatin1StringView("all");
    return std::make_unique<Switch>(std::move(cases), all);
}

} // namespace

NodeBehaviour switchBehaviour()
{
    return {.pure = makeSwitch};
}

} // namespace Saltern
