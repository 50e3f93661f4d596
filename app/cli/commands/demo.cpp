#include "app/cli/command.h"
#include "app/cli/hostoptions.h"
#include "app/cli/interrupt.h"
#include "engine/demos/demorunner.h"
#include "engine/demos/simulateddemo.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <CLI/App.hpp>

namespace Saltern::Cli {

namespace {

struct DemoOptions
{
    HostOptions hosts;
    std::vector<std::string> names;
    bool all = false;
    bool list = false;
    bool simulated = false;
    bool real = false;
    bool json = false;
};

QJsonObject toJson(const Demo &demo, const DemoOutcome &outcome)
{
    QJsonArray acts;
    for (const DemoActReport &act : outcome.acts) {
        acts.append(QJsonObject{{QStringLiteral("say"), act.say},
                                {QStringLiteral("ok"), act.ok},
                                {QStringLiteral("account"), act.account},
                                {QStringLiteral("tookMs"), act.tookMs}});
    }
    QJsonObject object{
        {QStringLiteral("demo"), demo.name},
        {QStringLiteral("run"), outcome.run},
        {QStringLiteral("passed"), outcome.passed},
        {QStringLiteral("simulated"), outcome.simulated},
        {QStringLiteral("whySimulated"), outcome.whySimulated},
        {QStringLiteral("acts"), acts},
        {QStringLiteral("leftBehind"), QJsonArray::fromStringList(outcome.leftBehind)}};
    if (outcome.error)
        object.insert(QStringLiteral("error"),
                      QJsonObject{{QStringLiteral("kind"), errorKindName(outcome.error->kind)},
                                  {QStringLiteral("message"), outcome.error->message},
                                  {QStringLiteral("remedy"), outcome.error->remedy}});
    return object;
}

void printAct(const DemoActReport &act)
{
    print(QStringLiteral("  %1  %2  (%3 ms)")
              .arg(act.ok ? QStringLiteral("ok ") : QStringLiteral("BAD"), act.say)
              .arg(act.tookMs));
    if (!act.account.isEmpty())
        print(QStringLiteral("       ") +
              QString(act.account).replace(u'\n', QStringLiteral("\n       ")));
}

void printOutcome(const DemoOutcome &outcome)
{
    if (outcome.error)
        printError(QStringLiteral("  ") + outcome.error->toString());
    for (const QString &thing : outcome.leftBehind)
        printError(QStringLiteral("  left behind: ") + thing);
    if (outcome.simulated)
        print(QStringLiteral("  simulated: recorded events, mocked functions and actions; no "
                             "Docker engine was used"));
    else if (outcome.leftBehind.isEmpty())
        print(QStringLiteral("  nothing was left behind on the Docker engine"));
    print((outcome.passed ? QStringLiteral("passed") : QStringLiteral("failed")) +
          (outcome.simulated ? QStringLiteral(" (simulated)") : QString()));
}

int exitCode(const DemoOutcome &outcome)
{
    if (outcome.passed)
        return Done;
    // Nothing was played: it was about the engine, not about the demo.
    const bool noEngine = outcome.acts.empty() && outcome.error &&
                          (outcome.error->kind == ErrorKind::Unreachable ||
                           outcome.error->kind == ErrorKind::PermissionDenied);
    return noEngine ? NoHost : RanAndFailed;
}

DemoOutcome play(DemoPlay &demo, bool quiet)
{
    Interrupt interrupt;
    DemoOutcome outcome;
    QObject::connect(&interrupt, &Interrupt::requested, &demo, &DemoPlay::cancel);
    QObject::connect(&demo, &DemoPlay::finished, &demo, [&](const DemoOutcome &result) {
        outcome = result;
        QCoreApplication::quit();
    });
    if (!quiet)
        QObject::connect(&demo, &DemoPlay::actFinished, &demo, &printAct);
    demo.start();
    QCoreApplication::exec();
    if (!quiet)
        printOutcome(outcome);
    return outcome;
}

/// Without hosts: from the recording.
DemoOutcome play(const Demo &demo, const std::vector<HostConfig> &hosts, bool real, bool quiet)
{
    if (!quiet)
        print(QStringLiteral("%1%2: %3")
                  .arg(demo.name,
                       hosts.empty() ? QStringLiteral(" (simulated)") : QString(),
                       demo.title));
    if (hosts.empty()) {
        SimulatedDemo simulated(demo);
        return play(simulated, quiet);
    }
    DemoRunner runner(demo, hosts);
    if (real)
        runner.refuseRecording();
    if (!quiet)
        QObject::connect(&runner, &DemoPlay::simulatedInstead, [](const QString &why) {
            print(QStringLiteral("  from its recording: ") + why);
        });
    const DemoOutcome outcome = play(runner, quiet);
    if (!quiet && exitCode(outcome) == NoHost && demo.recording)
        printError(QStringLiteral("  Without a Docker engine: saltern demo %1 --simulated")
                       .arg(demo.name));
    return outcome;
}

int listDemos(bool json)
{
    QJsonArray array;
    for (const QString &name : Demo::names()) {
        const Result<Demo> demo = Demo::load(name);
        if (!demo)
            return report(demo.error());
        if (!json)
            print(QStringLiteral("%1  %2").arg(name, -14).arg(demo->title));
        array.append(
            QJsonObject{{QStringLiteral("demo"), name}, {QStringLiteral("title"), demo->title}});
    }
    if (json)
        print(QString::fromUtf8(QJsonDocument(array).toJson().trimmed()));
    return Done;
}

int runDemos(const DemoOptions &options)
{
    if (options.list)
        return listDemos(options.json);
    Result<std::vector<HostConfig>> hosts = readHosts(options.hosts);
    if (!hosts)
        return report(hosts.error());
    if (options.simulated)
        hosts->clear();
    QStringList names;
    for (const std::string &name : options.names)
        names.append(QString::fromStdString(name));
    if (options.all)
        names = Demo::names();
    if (names.isEmpty())
        names.append(QStringLiteral("hello"));

    std::vector<Demo> demos;
    for (const QString &name : names) {
        Result<Demo> demo = Demo::load(name);
        if (!demo)
            return report(demo.error());
        demos.push_back(std::move(*demo));
    }
    int worst = Done;
    QJsonArray outcomes;
    for (const Demo &demo : demos) {
        const DemoOutcome outcome = play(demo, *hosts, options.real, options.json);
        outcomes.append(toJson(demo, outcome));
        worst = std::max(worst, exitCode(outcome));
        const bool cancelled = outcome.error && outcome.error->kind == ErrorKind::Cancelled;
        if (cancelled || worst == NoHost)
            break;
    }
    if (options.json)
        print(QString::fromUtf8(QJsonDocument(outcomes).toJson().trimmed()));
    return worst;
}

} // namespace

void declareDemo(CLI::App &app, Invocation &invocation)
{
    CLI::App *command =
        app.add_subcommand("demo", "Play a demo on a Docker engine, or simulated, and check it");
    const auto options = std::make_shared<DemoOptions>();
    command->add_option("DEMO", options->names, "Which demos; \"hello\" when none is named")
        ->type_name("NAME");
    command->add_flag("--all", options->all, "Every demo, one after another");
    command->add_flag("--list", options->list, "Print which demos there are");
    command->add_flag("--simulated",
                      options->simulated,
                      "From recorded events, with mocked functions; without a Docker engine");
    command
        ->add_flag("--real",
                   options->real,
                   "Never from the recording, also where an image or a further host is missing")
        ->excludes("--simulated");
    addHostOptions(*command, options->hosts);
    command->add_flag("--json", options->json, "Print what happened as JSON");
    command->footer(
        "A demo starts containers, runs a pipeline on their events, compares what "
        "happens with what has to\n"
        "happen, and removes everything that it brought. It touches nothing that it "
        "did not start.\n"
        "Examples:\n"
        "  saltern demo\n"
        "  saltern demo image-guard\n"
        "  saltern demo hello --simulated\n"
        "  saltern demo --all --host edge=tcp://10.0.0.5:2375\n"
        "A demo that wants an image which no registry has, or more hosts than were named, says so "
        "and is played\n"
        "from its recording, unless --real is given.\n"
        "Exit code 0 passed (also when simulated), 1 it failed and says what differed, 3 "
        "when there is no\n"
        "Docker engine to use and --simulated was not given.");
    command->callback(
        [&invocation, options] { invocation.run = [options] { return runDemos(*options); }; });
}

} // namespace Saltern::Cli
