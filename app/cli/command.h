#pragma once

#include "engine/base/result.h"

#include <functional>
#include <string>

namespace CLI {
class App;
}

namespace Saltern::Cli {

/// The exit codes of `saltern`; part of its interface, see `saltern --help`.
enum ExitCode {
    Done = 0,
    RanAndFailed = 1,
    BadInput = 2,
    NoHost = 3,
};

/// What main() runs once the command line is understood.
struct Invocation
{
    std::function<int()> run;
};

/// Declares one subcommand: its options, help with examples, and what to run. One per file in
/// commands/, one line in the list in command.cpp.
using DeclareCommand = void (*)(CLI::App &app, Invocation &invocation);

void declareCommands(CLI::App &app, Invocation &invocation);

/// Writes to standard output or standard error as UTF-8, with a line end, flushed.
void print(const QString &line);
void printError(const QString &line);

/// "saltern: message remedy" on standard error; returns the exit code that fits the error's kind.
int report(const Error &error);

} // namespace Saltern::Cli
