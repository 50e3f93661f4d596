#include "app/cli/command.h"
#include "app/cli/linereader.h"
#include "app/cli/matchreport.h"
#include "app/cli/patternfile.h"
#include "engine/events/matcher.h"

#include <QFile>

#include <CLI/App.hpp>

#include <cstdio>

namespace Saltern::Cli {

namespace {

struct MatchOptions
{
    std::string patterns;
    std::string events;
    MatchReport::Form form;
};

QString shownName(const std::string &path)
{
    return path == "-" ? QStringLiteral("<stdin>") : QString::fromStdString(path);
}

bool open(QFile &file, const std::string &path)
{
    if (path == "-")
        return file.open(stdin, QIODevice::ReadOnly | QIODevice::Unbuffered);
    file.setFileName(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

int cannotRead(const std::string &path, const QFile &file)
{
    printError(
        QStringLiteral("saltern: %1 cannot be read: %2.").arg(shownName(path), file.errorString()));
    return BadInput;
}

int badEvent(const MatchOptions &options, qint64 line, const Error &error)
{
    const Problem problem{
        .position = {static_cast<int>(line), 1}, .message = error.message, .remedy = error.remedy};
    printError(formatProblem(shownName(options.events), problem));
    return BadInput;
}

int matchEvents(const MatchOptions &options, const std::vector<NamedPattern> &patterns)
{
    QFile file;
    if (!open(file, options.events))
        return cannotRead(options.events, file);
    std::vector<Matcher::Entry> entries;
    for (const NamedPattern &named : patterns)
        entries.push_back({static_cast<quint32>(entries.size()), named.pattern});
    Matcher matcher(entries);
    MatchReport matchReport(patterns, options.form);
    LineReader reader(&file);
    std::vector<quint32> matches;
    for (;;) {
        const auto outcome = reader.next();
        if (!outcome)
            return badEvent(options, reader.lineNumber() + 1, outcome.error());
        if (*outcome == LineReader::Outcome::End)
            return Done;
        if (*outcome == LineReader::Outcome::Pause) {
            matchReport.flush();
            continue;
        }
        if (reader.line().trimmed().isEmpty())
            continue;
        if (const auto done = matcher.match(reader.line(), matches); !done) {
            matchReport.flush();
            return badEvent(options, reader.lineNumber(), done.error());
        }
        matchReport.add(reader.lineNumber(), reader.line(), matches);
    }
}

int match(const MatchOptions &options)
{
    if (options.patterns == "-" && options.events == "-") {
        printError(QStringLiteral("saltern: PATTERNS and EVENTS cannot both be standard input. "
                                  "Give one of them as a file."));
        return BadInput;
    }
    QFile file;
    if (!open(file, options.patterns))
        return cannotRead(options.patterns, file);
    const PatternFile read = readPatterns(file.readAll());
    for (const Problem &problem : read.problems)
        printError(formatProblem(shownName(options.patterns), problem));
    if (hasErrors(read.problems))
        return BadInput;
    return matchEvents(options, read.patterns);
}

} // namespace

void declareMatch(CLI::App &app, Invocation &invocation)
{
    CLI::App *command = app.add_subcommand("match", "Show which patterns match which events");
    const auto options = std::make_shared<MatchOptions>();
    command
        ->add_option(
            "PATTERNS",
            options->patterns,
            "One pattern (JSON or YAML), or JSON Lines of {\"id\": ..., \"pattern\": ...}; - is "
            "standard input")
        ->required();
    command
        ->add_option("EVENTS",
                     options->events,
                     "Events as JSON Lines, one object on each line; - is standard input")
        ->required();
    command->add_flag("--json",
                      options->form.json,
                      "Print {\"event\": <line>, \"patterns\": [<id>, ...]} for each event");
    command->add_flag("--why", options->form.why, "Explain each clause with the value it saw");
    command->footer("Examples:\n"
                    "  saltern match crash.json events.jsonl\n"
                    "  saltern match patterns.jsonl events.jsonl --json\n"
                    "  saltern events --json | saltern match crash.json - --why\n\n"
                    "A single pattern is reported as \"pattern\". Exit codes: 0 done, 2 a pattern "
                    "or an event is not valid.\nThe pattern language: docs/patterns.md.");
    command->callback(
        [options, &invocation] { invocation.run = [options] { return match(*options); }; });
}

} // namespace Saltern::Cli
