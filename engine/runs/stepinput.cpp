#include "engine/runs/stepinput.h"

#include "engine/hosts/hostset.h"
#include "engine/pipeline/target.h"
#include "engine/runs/fanout.h"
#include "engine/runs/stepscope.h"

namespace Saltern {

namespace {

StepScope scopeOf(const LiveStep &step,
                  const Services &services,
                  SecretStore *secrets,
                  StepScope::Secrets mode)
{
    // Where it stands for several hosts (what people see), the first is as good as any.
    QString host = step.hosts.value(0, step.host);
    if (host.isEmpty())
        host = step.event.host();
    return StepScope({*step.run, step.event, step.path, host, services.hosts, secrets}, mode);
}

// Where events of the pipeline can come from: the hosts that its triggers listen to, and for those
// that listen to none the default host, where their steps work.
QStringList eventHosts(DeployedPipeline &pipeline, const Services &services)
{
    QStringList hosts;
    for (const DeployedNode &node : pipeline.nodes()) {
        if (!node.trigger || node.node.disabled != Disabled::No)
            continue;
        if (!node.descriptor->usesHost || !services.hosts) {
            hosts += services.defaultHost;
            continue;
        }
        const QString text =
            node.settings.parameters().value(QLatin1StringView("hosts")).toString();
        if (const auto target = Target::parse(text))
            hosts += services.hosts->pick(*target, text).value_or(QStringList());
    }
    hosts.removeDuplicates();
    return hosts;
}

// On which hosts a node can be expected to work; none when `place` names none that there is.
QStringList foreseenHosts(LiveStep &step, DeployedPipeline &pipeline, const Services &services)
{
    if (!settlePlace(step, services))
        return {}; // the first step tells why
    if (!step.hosts.isEmpty())
        return step.hosts;
    if (step.node->place.kind == Placement::Kind::EventHost)
        return eventHosts(pipeline, services);
    return {step.host};
}

} // namespace

Result<void> settlePlace(LiveStep &step, const Services &services)
{
    step.host.clear();
    step.hosts.clear();
    if (!step.node->descriptor->usesHost)
        return {};
    const Placement &place = step.node->place;
    const QString eventHost =
        step.event.host().isEmpty() ? services.defaultHost : step.event.host();
    if (place.kind == Placement::Kind::EventHost || !services.hosts) {
        step.host = eventHost;
        return {};
    }
    auto picked = services.hosts->pick(place.target, step.node->placeText);
    if (!picked)
        return fail(picked.error());
    if (place.kind == Placement::Kind::All)
        step.hosts = *std::move(picked);
    else if (place.kind == Placement::Kind::Any)
        step.host = services.hosts->load().leastBusy(*picked);
    else
        step.host = picked->contains(eventHost) ? eventHost : picked->first();
    return {};
}

QString placeText(const LiveStep &step)
{
    return step.hosts.isEmpty() ? step.host : hostsText(step.hosts);
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

StepInput plainInputOf(const LiveStep &step)
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
    input.guarantee = step.run->pipeline->guarantee();
    input.parameters = step.node->settings.parameters();
    return input;
}

Result<StepInput> inputOf(const LiveStep &step, const Services &services, SecretStore *secrets)
{
    StepInput input = plainInputOf(step);
    const ParameterTemplates &settings = step.node->settings;
    if (settings.isConstant())
        return input;
    auto rendered = settings.render(scopeOf(step, services, secrets, StepScope::Secrets::Reveal));
    if (!rendered)
        return fail(rendered.error());
    input.parameters = *std::move(rendered);
    return input;
}

Result<StepInput>
inputOn(const QString &host, const LiveStep &step, const Services &services, SecretStore *secrets)
{
    LiveStep there = step;
    there.host = host;
    there.hosts.clear();
    auto input = inputOf(there, services, secrets);
    if (input)
        input->step += u'.' + host;
    return input;
}

std::vector<StepInput> foreseenInputs(DeployedNode &node,
                                      const std::shared_ptr<DeployedPipeline> &pipeline,
                                      const Services &services,
                                      SecretStore *secrets)
{
    LiveStep step;
    step.run = std::make_shared<LiveRun>();
    step.run->pipeline = pipeline;
    step.node = &node;
    std::vector<StepInput> inputs;
    for (const QString &host : foreseenHosts(step, *pipeline, services)) {
        const StepScope scope({*step.run, step.event, step.path, host, services.hosts, secrets},
                              StepScope::Secrets::Reveal);
        inputs.push_back({.pipeline = pipeline->name(),
                          .node = node.node.id,
                          .parameters = node.settings.renderKnown(scope),
                          .host = host});
    }
    return inputs;
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
