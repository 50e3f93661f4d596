#pragma once

#include <QString>

#include <string>

namespace Saltern::Cli {

/// The help text of --state.
inline constexpr const char *stateFolderHelp =
    "Folder of the journal and the control socket (default: ~/.local/state/saltern)";

/// What --state says, by default the user's own state folder; absolute.
QString stateFolder(const std::string &option);

} // namespace Saltern::Cli
