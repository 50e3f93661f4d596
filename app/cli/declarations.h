#pragma once

#include <CLI/App.hpp>

#include <vector>

namespace Saltern::Cli {

/// The subcommands of a command. Groups of options are nameless ones to CLI11.
inline std::vector<const CLI::App *> subcommandsOf(const CLI::App &command)
{
    return command.get_subcommands(
        [](const CLI::App *inner) { return !inner->get_name().empty(); });
}

/// The options and arguments that its help text shows, those in groups last.
inline std::vector<const CLI::Option *> optionsOf(const CLI::App &command)
{
    std::vector<const CLI::Option *> options;
    for (const CLI::Option *option : command.get_options()) {
        if (!option->get_group().empty())
            options.push_back(option);
    }
    for (const CLI::App *group :
         command.get_subcommands([](const CLI::App *inner) { return inner->get_name().empty(); })) {
        for (const CLI::Option *option : optionsOf(*group)) {
            if (option != group->get_help_ptr())
                options.push_back(option);
        }
    }
    return options;
}

} // namespace Saltern::Cli
