#include "app/cli/completion.h"

#include "app/cli/command.h"
#include "engine/base/nearestname.h"

#include <CLI/App.hpp>

#include <memory>

namespace Saltern::Cli {

namespace {

int printScript(const QString &shell)
{
    const QString script = completionScript(shell);
    if (script.isEmpty())
        return report(
            {ErrorKind::BadInput,
             QStringLiteral("There is no completion for the shell \"%1\".").arg(shell.left(60)),
             suggestName(shell, completionShells()),
             {}});
    print(script);
    return Done;
}

} // namespace

void declareCompletion(CLI::App &app, Invocation &invocation)
{
    CLI::App *command =
        app.add_subcommand("completion", "Print a script that completes commands in a shell");
    const auto shell = std::make_shared<std::string>();
    command->add_option("SHELL", *shell, "bash, zsh or fish")->required();
    command->footer(
        "The Debian package has installed them. Otherwise, for the shell that runs:\n"
        "  source <(saltern completion bash)\n"
        "  source <(saltern completion zsh)      # behind compinit\n"
        "  saltern completion fish | source\n"
        "and the same line in its start-up file for all others. It completes commands,\n"
        "options, files, and the hosts, demos and kinds that there are.");
    command->callback([&invocation, shell] {
        invocation.run = [shell] { return printScript(QString::fromStdString(*shell)); };
    });
}

} // namespace Saltern::Cli
