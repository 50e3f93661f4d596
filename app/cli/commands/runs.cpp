#include "app/cli/command.h"
#include "app/cli/runreport.h"
#include "app/cli/runstates.h"
#include "app/cli/statefolder.h"
#include "engine/base/nearestname.h"
#include "engine/runs/runjson.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <CLI/App.hpp>

#include <memory>

namespace Saltern::Cli {

namespace {

struct RunsOptions
{
    std::string state; // folder
    std::string pipeline;
    std::string runState;
    std::string run;
    int most = 50;
    bool json = false;
};

Result<std::optional<RunState>> readRunState(const std::string &text)
{
    if (text.empty())
        return std::optional<RunState>();
    QStringList names;
    for (const RunState state : allRunStates) {
        names += runStateName(state);
        if (names.constLast() == QString::fromStdString(text))
            return std::optional(state);
    }
    return fail(
        ErrorKind::BadInput,
        QStringLiteral("\"%1\" is not the state of a run.").arg(QString::fromStdString(text)),
        suggestName(QString::fromStdString(text), names));
}

void printJson(const QJsonObject &object)
{
    print(QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)));
}

int withStore(const RunsOptions &options, const std::function<int(const RunStore &)> &show)
{
    RunStore store;
    if (const auto opened = store.open(stateFolder(options.state)); !opened)
        return report(opened.error());
    return show(store);
}

int list(const RunsOptions &options)
{
    const auto state = readRunState(options.runState);
    if (!state)
        return report(state.error());
    return withStore(options, [&](const RunStore &store) -> int {
        const auto runs = store.list({.pipeline = QString::fromStdString(options.pipeline),
                                      .state = *state,
                                      .most = options.most});
        if (!runs)
            return report(runs.error());
        for (const RunRecord &run : *runs) {
            if (options.json)
                printJson(runJson(store, run));
            else
                print(runLine(store, run));
        }
        if (runs->empty() && !options.json)
            print(QStringLiteral("No runs."));
        return Done;
    });
}

int show(const RunsOptions &options)
{
    return withStore(options, [&](const RunStore &store) -> int {
        const auto story = store.story(QString::fromStdString(options.run));
        if (!story)
            return report(story.error());
        if (options.json)
            printJson(storyJson(store, *story));
        else
            print(storyLines(store, *story).join(u'\n'));
        return Done;
    });
}

int showDead(const RunsOptions &options)
{
    return withStore(options, [&](const RunStore &store) -> int {
        const auto letters = store.deadLetters({.most = options.most});
        if (!letters)
            return report(letters.error());
        for (const DeadLetterRecord &letter : *letters) {
            if (options.json)
                printJson({{QStringLiteral("time"), formatTimeNs(letter.timeNs)},
                           {QStringLiteral("pipeline"), letter.pipeline},
                           {QStringLiteral("node"), letter.node},
                           {QStringLiteral("reason"), letter.reason}});
            else
                print(QStringLiteral("%1  %2/%3  %4")
                          .arg(formatTimeNs(letter.timeNs),
                               letter.pipeline,
                               letter.node,
                               letter.reason));
        }
        if (letters->empty() && !options.json)
            print(QStringLiteral("No dead letters."));
        return Done;
    });
}

CLI::App *addSubcommand(CLI::App *parent,
                        const char *name,
                        const char *description,
                        const std::shared_ptr<RunsOptions> &options,
                        Invocation &invocation,
                        int (*show)(const RunsOptions &))
{
    CLI::App *command = parent->add_subcommand(name, description);
    command->add_option("--state", options->state, stateFolderHelp)->type_name("FOLDER");
    command->add_flag("--json", options->json, "One JSON object a line");
    command->callback([options, &invocation, show] {
        invocation.run = [options, show] { return show(*options); };
    });
    return command;
}

} // namespace

void declareRuns(CLI::App &app, Invocation &invocation)
{
    const auto options = std::make_shared<RunsOptions>();
    CLI::App *command = app.add_subcommand("runs", "List runs and explain them step by step");
    command->require_subcommand(1);
    command->footer("Works while an engine runs and after it ended.\n"
                    "\nExamples:\n"
                    "  saltern runs list --pipeline hello --only failed\n"
                    "  saltern runs show 42\n"
                    "  saltern runs dead");

    CLI::App *listing =
        addSubcommand(command, "list", "The newest runs first", options, invocation, list);
    listing->add_option("--pipeline", options->pipeline, "Only runs of this pipeline")
        ->type_name("NAME");
    listing->add_option("--only", options->runState, "running, done, failed, lost or cancelled")
        ->type_name("STATE");
    listing->add_option("--most", options->most, "How many (default 50)")->type_name("NUMBER");

    CLI::App *showing = addSubcommand(
        command, "show", "What a run did, step by step, and why", options, invocation, show);
    showing->add_option("RUN", options->run, "A run's id or number, as `runs list` shows it")
        ->required();

    CLI::App *dead = addSubcommand(
        command, "dead", "Events that went no further, and why", options, invocation, showDead);
    dead->add_option("--most", options->most, "How many (default 50)")->type_name("NUMBER");
}

} // namespace Saltern::Cli
