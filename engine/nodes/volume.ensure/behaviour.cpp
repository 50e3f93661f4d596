#include "engine/nodes/jsontext.h"
#include "engine/nodes/resourceensurestep.h"

namespace Saltern {

namespace {

class VolumeEnsureStep final : public ResourceEnsureStep
{
public:
    using ResourceEnsureStep::ResourceEnsureStep;

private:
    QString type() const override { return QStringLiteral("volume"); }

    QJsonObject creation() const override
    {
        const QJsonObject &settings = input().parameters;
        QJsonObject body{
            {QStringLiteral("Name"), name()},
            {QStringLiteral("DriverOpts"), textMap(settings.value(QLatin1StringView("options")))},
            {QStringLiteral("Labels"), textMap(settings.value(QLatin1StringView("labels")))}};
        if (settings.contains(QLatin1StringView("driver")))
            body.insert(QStringLiteral("Driver"),
                        textOf(settings.value(QLatin1StringView("driver"))));
        return body;
    }

    std::vector<Difference> differences(const QJsonObject &actual) const override
    {
        const QJsonObject &settings = input().parameters;
        const auto entries = [&](const QString &setting, QLatin1StringView field) {
            return mapDifferences(setting, settings.value(setting), actual.value(field).toObject());
        };
        std::vector<Difference> found =
            entries(QStringLiteral("options"), QLatin1StringView("Options"));
        const auto labels = entries(QStringLiteral("labels"), QLatin1StringView("Labels"));
        found.insert(found.end(), labels.begin(), labels.end());
        const auto driver = valueDifference(QStringLiteral("driver"),
                                            settings.value(QLatin1StringView("driver")),
                                            actual.value(QLatin1StringView("Driver")).toString());
        if (driver)
            found.push_back(*driver);
        return found;
    }

    // A volume holds what somebody wanted to keep. Only Docker's own count says whether it is
    // empty.
    void checkContent() override
    {
        ask(client()->request("GET", QStringLiteral("/system/df")),
            [this](const DockerResponse &response) {
                const QJsonArray volumes =
                    response.object().value(QLatin1StringView("Volumes")).toArray();
                for (const QJsonValue &value : volumes) {
                    const QJsonObject volume = value.toObject();
                    const qint64 size = volume.value(QLatin1StringView("UsageData"))
                                            .toObject()
                                            .value(QLatin1StringView("Size"))
                                            .toInteger(-1);
                    if (volume.value(QLatin1StringView("Name")).toString() == name() && size == 0) {
                        recreate();
                        return;
                    }
                }
                failWith(
                    {ErrorKind::Conflict,
                     QStringLiteral("The volume %1 is not as described, and it is not empty, or "
                                    "Docker cannot tell.")
                         .arg(name()),
                     QStringLiteral("Save what is in it and remove it, with `state: absent`."),
                     {}});
            });
    }
};

StepOutcome simulateVolume(const StepInput &input)
{
    const QString name = textOf(input.parameters.value(QLatin1StringView("name")));
    const QString state = textOf(input.parameters.value(QLatin1StringView("state")));
    return simulatedEnsure(
        QStringLiteral("the volume %1 is %2").arg(name, state),
        {{QStringLiteral("volume"), QJsonObject{{QStringLiteral("name"), name}}}});
}

} // namespace

NodeBehaviour volumeEnsureBehaviour()
{
    return ensureBehaviour<VolumeEnsureStep>(simulateVolume);
}

} // namespace Saltern
