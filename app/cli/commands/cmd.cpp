#include "app/cli/command.h"
#include "app/cli/commandreport.h"
#include "app/cli/hostoptions.h"
#include "app/cli/interrupt.h"
#include "engine/base/clock.h"
#include "engine/base/duration.h"
#include "engine/control/hostcommand.h"
#include "engine/runs/fanout.h"
#include "engine/runs/ownactions.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <CLI/App.hpp>

#include <algorithm>

namespace Saltern::Cli {

namespace {

struct CmdOptions
{
    HostOptions hosts;
    std::string target;
    std::string action;
    std::string container;
    std::vector<std::string> program; // of exec, and its arguments
    int batch = 0;
    bool stopOnFailure = false;
    std::string timeout = "60s";
    bool json = false;
};

QJsonArray entriesOf(const StepOutcome &outcome)
{
    const QJsonObject data =
        outcome.error ? outcome.detail : outcome.exits.front().data->toObject();
    return data.value(QLatin1StringView("hosts")).toArray();
}

// 3 only when nothing else kept it from being done anywhere.
ExitCode exitCodeOf(const QJsonArray &entries)
{
    const auto isOk = [](const QJsonValue &entry) {
        return entry.toObject().value(QLatin1StringView("ok")).toBool();
    };
    const auto isAway = [](const QJsonValue &entry) {
        const QString kind = entry.toObject()
                                 .value(QLatin1StringView("error"))
                                 .toObject()
                                 .value(QLatin1StringView("kind"))
                                 .toString();
        return kind == errorKindName(ErrorKind::Unreachable) ||
               kind == errorKindName(ErrorKind::PermissionDenied);
    };
    if (std::all_of(entries.begin(), entries.end(), isOk))
        return Done;
    return std::all_of(entries.begin(), entries.end(), isAway) ? NoHost : RanAndFailed;
}

/// Runs the command everywhere, until the last host is done or somebody interrupts it.
StepOutcome finish(FanOut &fanOut, bool tellsEach)
{
    StepOutcome result;
    Interrupt interrupt;
    QObject::connect(&interrupt, &Interrupt::requested, &fanOut, &FanOut::cancel);
    QObject::connect(
        &fanOut, &FanOut::hostFinished, &fanOut, [&](const QString &, const QJsonObject &entry) {
            if (tellsEach && !entry.isEmpty())
                print(describeEntry(entry));
        });
    QObject::connect(&fanOut, &Step::finished, &fanOut, [&](const StepOutcome &outcome) {
        result = outcome;
        QCoreApplication::quit();
    });
    fanOut.start();
    QCoreApplication::exec();
    return result;
}

/// The hosts that nothing was begun on: no end of theirs was told.
void printSkipped(const QJsonArray &entries)
{
    for (const QJsonValue &entry : entries) {
        if (entry.toObject().value(QLatin1StringView("skipped")).toBool())
            print(describeEntry(entry.toObject()));
    }
}

int run(const CmdOptions &options)
{
    const auto timeout = parseDuration(QString::fromStdString(options.timeout));
    if (!timeout)
        return report(timeout.error());
    const auto known = readHosts(options.hosts);
    if (!known)
        return report(known.error());
    const auto picked = pickHosts(*known, QString::fromStdString(options.target));
    if (!picked)
        return report(picked.error());
    HostSet hosts;
    for (const HostConfig &host : *picked) {
        if (const auto added = hosts.add(host); !added)
            return report(added.error());
    }
    SystemClock clock;
    OwnActions ownActions(&clock);
    Services services{.clock = &clock, .hosts = &hosts, .ownActions = &ownActions};
    QStringList arguments;
    if (!options.container.empty())
        arguments += QString::fromStdString(options.container);
    for (const std::string &word : options.program)
        arguments += QString::fromStdString(word);
    const auto command =
        HostCommand::make(QString::fromStdString(options.action), arguments, services);
    if (!command)
        return report(command.error());
    const auto inputFor = [&](const QString &host) -> Result<StepInput> {
        return StepInput{.pipeline = QStringLiteral("cmd"),
                         .node = QStringLiteral("cmd"),
                         .run = QStringLiteral("cmd"),
                         .step = host,
                         .parameters = command->parameters,
                         .host = host,
                         .timeout = *timeout};
    };
    Deadlines deadlines(&clock);
    FanOut fanOut(command->node.get(),
                  {.hosts = hosts.names(),
                   .batch = options.batch,
                   .stopOnFailure = options.stopOnFailure,
                   .firstPort = QStringLiteral("ok"),
                   .inputFor = inputFor},
                  &deadlines);
    const QJsonArray entries = entriesOf(finish(fanOut, !options.json));
    if (options.json)
        print(QString::fromUtf8(QJsonDocument(entries).toJson().trimmed()));
    else
        printSkipped(entries);
    return exitCodeOf(entries);
}

} // namespace

void declareCmd(CLI::App &app, Invocation &invocation)
{
    CLI::App *command = app.add_subcommand("cmd", "Run one action on every host a target picks");
    const auto options = std::make_shared<CmdOptions>();
    command
        ->add_option("TARGET", options->target, "Such as '*', web*, or G@zone:edge and not L@old")
        ->required();
    command
        ->add_option("ACTION",
                     options->action,
                     HostCommand::names().join(QStringLiteral(", ")).toStdString())
        ->required();
    command->add_option("CONTAINER", options->container, "The name of a container, or its id");
    // An argument of its own: CLI11 takes words behind -- only for one that is still empty.
    command->add_option("PROGRAM", options->program, "With exec, behind --: what to run in it");
    command->add_option("--batch", options->batch, "On how many hosts at a time (default: all)")
        ->type_name("NUMBER")
        ->check(CLI::Range(1, 256).description(""));
    command->add_flag(
        "--stop-on-failure", options->stopOnFailure, "Begin no further host once one has failed");
    command->add_option("--timeout", options->timeout, "How long one host may take")
        ->type_name("DURATION")
        ->capture_default_str();
    addHostOptions(*command, options->hosts);
    command->add_flag("--json", options->json, "Print a JSON array with one object per host");
    command->footer("Examples:\n"
                    "  saltern cmd '*' ps\n"
                    "  saltern cmd 'G@zone:edge' restart shop --batch 1 --stop-on-failure\n"
                    "  saltern cmd 'web*' exec shop -- nginx -t\n"
                    "Exit code 1 when it failed on a host, 3 when no host could be reached.");
    command->callback(
        [options, &invocation] { invocation.run = [options] { return run(*options); }; });
}

} // namespace Saltern::Cli
