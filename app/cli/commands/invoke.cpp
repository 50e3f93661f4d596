#include "app/cli/boundedread.h"
#include "app/cli/command.h"
#include "app/cli/hostoptions.h"
#include "app/cli/interrupt.h"
#include "app/cli/invocationreport.h"
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
#include <QDeadlineTimer>
#include <QFile>
#include <QUuid>

#include <CLI/App.hpp>

namespace Saltern::Cli {

namespace {

using namespace std::chrono_literals;

// For removing containers of calls that were cut short.
constexpr auto tidyingLimit = 5s;

struct InvokeOptions
{
    HostOptions hosts;
    std::string pipeline;
    std::string node;
    std::string event;
    int count = 1;
    int concurrency = 1;
    std::string mode; // of the function; empty = what the node says
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
    return Event::fromJson(readAtMost(file, maximumEventBytes + 1));
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

Result<const Node *> findNode(const Pipeline &pipeline, const QString &id)
{
    if (const Node *node = pipeline.node(id))
        return node;
    QStringList known;
    for (const Node &node : pipeline.nodes)
        known += node.id;
    return fail(ErrorKind::BadInput,
                QStringLiteral("The pipeline %1 has no node \"%2\".").arg(pipeline.name, id),
                suggestName(id, known));
}

// Runs the calls, and what tidies up behind them, to their ends.
void finish(FunctionInvocation &invocation, const FunctionHosts &functions)
{
    Interrupt interrupt;
    QObject::connect(&interrupt, &Interrupt::requested, &invocation, &FunctionInvocation::cancel);
    QObject::connect(&invocation,
                     &FunctionInvocation::finished,
                     qApp,
                     &QCoreApplication::quit,
                     Qt::QueuedConnection);
    invocation.start();
    QCoreApplication::exec();
    const QDeadlineTimer patience(tidyingLimit);
    while (functions.isTidying() && !patience.hasExpired())
        QCoreApplication::processEvents(QEventLoop::AllEvents, 50);
}

int invoke(const InvokeOptions &options,
           const Bundle &bundle,
           const Pipeline &pipeline,
           const std::vector<HostConfig> &configs)
{
    const auto node = findNode(pipeline, QString::fromStdString(options.node));
    if (!node)
        return report(node.error());
    Node called = **node;
    if (!options.mode.empty())
        called.parameters.insert(QStringLiteral("mode"), QString::fromStdString(options.mode));
    const auto event = readEvent(options, pipeline);
    if (!event)
        return report(event.error());

    HostSet hosts;
    for (const HostConfig &config : configs) {
        if (const auto added = hosts.add(config); !added)
            return report(added.error());
    }
    FunctionHosts functions(
        &hosts, QStringLiteral("invoke-") + QUuid::createUuid().toString(QUuid::WithoutBraces));
    RuntimeCatalogue runtimes = RuntimeCatalogue::load(RuntimeCatalogue::standardFolders());
    SecretStore secrets(configFolder() + QStringLiteral("/secrets"));
    Services services{.hosts = &hosts, .runtimes = &runtimes, .functions = &functions};

    const QString host =
        hosts.names().contains(event->host()) ? event->host() : hosts.names().first();
    auto invocation = FunctionInvocation::make(
        {called, pipeline, bundle, *event, host, options.count, options.concurrency},
        services,
        &secrets);
    if (!invocation) {
        // Whatever kind it is, no host had a part in it yet.
        report(invocation.error());
        return BadInput;
    }
    if (const auto reached = reach(*hosts.client((*invocation)->hosts().first())); !reached) {
        report(reached.error());
        return NoHost;
    }
    finish(**invocation, functions);
    printInvocation(**invocation, secrets, options.json);
    return failedCalls(**invocation) == 0 ? Done : RanAndFailed;
}

int run(const InvokeOptions &options)
{
    const QString path = QString::fromStdString(options.pipeline);
    const auto bundle = Bundle::load(path);
    if (!bundle)
        return report(bundle.error());
    const BundleFolder folder(*bundle);
    const LoadedPipeline loaded = checkPipeline(bundle->document, &folder);
    // Warnings are about the whole pipeline, and this is about one node.
    bool sound = true;
    for (const Problem &problem : loaded.problems) {
        if (problem.severity != Severity::Error)
            continue;
        printError(formatProblem(path, problem));
        sound = false;
    }
    if (!sound)
        return BadInput;
    const auto hosts = readHosts(options.hosts);
    if (!hosts)
        return report(hosts.error());
    return invoke(options, *bundle, loaded.pipeline, *hosts);
}

} // namespace

void declareInvoke(CLI::App &app, Invocation &invocation)
{
    CLI::App *command = app.add_subcommand("invoke", "Run one function node of a pipeline alone");
    auto options = std::make_shared<InvokeOptions>();
    command->add_option("PIPELINE", options->pipeline, "The pipeline's file")->required();
    command->add_option("NODE", options->node, "The function node's id")->required();
    command
        ->add_option("--event",
                     options->event,
                     "A file with the event as JSON, - for standard input; without it an event "
                     "without data")
        ->type_name("FILE");
    command->add_option("--count", options->count, "How many calls")
        ->type_name("NUMBER")
        ->check(CLI::Range(1, 1'000'000).description(""))
        ->capture_default_str();
    command->add_option("--concurrency", options->concurrency, "How many calls at a time")
        ->type_name("NUMBER")
        ->check(CLI::Range(1, 1'000).description(""))
        ->capture_default_str();
    command
        ->add_option("--mode", options->mode, "cold, warm or hot, instead of the node's own mode")
        ->type_name("MODE")
        ->check(CLI::IsMember({"cold", "warm", "hot"}).description(""));
    addHostOptions(*command, options->hosts);
    command->add_flag("--json", options->json, "Results and timing as one JSON object");
    command->footer(
        "Examples:\n"
        "  saltern invoke self-heal.saltern.yaml diagnose --event tests/crash.json\n"
        "  echo '{\"type\": \"test\", \"data\": {\"n\": 1}}' | saltern invoke "
        "p.saltern.yaml f --event -\n"
        "  saltern invoke p.saltern.yaml f --count 20 --json\n"
        "  saltern invoke p.saltern.yaml f --mode hot --count 1000 --concurrency 8\n"
        "Each call runs on one host, also of a node with `place: any` or `place: all`: on the\n"
        "first that it means. The report says which.\n"
        "Exit codes: 0 every call was ok, 1 one failed, 2 the input is bad, 3 no Docker "
        "host could be reached.");
    command->callback(
        [&invocation, options] { invocation.run = [options] { return run(*options); }; });
}

} // namespace Saltern::Cli
