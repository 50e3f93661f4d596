#pragma once

#include "engine/base/result.h"

namespace Saltern {

/// The full path of one of our own programs ("saltern-shim", "saltern-script"): beside the running
/// program, in ../bin, or in ../libexec/saltern. The file system is looked at on every call.
Result<QString> findProgram(const QString &name);

/// $HOME, else the folder that the account database has for this account: services start without a
/// HOME, and Qt would take the root of the file system.
QString homeFolder();

/// $XDG_STATE_HOME/saltern, by default ~/.local/state/saltern: journal, lock and control socket.
QString defaultStateFolder();

/// $XDG_CONFIG_HOME/saltern, by default ~/.config/saltern: hosts, secrets, the user's runtimes.
QString configFolder();

} // namespace Saltern
