#include "engine/runs/behaviour.h"

#include <QJsonArray>

namespace Saltern {

namespace {

class ManualTrigger final : public TriggerNode
{
public:
    explicit ManualTrigger(Pattern pattern) : m_pattern(std::move(pattern)) {}

    Pattern pattern() const override { return m_pattern; }

private:
    Pattern m_pattern;
};

Result<std::unique_ptr<TriggerNode>> makeTrigger(const NodeSetup &setup)
{
    const QString type = QStringLiteral("manual/%1/%2").arg(setup.pipeline, setup.node.id);
    auto pattern = Pattern::fromJson({{QStringLiteral("type"), QJsonArray{type}}});
    if (!pattern)
        return fail(pattern.error());
    return std::make_unique<ManualTrigger>(*pattern);
}

} // namespace

NodeBehaviour manualBehaviour()
{
    return {.trigger = makeTrigger};
}

} // namespace Saltern
