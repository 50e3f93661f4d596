#include "engine/runs/behaviour.h"

#include "engine/nodes/eventtypes.h"
#include "engine/nodes/webhook/webhooktrigger.h"

namespace Saltern {

namespace {

Result<std::unique_ptr<TriggerNode>> makeWebhook(const NodeSetup &setup)
{
    const QString path = setup.parameters.value(QLatin1StringView("path")).toString();
    auto pattern = typePattern({QStringLiteral("webhook/") + path}, {});
    if (!pattern)
        return fail(pattern.error());
    return std::make_unique<WebhookTrigger>(std::move(*pattern), setup);
}

} // namespace

NodeBehaviour webhookBehaviour()
{
    return {.trigger = makeWebhook};
}

} // namespace Saltern
