#include "app/cli/manpage.h"

#include "app/cli/declarations.h"

#include <sstream>

namespace Saltern::Cli {

namespace {

/// Text that troff takes as it is: no escapes, no requests at the start of a line, and hyphens
/// that can be copied into a shell.
std::string escaped(const std::string &text)
{
    std::string result;
    bool lineBegins = true;
    for (const char c : text) {
        if (lineBegins && (c == '.' || c == '\''))
            result += "\\&";
        if (c == '\\')
            result += "\\e";
        else if (c == '-')
            result += "\\-";
        else
            result += c;
        lineBegins = c == '\n';
    }
    return result;
}

std::string optionName(const CLI::Option &option)
{
    if (option.get_positional())
        return escaped(option.get_name(true));
    std::string name = escaped(option.get_name(false, true));
    if (option.get_items_expected_max() > 0)
        name += " \\fI" + escaped(option.get_type_name()) + "\\fR";
    return name;
}

void writeOptions(std::ostream &page, const CLI::App &command)
{
    for (const CLI::Option *option : optionsOf(command))
        page << ".TP\n\\fB" << optionName(*option) << "\\fR\n"
             << escaped(option->get_description()) << '\n';
}

void writeCommand(std::ostream &page, const CLI::App &command, const std::string &parents)
{
    const std::string name = parents + command.get_name();
    page << ".SS " << escaped(name) << '\n' << escaped(command.get_description()) << ".\n";
    writeOptions(page, command);
    if (const std::string footer = command.get_footer(); !footer.empty())
        page << ".PP\n.nf\n" << escaped(footer) << "\n.fi\n";
    for (const CLI::App *inner : subcommandsOf(command))
        writeCommand(page, *inner, name + ' ');
}

} // namespace

std::string manPage(const CLI::App &app, const std::string &version)
{
    std::ostringstream page;
    page
        << ".TH SALTERN 1 \"\" \"Saltern " << version << "\" \"User Commands\"\n"
        << ".SH NAME\nsaltern \\- " << escaped(app.get_description()) << '\n'
        << ".SH SYNOPSIS\n.B saltern\n.I COMMAND\n[\\fIOPTIONS\\fR]\n"
        << ".SH DESCRIPTION\n"
        << "A pipeline is a text file: an event goes in, patterns pick it, functions run on it in\n"
        << "containers, actions change something. Each command has its own\n.B \\-\\-help\n"
        << "with the same text as below.\n"
        << ".SH COMMANDS\n";
    for (const CLI::App *command : subcommandsOf(app))
        writeCommand(page, *command, {});
    page << ".SH EXIT STATUS\n" << escaped(app.get_footer()) << '\n';
    return page.str();
}

} // namespace Saltern::Cli
