#include "app/cli/command.h"
#include "app/cli/interrupt.h"
#include "app/cli/runprinter.h"
#include "app/cli/simulationfiles.h"
#include "app/cli/statefolder.h"
#include "engine/base/compactjson.h"
#include "engine/base/duration.h"
#include "engine/hosts/recordedevents.h"
#include "engine/runs/runstore.h"
#include "engine/simulation/replayevents.h"
#include "engine/simulation/simulation.h"

#include <QCoreApplication>
#include <QDateTime>

#include <CLI/App.hpp>

namespace Saltern::Cli {

namespace {

constexpr const char *footer =
    R"(Nothing is touched: effects answer what the mocks of a test say (--mocks), else they are only
shown and leave by their first output with {"simulated": true}. Time is virtual, so hours pass in
moments. Timers of the pipeline tick between the first and the last event.

Examples:
  saltern events --since 10m --json > recorded.jsonl
  saltern replay self-heal.saltern.yaml --events recorded.jsonl
  saltern replay self-heal.saltern.yaml --from 7f3a1c-42
  saltern replay self-heal.saltern.yaml --since 2h --mocks "one crash is restarted" --json

Exit codes: 0 it was played, 1 it could not be, 2 the document or the events are bad.)";

struct ReplayOptions
{
    std::string file;
    std::string events;
    std::string from;
    std::string since;
    std::string mocks;
    std::string state;
    bool quiet = false;
    bool json = false;
};

Result<qint64> readSinceNs(const QString &since)
{
    if (const auto ago = parseDuration(since))
        return (QDateTime::currentMSecsSinceEpoch() - ago->count()) * 1'000'000;
    const auto time = parseTimeNs(since);
    if (time)
        return time;
    return fail(ErrorKind::BadInput,
                QStringLiteral("--since \"%1\" is neither a duration nor a time.").arg(since),
                QStringLiteral("Write 10m, or 2026-01-31T12:00:00Z."));
}

Result<std::vector<Event>> journalEvents(const RunStore &store, const ReplayOptions &options)
{
    if (!options.from.empty())
        return eventThatBegan(store, QString::fromStdString(options.from));
    const auto sinceNs = readSinceNs(QString::fromStdString(options.since));
    if (!sinceNs)
        return fail(sinceNs.error());
    return eventsToReplay(store, *sinceNs);
}

Result<std::vector<Event>> readEvents(const ReplayOptions &options)
{
    if (!options.events.empty())
        return loadRecordedEvents(QString::fromStdString(options.events));
    RunStore store;
    if (const auto opened = store.open(stateFolder(options.state)); !opened)
        return fail(opened.error());
    return journalEvents(store, options);
}

Result<Mocks> readMocks(const SimulatedDocument &document, const std::string &name)
{
    if (name.empty())
        return Mocks();
    const auto tests = loadTests(document);
    if (!tests)
        return fail(tests.error());
    for (const PipelineTest &test : *tests) {
        if (test.name == QString::fromStdString(name))
            return test.mocks;
    }
    return fail(ErrorKind::BadInput,
                QStringLiteral("%1 has no test named \"%2\".")
                    .arg(document.file, QString::fromStdString(name)),
                QStringLiteral("saltern test lists those that there are."));
}

QString inWords(const SimulationReport &report)
{
    const std::chrono::milliseconds length((report.endedNs - report.startedNs) / 1'000'000);
    return QStringLiteral("simulated: %1 events in %2 of virtual time, %3 runs (%4 not done), %5 "
                          "steps, %6 dead letters; nothing was touched")
        .arg(report.events)
        .arg(formatDuration(length))
        .arg(report.runs)
        .arg(report.failedRuns)
        .arg(report.steps)
        .arg(report.deadLetters);
}

int play(Simulation &simulation, const ReplayOptions &options)
{
    RunPrinter printer(RunPrinter::Events::Wanted, options.json);
    printer.setSimulated([&simulation] { return simulation.nowNs(); });
    if (!options.quiet)
        printer.follow(simulation);
    Interrupt interrupt;
    QObject::connect(&interrupt, &Interrupt::requested, &simulation, &Simulation::cancel);
    int code = Done;
    QObject::connect(&simulation, &Simulation::finished, &simulation, [&](const auto &report) {
        if (!report) {
            code = reportWithProblems(report.error());
        } else if (options.json) {
            QJsonObject object = report->toJson();
            object.insert(QStringLiteral("what"), QStringLiteral("simulation"));
            object.insert(QStringLiteral("simulated"), true);
            print(QString::fromUtf8(compactJson(object)));
        } else {
            print(inWords(*report));
        }
        QCoreApplication::quit();
    });
    simulation.start();
    QCoreApplication::exec();
    return code;
}

int replay(const ReplayOptions &options)
{
    const auto document = loadForSimulation(QString::fromStdString(options.file));
    if (!document)
        return reportWithProblems(document.error());
    auto events = readEvents(options);
    if (!events)
        return reportWithProblems(events.error());
    const auto mocks = readMocks(*document, options.mocks);
    if (!mocks)
        return reportWithProblems(mocks.error());
    Simulation simulation;
    simulation.setBundle(document->bundle);
    simulation.setPipeline(document->pipeline);
    simulation.setEvents(*std::move(events));
    simulation.setMocks(*mocks);
    return play(simulation, options);
}

} // namespace

void declareReplay(CLI::App &app, Invocation &invocation)
{
    const auto options = std::make_shared<ReplayOptions>();
    CLI::App *command = app.add_subcommand(
        "replay", "Play recorded events through a pipeline and show what would have happened");
    command->add_option("FILE", options->file, "The pipeline document")->required();
    CLI::Option_group *source = command->add_option_group("events", "Which events");
    source->add_option("--events", options->events, "A recording: one event a line")
        ->type_name("FILE");
    source->add_option("--from", options->from, "The event that began this run in the journal")
        ->type_name("RUN");
    source
        ->add_option(
            "--since", options->since, "The journal's events since then: 2h, 2026-01-31T12:00:00Z")
        ->type_name("TIME");
    source->require_option(1);
    command
        ->add_option("--mocks", options->mocks, "Use the mocks of the document's test of this name")
        ->type_name("TEST");
    command->add_option("--state", options->state, stateFolderHelp)->type_name("FOLDER");
    command->add_flag("--quiet", options->quiet, "Print the sum at the end only");
    command->add_flag("--json", options->json, "One JSON object a line");
    command->footer(footer);
    command->callback(
        [options, &invocation] { invocation.run = [options] { return replay(*options); }; });
}

} // namespace Saltern::Cli
