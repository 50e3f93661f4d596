#include "app/cli/command.h"
#include "app/cli/completion.h"
#include "app/cli/keyring.h"
#include "app/cli/manpage.h"
#include "app/cli/output.h"
#include "app/cli/parseerror.h"
#include "app/cli/version.h"

#include <QCoreApplication>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <string_view>

int main(int argc, char **argv)
{
    Saltern::Cli::keepStandardStreams();
    // GLib's event loop asks about every socket at every turn, which costs an engine with many
    // clients a fifth of its time. Only the library behind the keyring needs it, and only on a
    // desktop.
    if (!Saltern::Cli::mayHaveKeyring())
        qputenv("QT_NO_GLIB", "1");
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("saltern"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SALTERN_VERSION));

    CLI::App app("Run event-to-function pipelines on Docker hosts", "saltern");
    app.require_subcommand(0, 1);
    app.set_version_flag("--version", Saltern::Cli::versionLine().toStdString());
    bool printManPage = false;
    // For packaging; in no help text.
    app.add_flag("--man-page", printManPage)->group("");
    app.footer("Exit codes: 0 done, 1 it ran and failed, 2 the input is bad, "
               "3 no Docker host could be reached.");
    Saltern::Cli::Invocation invocation;
    Saltern::Cli::declareCommands(app, invocation);
    // For the scripts of `saltern completion`; what follows is no command line, but half of one.
    if (argc > 1 && std::string_view(argv[1]) == "--complete") {
        const QStringList words = QCoreApplication::arguments().mid(2);
        Saltern::Cli::print(Saltern::Cli::complete(app, words).toText());
        return Saltern::Cli::Done;
    }
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        // CLI11 reports by exceptions; they end here.
        if (error.get_exit_code() != 0)
            return Saltern::Cli::reportParseError(app, error);
        app.exit(error); // prints the help that was asked for
        return Saltern::Cli::Done;
    }
    if (printManPage) {
        Saltern::Cli::print(QString::fromStdString(Saltern::Cli::manPage(app, SALTERN_VERSION)));
        return Saltern::Cli::Done;
    }
    if (!invocation.run) {
        Saltern::Cli::printError(QString::fromStdString(app.help()));
        return Saltern::Cli::BadInput;
    }
    const int code = invocation.run();
    const bool told = Saltern::Cli::finishPrinting();
    return told || code != Saltern::Cli::Done ? code : Saltern::Cli::RanAndFailed;
}
