#pragma once

namespace CLI {
class App;
class ParseError;
} // namespace CLI

namespace Saltern::Cli {

/// Says what is wrong with the command line, and what was meant; returns the exit code. `error` is
/// no call for help.
int reportParseError(const CLI::App &app, const CLI::ParseError &error);

} // namespace Saltern::Cli
