#include "engine/functions/functioninvocation.h"

#include "engine/base/duration.h"
#include "engine/hosts/hostset.h"
#include "engine/pipeline/parameterrendering.h"
#include "engine/pipeline/placement.h"
#include "engine/pipeline/registry.h"
#include "engine/runs/secretstore.h"

#include <QUuid>

namespace Saltern {

namespace {

// What templates read when a node is called by hand.
class InvocationScope final : public TemplateScope
{
public:
    InvocationScope(const InvocationRequest &request, const StepInput &input, SecretStore *secrets)
        : m_request(request), m_input(input), m_secrets(secrets)
    {
    }

    std::optional<QJsonValue> root(const QString &name) const override
    {
        const bool isTrigger = name == QLatin1StringView("trigger");
        if (isTrigger && !m_request.trigger.isEmpty())
            return m_request.trigger;
        if (isTrigger || name == QLatin1StringView("event"))
            return m_request.event.object();
        if (name == QLatin1StringView("run"))
            return QJsonObject{{QStringLiteral("id"), m_input.run},
                               {QStringLiteral("pipeline"), m_input.pipeline},
                               {QStringLiteral("revision"), m_request.bundle.revision()}};
        if (name == QLatin1StringView("host"))
            return QJsonObject{{QStringLiteral("name"), m_input.host}};
        if (name == QLatin1StringView("steps"))
            return m_request.steps;
        return std::nullopt;
    }

    Result<QString> secret(const QString &name) const override { return m_secrets->value(name); }

private:
    const InvocationRequest &m_request;
    const StepInput &m_input;
    SecretStore *m_secrets;
};

/// A node that decides at once, as a step like any other.
class DecidingStep final : public Step
{
public:
    DecidingStep(PureNode &node, const StepInput &input) : m_node(node), m_input(input) {}

    void start() override
    {
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT finished(m_node.evaluate(m_input)); }, Qt::QueuedConnection);
    }
    void cancel() override {} // it is over in the next turn of the event loop

private:
    PureNode &m_node;
    StepInput m_input;
};

class DecidingNode final : public StepNode
{
public:
    explicit DecidingNode(std::unique_ptr<PureNode> node) : m_node(std::move(node)) {}

    std::unique_ptr<Step> begin(const StepInput &input) override
    {
        return std::make_unique<DecidingStep>(*m_node, input);
    }

private:
    std::unique_ptr<PureNode> m_node;
};

bool canBeCalled(const NodeDescriptor &descriptor,
                 const NodeBehaviour &behaviour,
                 const Services &services)
{
    const bool computes = descriptor.effect == Effect::Pure && services.scripts;
    return descriptor.category == Category::Function ||
           (computes && (behaviour.pure || behaviour.step));
}

Result<std::unique_ptr<StepNode>> makeNode(const NodeBehaviour &behaviour, const NodeSetup &setup)
{
    if (behaviour.step)
        return behaviour.step(setup);
    auto pure = behaviour.pure(setup);
    if (!pure)
        return fail(pure.error());
    return std::make_unique<DecidingNode>(*std::move(pure));
}

// The first is taken: a call by hand is one call.
Result<QStringList>
placeOf(const InvocationRequest &request, const QJsonObject &parameters, HostSet &hosts)
{
    const QString text = parameters.value(QLatin1StringView("place")).toString();
    const auto place = Placement::parse(text);
    if (!place)
        return fail(place.error());
    if (place->kind == Placement::Kind::EventHost)
        return QStringList{request.host};
    auto picked = hosts.pick(place->target, text);
    if (!picked)
        return fail(picked.error());
    if (place->kind != Placement::Kind::One)
        return picked;
    return QStringList{picked->contains(request.host) ? request.host : picked->first()};
}

Result<StepInput> inputOf(const InvocationRequest &request,
                          const NodeDescriptor &descriptor,
                          const QJsonObject &parameters,
                          const QString &host,
                          SecretStore *secrets)
{
    StepInput input;
    input.pipeline = request.pipeline.name;
    input.node = request.node.id;
    input.run = QStringLiteral("invoke-") + QUuid::createUuid().toString(QUuid::WithoutBraces);
    input.step = input.run + QStringLiteral("/1");
    input.event = request.event;
    input.guarantee = request.pipeline.guarantee;
    input.host = host;
    const InvocationScope scope(request, input, secrets);
    auto rendered = renderParameters(descriptor, parameters, scope);
    if (!rendered)
        return fail(rendered.error());
    input.parameters = *std::move(rendered);
    const auto timeout =
        parseDuration(input.parameters.value(QLatin1StringView("timeout")).toString());
    if (timeout)
        input.timeout = *timeout;
    return input;
}

} // namespace

Result<std::unique_ptr<FunctionInvocation>>
FunctionInvocation::make(const InvocationRequest &request, Services &services, SecretStore *secrets)
{
    const NodeDescriptor *descriptor = findDescriptor(request.node.kind);
    const NodeBehaviour *behaviour =
        descriptor ? findBehaviour(descriptor->kind, descriptor->version) : nullptr;
    if (!behaviour || !canBeCalled(*descriptor, *behaviour, services))
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The node %1 is no function.").arg(request.node.id),
                    QStringLiteral("Name a node of kind function."));
    const QJsonObject parameters = parametersWithDefaults(*descriptor, request.node);
    const auto hosts = placeOf(request, parameters, *services.hosts);
    if (!hosts)
        return fail(hosts.error());
    auto input = inputOf(request, *descriptor, parameters, hosts->first(), secrets);
    if (!input)
        return fail(input.error());
    auto node = makeNode(
        *behaviour, {request.pipeline.name, request.node, parameters, request.bundle, services});
    if (!node)
        return fail(node.error());
    return std::unique_ptr<FunctionInvocation>(new FunctionInvocation(
        *std::move(node), *std::move(input), *hosts, request.count, request.concurrency));
}

FunctionInvocation::FunctionInvocation(std::unique_ptr<StepNode> node,
                                       StepInput input,
                                       const QStringList &hosts,
                                       int count,
                                       int concurrency)
    : m_node(std::move(node))
    , m_input(std::move(input))
    , m_hosts(hosts)
    , m_left(count)
    , m_concurrency(concurrency)
{
}

FunctionInvocation::~FunctionInvocation() = default;

void FunctionInvocation::start()
{
    m_clock.start();
    for (int i = 0; i < m_concurrency && m_left > 0; ++i)
        beginOne();
}

void FunctionInvocation::beginOne()
{
    --m_left;
    StepInput input = m_input;
    input.step = m_input.run + u'/' + QString::number(++m_number);
    std::unique_ptr<Step> step = m_node->begin(input);
    Step *const key = step.get();
    connect(key, &Step::finished, this, [this, key](const StepOutcome &outcome) {
        stepFinished(key, outcome);
    });
    m_running.emplace(key, Running{std::move(step), m_clock.nsecsElapsed()});
    key->start();
}

void FunctionInvocation::stepFinished(Step *step, const StepOutcome &outcome)
{
    const auto running = m_running.extract(step);
    const qint64 ns = m_clock.nsecsElapsed() - running.mapped().begunNs;
    m_results.push_back({outcome, static_cast<double>(ns) / 1e6});
    // It is the sender of the signal that led here.
    running.mapped().step.release()->deleteLater();
    if (m_left > 0 && !m_cancelled) {
        beginOne();
    } else if (m_running.empty()) {
        m_wallMs = static_cast<double>(m_clock.nsecsElapsed()) / 1e6;
        // With it go containers that stay for further calls.
        m_node.reset();
        Q_EMIT finished();
    }
}

void FunctionInvocation::cancel()
{
    m_cancelled = true;
    for (const auto &[step, running] : m_running)
        step->cancel();
}

} // namespace Saltern
