#include "app/cli/version.h"

#include "app/cli/command.h"

#include <QtGlobal>

#include <CLI/App.hpp>

namespace Saltern::Cli {

QString versionLine()
{
    return QStringLiteral("saltern %1 (Qt %2)")
        .arg(QStringLiteral(SALTERN_VERSION), QString::fromLatin1(qVersion()));
}

void declareVersion(CLI::App &app, Invocation &invocation)
{
    CLI::App *command = app.add_subcommand("version", "Print the version of Saltern and of Qt");
    command->callback([&invocation] {
        invocation.run = [] {
            print(versionLine());
            return Done;
        };
    });
}

} // namespace Saltern::Cli
