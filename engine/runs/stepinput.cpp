#include "engine/runs/stepinput.h"

#include "engine/hosts/hostset.h"
#include "engine/runs/stepscope.h"

namespace Saltern {

namespace {

StepScope scopeOf(const LiveStep &step,
                  const Services &services,
                  SecretStore *secrets,
                  StepScope::Secrets mode)
{
    const QString &host = step.host.isEmpty() ? step.event.host() : step.host;
    return StepScope({*step.run, step.event, step.path, host, services.hosts, secrets}, mode);
}

} // namespace

Result<QString> placeOf(const LiveStep &step, const Services &services)
{
    if (!step.node->descriptor->usesHost)
        return QString();
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
    const ParameterTemplates &settings = step.node->settings;
    input.parameters = settings.parameters();
    if (settings.isConstant())
        return input;
    auto rendered = settings.render(scopeOf(step, services, secrets, StepScope::Secrets::Reveal));
    if (!rendered)
        return fail(rendered.error());
    input.parameters = *std::move(rendered);
    return input;
}

QJsonObject shownParameters(const LiveStep &step, const Services &services, const StepInput &input)
{
    if (!step.node->settings.readsSecrets())
        return input.parameters;
    return shownParameters(step, services).value_or(QJsonObject());
}

Result<QJsonObject> shownParameters(const LiveStep &step, const Services &services)
{
    const ParameterTemplates &settings = step.node->settings;
    if (settings.isConstant())
        return settings.parameters();
    return settings.render(scopeOf(step, services, nullptr, StepScope::Secrets::Mask));
}

} // namespace Saltern
