#include "app/cli/parseerror.h"

#include "app/cli/command.h"
#include "app/cli/declarations.h"
#include "engine/base/nearestname.h"

#include <QStringList>

#include <CLI/Error.hpp>

namespace Saltern::Cli {

namespace {

QStringList commandNames(const CLI::App &command)
{
    QStringList names;
    for (const CLI::App *inner : subcommandsOf(command))
        names += QString::fromStdString(inner->get_name());
    return names;
}

QStringList optionNames(const CLI::App &command)
{
    QStringList names;
    for (const CLI::Option *option : optionsOf(command)) {
        for (const std::string &name : option->get_lnames())
            names += QStringLiteral("--") + QString::fromStdString(name);
    }
    return names;
}

/// `name`: the commands that were typed; empty at the top.
Error explain(const CLI::App &command, const QString &name, const CLI::ParseError &error)
{
    const std::vector<std::string> extras = command.remaining();
    const QString extra = extras.empty() ? QString() : QString::fromStdString(extras.front());
    const bool isTop = name.isEmpty();
    const QString help =
        QStringLiteral("`saltern %1--help` shows what there is.").arg(isTop ? name : name + u' ');
    const QStringList commands = commandNames(command);
    if (extra.startsWith(u'-')) {
        const QString option = extra.section(u'=', 0, 0).left(60);
        const QString meant = suggestName(option, optionNames(command));
        return {ErrorKind::BadInput,
                isTop ? QStringLiteral("There is no option %1.").arg(option)
                      : QStringLiteral("%1 has no option %2.").arg(name, option),
                meant.isEmpty() ? help : meant,
                {}};
    }
    if (!extra.isEmpty() && !commands.isEmpty())
        return {ErrorKind::BadInput,
                isTop ? QStringLiteral("There is no command \"%1\".").arg(extra.left(60))
                      : QStringLiteral("%1 has no command \"%2\".").arg(name, extra.left(60)),
                suggestName(extra, commands),
                {}};
    if (!extra.isEmpty())
        return {ErrorKind::BadInput,
                QStringLiteral("%1 has no use for \"%2\".").arg(name, extra.left(60)),
                help,
                {}};
    if (!commands.isEmpty())
        return {ErrorKind::BadInput,
                QStringLiteral("%1 needs a command.").arg(name),
                QStringLiteral("It has: %1.").arg(commands.join(QLatin1StringView(", "))),
                {}};
    const QString reason = QString::fromUtf8(error.what()).section(u'\n', 0, 0);
    return {ErrorKind::BadInput,
            isTop ? reason + u'.' : QStringLiteral("%1: %2.").arg(name, reason),
            help,
            {}};
}

} // namespace

int reportParseError(const CLI::App &app, const CLI::ParseError &error)
{
    const CLI::App *command = &app;
    QStringList names;
    while (!command->get_subcommands().empty()) { // those that were typed
        command = command->get_subcommands().front();
        names += QString::fromStdString(command->get_name());
    }
    return report(explain(*command, names.join(u' '), error));
}

} // namespace Saltern::Cli
