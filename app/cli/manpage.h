#pragma once

#include <string>

namespace CLI {
class App;
}

namespace Saltern::Cli {

/// The manual page saltern(1) in the language of man(7): every command, option and example as the
/// same declarations give them to --help.
std::string manPage(const CLI::App &app, const std::string &version);

} // namespace Saltern::Cli
