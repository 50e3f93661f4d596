#include "app/cli/command.h"

#include <CLI/App.hpp>

#include <array>

namespace Saltern::Cli {

void declareAttach(CLI::App &app, Invocation &invocation);
void declareCmd(CLI::App &app, Invocation &invocation);
void declareCompletion(CLI::App &app, Invocation &invocation);
void declareDemo(CLI::App &app, Invocation &invocation);
void declareDoctor(CLI::App &app, Invocation &invocation);
void declareEvents(CLI::App &app, Invocation &invocation);
void declareExport(CLI::App &app, Invocation &invocation);
void declareFunctions(CLI::App &app, Invocation &invocation);
void declareHosts(CLI::App &app, Invocation &invocation);
void declareMatch(CLI::App &app, Invocation &invocation);
void declareInvoke(CLI::App &app, Invocation &invocation);
void declareReplay(CLI::App &app, Invocation &invocation);
void declareRun(CLI::App &app, Invocation &invocation);
void declareRuns(CLI::App &app, Invocation &invocation);
void declareSend(CLI::App &app, Invocation &invocation);
void declareServe(CLI::App &app, Invocation &invocation);
void declareSchema(CLI::App &app, Invocation &invocation);
void declareTest(CLI::App &app, Invocation &invocation);
void declareValidate(CLI::App &app, Invocation &invocation);
void declareVersion(CLI::App &app, Invocation &invocation);

namespace {

constexpr std::array commands{
    declareAttach, declareCmd,    declareCompletion, declareDemo,     declareDoctor,
    declareEvents, declareExport, declareFunctions,  declareHosts,    declareMatch,
    declareInvoke, declareReplay, declareRun,        declareRuns,     declareSend,
    declareServe,  declareSchema, declareTest,       declareValidate, declareVersion,
};

} // namespace

void declareCommands(CLI::App &app, Invocation &invocation)
{
    for (const DeclareCommand declare : commands)
        declare(app, invocation);
}

int report(const Error &error)
{
    printError(QStringLiteral("saltern: ") + error.toString());
    switch (error.kind) {
    case ErrorKind::BadInput:
    case ErrorKind::TooLarge:
        return BadInput;
    case ErrorKind::Unreachable:
    case ErrorKind::PermissionDenied:
        return NoHost;
    default:
        return RanAndFailed;
    }
}

} // namespace Saltern::Cli
