#include "engine/nodes/jsontext.h"
#include "engine/nodes/network.ensure/networksettings.h"

namespace Saltern {

namespace {

class NetworkEnsureStep final : public ResourceEnsureStep
{
public:
    using ResourceEnsureStep::ResourceEnsureStep;

private:
    QString type() const override { return QStringLiteral("network"); }
    QJsonObject creation() const override { return networkCreation(input().parameters); }
    std::vector<Difference> differences(const QJsonObject &actual) const override
    {
        return networkDifferences(input().parameters, actual);
    }
};

StepOutcome simulateNetwork(const StepInput &input)
{
    const QString name = textOf(input.parameters.value(QLatin1StringView("name")));
    const QString state = textOf(input.parameters.value(QLatin1StringView("state")));
    return simulatedEnsure(
        QStringLiteral("the network %1 is %2").arg(name, state),
        {{QStringLiteral("network"), QJsonObject{{QStringLiteral("name"), name}}}});
}

} // namespace

NodeBehaviour networkEnsureBehaviour()
{
    return ensureBehaviour<NetworkEnsureStep>(simulateNetwork);
}

} // namespace Saltern
