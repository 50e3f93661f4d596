#include "tests/integration/functionrig.h"

#include "engine/pipeline/registry.h"

#include <QJsonArray>
#include <QSignalSpy>

namespace Saltern {

namespace {

constexpr int patience = 180'000;

QByteArray compact(const QJsonValue &value)
{
    return QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact);
}

} // namespace

FunctionRig::FunctionRig(const QString &endpoint, const QString &engineId)
    : functions(&hosts, engineId)
{
    const auto parsed = DockerEndpoint::parse(endpoint);
    if (!parsed || !hosts.add({QStringLiteral("lab"), *parsed, {}}))
        qFatal("the lab's endpoint %s cannot be used", qPrintable(endpoint));
    services.hosts = &hosts;
    services.runtimes = &runtimes;
    services.functions = &functions;
    services.engineId = engineId;
}

Event FunctionRig::event(const QJsonObject &data)
{
    return Event::make({.source = QStringLiteral("test"),
                        .type = QStringLiteral("test/event"),
                        .subject = QStringLiteral("it")},
                       data);
}

namespace {

Node functionNode(const QJsonObject &parameters)
{
    Node node;
    node.id = QStringLiteral("greet");
    node.kind = {QStringLiteral("function"), 1};
    node.parameters = parameters;
    return node;
}

QJsonObject completed(const Node &node)
{
    return parametersWithDefaults(*findDescriptor(node.kind), node);
}

} // namespace

std::unique_ptr<StepNode> FunctionRig::make(const QJsonObject &parameters)
{
    const Node node = functionNode(parameters);
    auto made = findBehaviour(QStringLiteral("function"), 1)
                    ->step({QStringLiteral("tests"), node, completed(node), bundle, services});
    setupError = made ? std::nullopt : std::optional(made.error());
    return made ? *std::move(made) : nullptr;
}

StepInput FunctionRig::input(const QJsonObject &parameters, const Event &event)
{
    const int timeout = parameters.value(QLatin1StringView("timeoutMs")).toInt(120'000);
    return {.pipeline = QStringLiteral("tests"),
            .node = QStringLiteral("greet"),
            .run = QStringLiteral("run-1"),
            .step = QStringLiteral("step-1"),
            .attempt = 2,
            .event = event,
            .parameters = completed(functionNode(parameters)),
            .host = QStringLiteral("lab"),
            .timeout = std::chrono::milliseconds(timeout)};
}

std::unique_ptr<Step> FunctionRig::begin(const QJsonObject &parameters, const Event &event)
{
    const std::unique_ptr<StepNode> node = make(parameters);
    return node ? node->begin(input(parameters, event)) : nullptr;
}

StepOutcome FunctionRig::finish(Step &step)
{
    std::optional<StepOutcome> outcome;
    QObject::connect(&step, &Step::finished, &step, [&](const StepOutcome &end) { outcome = end; });
    step.start();
    if (!QTest::qWaitFor([&] { return outcome.has_value(); }, patience))
        return StepOutcome::failed(
            {ErrorKind::Internal, QStringLiteral("The step did not finish.")});
    return *outcome;
}

StepOutcome FunctionRig::call(const QJsonObject &parameters, const Event &event)
{
    const std::unique_ptr<Step> step = begin(parameters, event);
    return step ? finish(*step) : StepOutcome::failed(*setupError);
}

StepOutcome FunctionRig::call(const QJsonObject &parameters, const QJsonObject &data)
{
    return call(parameters, event(data));
}

Result<DockerResponse> FunctionRig::request(const QByteArray &method,
                                            const QString &path,
                                            const QUrlQuery &query,
                                            const QJsonObject &body)
{
    const auto request = hosts.client(QStringLiteral("lab"))->request(method, path, query);
    if (!body.isEmpty())
        request->setJson(body);
    std::optional<Result<DockerResponse>> answer;
    QObject::connect(request.get(),
                     &DockerRequest::finished,
                     request.get(),
                     [&](const Result<DockerResponse> &result) { answer = result; });
    request->start();
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, patience))
        return fail(ErrorKind::Timeout, QStringLiteral("The lab's engine does not answer."));
    return *answer;
}

QJsonArray FunctionRig::containers(const QString &label)
{
    const QJsonObject filter{{QStringLiteral("label"), QJsonArray{label}}};
    const QByteArray filters = QJsonDocument(filter).toJson(QJsonDocument::Compact);
    const auto answer =
        request("GET",
                QStringLiteral("/containers/json"),
                dockerQuery({{QStringLiteral("all"), QStringLiteral("1")},
                             {QStringLiteral("filters"), QString::fromUtf8(filters)}}));
    return answer ? answer->array() : QJsonArray{answer.error().message};
}

QJsonObject shell(const QByteArray &code)
{
    return {{QStringLiteral("runtime"), QStringLiteral("shell")},
            {QStringLiteral("code"), QString::fromUtf8(code)}};
}

QJsonObject with(QJsonObject parameters, const char *name, const QJsonValue &value)
{
    parameters.insert(QLatin1StringView(name), value);
    return parameters;
}

QJsonObject python(const QByteArray &code)
{
    return with(shell(code), "runtime", QStringLiteral("python"));
}

QJsonObject node(const QByteArray &code)
{
    return with(shell(code), "runtime", QStringLiteral("node"));
}

QJsonObject ownProgram(const QStringList &command)
{
    return {{QStringLiteral("image"), QStringLiteral("busybox:1.36")},
            {QStringLiteral("command"), QJsonArray::fromStringList(command)}};
}

// The exit events of an outcome as "port {data}" lines, or "error: kind".
QByteArrayList told(const StepOutcome &outcome)
{
    if (outcome.error)
        return {"error: " + errorKindName(outcome.error->kind).toUtf8()};
    QByteArrayList lines;
    for (const Exit &exit : outcome.exits)
        lines += exit.port.toUtf8() + ' ' + compact(exit.data.value_or(QJsonValue()));
    return lines;
}

} // namespace Saltern
