#include "app/cli/command.h"
#include "app/cli/hostoptions.h"
#include "app/cli/interrupt.h"
#include "engine/base/clock.h"
#include "engine/base/installation.h"
#include "engine/base/nearestname.h"
#include "engine/docker/dockerclient.h"
#include "engine/functions/functionhosts.h"
#include "engine/functions/functioninvocation.h"
#include "engine/functions/runtimecatalogue.h"
#include "engine/pipeline/validation.h"
#include "engine/runs/bundlefolder.h"
#include "engine/runs/secretstore.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QUuid>

#include <CLI/App.hpp>

#include <algorithm>
#include <cmath>

namespace Saltern::Cli {

namespace {

struct InvokeOptions
{
    HostOptions hosts;
    std::string pipeline;
    std::string node;
    std::string event;
    int count = 1;
    int concurrency = 1;
    bool json = false;
};

Result<Event> readEvent(const InvokeOptions &options, const Pipeline &pipeline)
{
    const QString path = QString::fromStdString(options.event);
    if (path.isEmpty())
        return Event::make({.source = QStringLiteral("saltern/invoke"),
                            .type = QStringLiteral("manual/%1/%2")
                                        .arg(pipeline.name, QString::fromStdString(options.node)),
                            .timeNs = SystemClock().nowNs()},
                           {});
    QFile file(path);
    const bool open = path == QLatin1StringView("-") ? file.open(stdin, QIODevice::ReadOnly)
                                                     : file.open(QIODevice::ReadOnly);
    if (!open)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The event file %1 cannot be read.").arg(path),
                    QStringLiteral("Name a file with one event as JSON, or - for standard input."),
                    file.errorString());
    return Event::fromJson(file.read(maximumEventBytes + 1));
}

// Whether the host answers at all: exit code 3 must not depend on how far a call got.
Result<void> reach(DockerClient &client)
{
    Result<DockerResponse> answer = fail(ErrorKind::Internal, QString());
    const auto request = client.request("GET", QStringLiteral("/version"));
    QObject::connect(
        request.get(), &DockerRequest::finished, qApp, [&](const Result<DockerResponse> &result) {
            answer = result;
            QCoreApplication::quit();
        });
    request->start();
    QCoreApplication::exec();
    if (!answer)
        return fail(answer.error());
    return {};
}

// The nearest-rank percentile.
double percentile(std::vector<double> values, double part)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const double rank = std::ceil(part * static_cast<double>(values.size()));
    return values[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

QJsonObject errorJson(const Error &error)
{
    return {{QStringLiteral("kind"), errorKindName(error.kind)},
            {QStringLiteral("message"), error.message},
            {QStringLiteral("remedy"), error.remedy},
            {QStringLiteral("detail"), error.detail}};
}

QJsonObject resultJson(const InvocationResult &result, const SecretStore &secrets)
{
    QJsonArray exits;
    for (const Exit &exit : result.outcome.exits)
        exits += QJsonObject{{QStringLiteral("port"), exit.port},
                             {QStringLiteral("data"), exit.data.value_or(QJsonValue())}};
    QJsonObject object{{QStringLiteral("ok"), !result.outcome.error.has_value()},
                       {QStringLiteral("ms"), result.ms},
                       {QStringLiteral("exits"), exits},
                       {QStringLiteral("log"), secrets.redacted(result.outcome.log)},
                       {QStringLiteral("detail"), result.outcome.detail}};
    if (result.outcome.error)
        object.insert(QStringLiteral("error"), errorJson(*result.outcome.error));
    return object;
}

struct Summary
{
    int ok = 0;
    int failed = 0;
    double p50 = 0;
    double p99 = 0;
    double perSecond = 0;
};

Summary summarise(const FunctionInvocation &invocation)
{
    Summary summary;
    std::vector<double> times;
    for (const InvocationResult &result : invocation.results()) {
        ++(result.outcome.error ? summary.failed : summary.ok);
        times.push_back(result.ms);
    }
    summary.p50 = percentile(times, 0.50);
    summary.p99 = percentile(times, 0.99);
    if (invocation.wallMs() > 0)
        summary.perSecond = static_cast<double>(times.size()) * 1000.0 / invocation.wallMs();
    return summary;
}

void printJson(const FunctionInvocation &invocation, const SecretStore &secrets)
{
    QJsonArray results;
    for (const InvocationResult &result : invocation.results())
        results += resultJson(result, secrets);
    const Summary summary = summarise(invocation);
    const QJsonObject object{{QStringLiteral("ok"), summary.ok},
                             {QStringLiteral("failed"), summary.failed},
                             {QStringLiteral("p50_ms"), summary.p50},
                             {QStringLiteral("p99_ms"), summary.p99},
                             {QStringLiteral("per_second"), summary.perSecond},
                             {QStringLiteral("results"), results}};
    print(QString::fromUtf8(QJsonDocument(object).toJson().trimmed()));
}

QString timing(const InvocationResult &result)
{
    const QJsonObject &detail = result.outcome.detail;
    QString text = QStringLiteral("%1 ms").arg(result.ms, 0, 'f', 1);
    if (detail.contains(QLatin1StringView("coldStartMs")))
        text += QStringLiteral(", %1 ms of them until the container ran")
                    .arg(detail.value(QLatin1StringView("coldStartMs")).toInteger());
    if (detail.contains(QLatin1StringView("maxRssKiB")))
        text += QStringLiteral(", %1 KiB of memory")
                    .arg(detail.value(QLatin1StringView("maxRssKiB")).toInteger());
    return text;
}

void printResult(const InvocationResult &result, const SecretStore &secrets)
{
    for (const Exit &exit : result.outcome.exits)
        print(exit.port + u' ' +
              QString::fromUtf8(QJsonDocument(exit.data.value_or(QJsonValue()).toObject())
                                    .toJson(QJsonDocument::Compact)));
    if (const auto &error = result.outcome.error) {
        print(QStringLiteral("error ") + error->toString());
        if (!error->detail.isEmpty())
            print(QStringLiteral("  ") + secrets.redacted(error->detail));
    }
    const QString log = secrets.redacted(result.outcome.log).trimmed();
    if (!log.isEmpty())
        print(QStringLiteral("log:\n  ") + QString(log).replace(u'\n', QStringLiteral("\n  ")));
    print(timing(result));
}

void printText(const FunctionInvocation &invocation, const SecretStore &secrets)
{
    const auto &results = invocation.results();
    // Of many calls, one good and one bad one stand for the rest.
    bool shown[2] = {false, false};
    for (const InvocationResult &result : results) {
        if (!std::exchange(shown[result.outcome.error ? 1 : 0], true))
            printResult(result, secrets);
    }
    if (results.size() == 1)
        return;
    const Summary summary = summarise(invocation);
    print(QStringLiteral("%1 ok, %2 failed; p50 %3 ms, p99 %4 ms, %5 per second")
              .arg(summary.ok)
              .arg(summary.failed)
              .arg(summary.p50, 0, 'f', 1)
              .arg(summary.p99, 0, 'f', 1)
              .arg(summary.perSecond, 0, 'f', 2));
}

int invoke(const InvokeOptions &options, const Bundle &bundle, const Pipeline &pipeline)
{
    const Node *node = pipeline.node(QString::fromStdString(options.node));
    if (!node) {
        QStringList known;
        for (const Node &other : pipeline.nodes)
            known += other.id;
        const QString name = QString::fromStdString(options.node);
        return report(
            {ErrorKind::BadInput,
             QStringLiteral("The pipeline %1 has no node \"%2\".").arg(pipeline.name, name),
             suggestName(name, known)});
    }
    const auto event = readEvent(options, pipeline);
    if (!event)
        return report(event.error());
    const auto configs = readHosts(options.hosts);
    if (!configs)
        return report(configs.error());

    HostSet hosts;
    for (const HostConfig &config : *configs) {
        if (const auto added = hosts.add(config); !added)
            return report(added.error());
    }
    FunctionHosts functions(
        &hosts, QStringLiteral("invoke-") + QUuid::createUuid().toString(QUuid::WithoutBraces));
    RuntimeCatalogue runtimes = RuntimeCatalogue::load(RuntimeCatalogue::standardFolders());
    SecretStore secrets(configFolder() + QStringLiteral("/secrets"));
    Services services{.hosts = &hosts, .runtimes = &runtimes, .functions = &functions};

    const QString home =
        hosts.names().contains(event->host()) ? event->host() : hosts.names().first();
    auto invocation = FunctionInvocation::make(
        {*node, pipeline, bundle, *event, home, options.count, options.concurrency},
        services,
        &secrets);
    if (!invocation)
        return report(invocation.error()) == BadInput ? BadInput : RanAndFailed;
    if (const auto reached = reach(*hosts.client(home)); !reached) {
        report(reached.error());
        return NoHost;
    }
    Interrupt interrupt;
    QObject::connect(
        &interrupt, &Interrupt::requested, invocation->get(), &FunctionInvocation::cancel);
    QObject::connect(invocation->get(),
                     &FunctionInvocation::finished,
                     qApp,
                     &QCoreApplication::quit,
                     Qt::QueuedConnection);
    (*invocation)->start();
    QCoreApplication::exec();
    options.json ? printJson(**invocation, secrets) : printText(**invocation, secrets);
    return summarise(**invocation).failed == 0 ? Done : RanAndFailed;
}

int run(const InvokeOptions &options)
{
    const QString path = QString::fromStdString(options.pipeline);
    const auto bundle = Bundle::load(path);
    if (!bundle)
        return report(bundle.error());
    const BundleFolder folder(*bundle);
    const LoadedPipeline loaded = checkPipeline(bundle->document, &folder);
    for (const Problem &problem : loaded.problems)
        printError(formatProblem(path, problem));
    const bool sound =
        std::none_of(loaded.problems.begin(), loaded.problems.end(), [](const Problem &problem) {
            return problem.severity == Severity::Error;
        });
    return sound ? invoke(options, *bundle, loaded.pipeline) : BadInput;
}

} // namespace

void declareInvoke(CLI::App &app, Invocation &invocation)
{
    CLI::App *command = app.add_subcommand("invoke", "Run one function node of a pipeline alone");
    auto options = std::make_shared<InvokeOptions>();
    command->add_option("pipeline", options->pipeline, "The pipeline's file")->required();
    command->add_option("node", options->node, "The function node's id")->required();
    command->add_option("--event",
                        options->event,
                        "A file with the event as JSON, - for standard input; without it an event "
                        "without data");
    command->add_option("--count", options->count, "How many calls")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command->add_option("--concurrency", options->concurrency, "How many calls at a time")
        ->check(CLI::Range(1, 1'000))
        ->capture_default_str();
    addHostOptions(*command, options->hosts);
    command->add_flag("--json", options->json, "Results and timing as one JSON object");
    command->footer(
        "Examples:\n"
        "  saltern invoke self-heal.saltern.yaml diagnose --event tests/crash.json\n"
        "  echo '{\"type\": \"test\", \"data\": {\"n\": 1}}' | saltern invoke "
        "p.saltern.yaml f --event -\n"
        "  saltern invoke p.saltern.yaml f --count 20 --json\n"
        "Exit codes: 0 every call was ok, 1 one failed, 2 the input is bad, 3 no Docker "
        "host could be reached.");
    command->callback(
        [&invocation, options] { invocation.run = [options] { return run(*options); }; });
}

} // namespace Saltern::Cli
