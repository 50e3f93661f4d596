#include "engine/runs/behaviour.h"

#include "engine/nodes/eventtypes.h"

#include <QJsonDocument>

namespace Saltern {

namespace {

class ManualTrigger final : public TriggerNode
{
public:
    ManualTrigger(Pattern pattern, const QJsonObject &defaults)
        : m_pattern(std::move(pattern)), m_defaults(defaults)
    {
    }

    Pattern pattern() const override { return m_pattern; }

    Event admit(const Event &event) const override
    {
        QJsonObject data = m_defaults;
        const QJsonObject given = event.data();
        for (auto it = given.begin(); it != given.end(); ++it)
            data.insert(it.key(), it.value());
        if (data == given)
            return event;
        QJsonObject object = event.object();
        object.insert(QStringLiteral("data"), data);
        // Together they can be too large for an event; then what was given counts alone.
        return Event::fromJson(QJsonDocument(object).toJson(QJsonDocument::Compact))
            .value_or(event);
    }

private:
    Pattern m_pattern;
    QJsonObject m_defaults;
};

Result<std::unique_ptr<TriggerNode>> makeManual(const NodeSetup &setup)
{
    auto pattern =
        typePattern({QStringLiteral("manual/%1/%2").arg(setup.pipeline, setup.node.id)}, {});
    if (!pattern)
        return fail(pattern.error());
    return std::make_unique<ManualTrigger>(
        std::move(*pattern), setup.parameters.value(QLatin1StringView("data")).toObject());
}

} // namespace

NodeBehaviour manualBehaviour()
{
    return {.trigger = makeManual};
}

} // namespace Saltern
