#include "engine/runs/stepinput.h"

#include "engine/hosts/hostset.h"
#include "engine/pipeline/parameterrendering.h"
#include "engine/runs/stepscope.h"

namespace Saltern {

namespace {

StepScope scopeOf(const LiveStep &step,
                  const Services &services,
                  SecretStore *secrets,
                  StepScope::Secrets mode)
{
    return StepScope({*step.run, step.event, step.path, step.host, services.hosts, secrets}, mode);
}

} // namespace

Result<QString> placeOf(const LiveStep &step, const Services &services)
{
    const QString &place = step.node->place;
    const QString eventHost =
        step.event.host().isEmpty() ? services.defaultHost : step.event.host();
    if (place.isEmpty() || place == QLatin1StringView("event-host") || !services.hosts)
        return eventHost;
    const QStringList picked = services.hosts->select(place);
    if (picked.isEmpty())
        return fail(ErrorKind::NotFound,
                    QStringLiteral("No host fits the place \"%1\".").arg(place),
                    QStringLiteral("Known hosts: %1.")
                        .arg(services.hosts->names().join(QLatin1StringView(", "))));
    return picked.contains(eventHost) ? eventHost : picked.first();
}

Result<QString> orderKeyOf(const LiveStep &step, const Services &services)
{
    if (!step.node->orderBy)
        return step.event.subject();
    // A secret is no key: it would tell by order what it must not tell by text.
    const StepScope scope = scopeOf(step, services, nullptr, StepScope::Secrets::Mask);
    const auto rendered = step.node->orderBy->render(scope);
    if (!rendered)
        return fail(rendered.error());
    return rendered->toVariant().toString();
}

Result<StepInput> inputOf(const LiveStep &step, const Services &services, SecretStore *secrets)
{
    StepInput input;
    input.pipeline = step.run->pipeline->name();
    input.node = step.node->node.id;
    input.run = step.run->id;
    input.step = step.run->stepId(step.number);
    input.attempt = step.attempt;
    input.event = step.event;
    input.host = step.host;
    input.timeout = step.node->timeout;
    input.parameters = step.node->parameters;
    if (!step.node->templated)
        return input;
    const StepScope scope = scopeOf(step, services, secrets, StepScope::Secrets::Reveal);
    auto rendered = renderParameters(*step.node->descriptor, step.node->parameters, scope);
    if (!rendered)
        return fail(rendered.error());
    input.parameters = *rendered;
    return input;
}

Result<QJsonObject> shownParameters(const LiveStep &step, const Services &services)
{
    if (!step.node->templated)
        return step.node->parameters;
    const StepScope scope = scopeOf(step, services, nullptr, StepScope::Secrets::Mask);
    return renderParameters(*step.node->descriptor, step.node->parameters, scope);
}

} // namespace Saltern
