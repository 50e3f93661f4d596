#include "app/cli/command.h"
#include "app/cli/socketbridge.h"
#include "app/cli/statefolder.h"

#include <CLI/App.hpp>

#include <memory>

namespace Saltern::Cli {

namespace {

struct AttachOptions
{
    std::string state;
    std::string socket;
};

int attach(const AttachOptions &options)
{
    const QString path = options.socket.empty()
                             ? stateFolder(options.state) + QStringLiteral("/control.sock")
                             : QString::fromStdString(options.socket);
    const auto done = bridgeToSocket(path);
    if (done)
        return Done;
    report(done.error());
    return RanAndFailed;
}

} // namespace

void declareAttach(CLI::App &app, Invocation &invocation)
{
    CLI::App *command =
        app.add_subcommand("attach", "Speak to a running engine on standard input and output");
    auto options = std::make_shared<AttachOptions>();
    command->add_option("--state", options->state, stateFolderHelp)->type_name("FOLDER");
    command->add_option("--socket", options->socket, "The engine's control socket")
        ->type_name("FILE");
    command->footer(
        "Copies between standard input and output and the control socket, one JSON-RPC message a\n"
        "line (docs/control-protocol.md), so that an engine elsewhere can be reached over ssh.\n"
        "\nExamples:\n"
        "  ssh host saltern attach\n"
        "  echo '{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"status\"}' | saltern attach");
    command->callback(
        [options, &invocation] { invocation.run = [options] { return attach(*options); }; });
}

} // namespace Saltern::Cli
