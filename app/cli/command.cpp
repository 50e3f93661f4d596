#include "app/cli/command.h"

#include <QByteArray>

#include <CLI/App.hpp>

#include <array>
#include <cstdio>

namespace Saltern::Cli {

void declareAttach(CLI::App &app, Invocation &invocation);
void declareCmd(CLI::App &app, Invocation &invocation);
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
    declareAttach, declareCmd,       declareDemo,     declareDoctor,  declareEvents,
    declareExport, declareFunctions, declareHosts,    declareMatch,   declareInvoke,
    declareReplay, declareRun,       declareRuns,     declareSend,    declareServe,
    declareSchema, declareTest,      declareValidate, declareVersion,
};

void write(std::FILE *stream, const QString &line)
{
    const QByteArray utf8 = line.toUtf8() + '\n';
    std::fwrite(utf8.constData(), 1, static_cast<std::size_t>(utf8.size()), stream);
    std::fflush(stream);
}

} // namespace

void declareCommands(CLI::App &app, Invocation &invocation)
{
    for (const DeclareCommand declare : commands)
        declare(app, invocation);
}

void print(const QString &line)
{
    write(stdout, line);
}

void printError(const QString &line)
{
    write(stderr, line);
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
