#pragma once

#include "engine/hosts/hostset.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace Saltern::Cli {

/// --host NAME=ENDPOINT, --tls NAME=FOLDER and --hosts FILE: the same on every command that speaks
/// to Docker.
struct HostOptions
{
    std::vector<std::string> hosts;
    std::vector<std::string> tls;
    std::string file; // of hosts; empty = the standard one

    /// Where hosts that are added while a program runs are kept: nowhere when the command line
    /// names its hosts itself.
    QString fileForAdded() const;
};

/// `options` must live as long as the command line is being used.
void addHostOptions(CLI::App &command, HostOptions &options);

enum class Recordings { Refused, Allowed };

/// Only --hosts, for commands that work on the file.
void addHostsFileOption(CLI::App &command, HostOptions &options);

/// The hosts that were named, NAME=recorded:FILE among them where that is allowed; without any,
/// those of the hosts file; when it has none either, "local": what the docker command would use.
Result<std::vector<HostConfig>> readHosts(const HostOptions &options,
                                          Recordings recordings = Recordings::Refused);

/// Those of the hosts that a target picks; none is an error.
Result<std::vector<HostConfig>> pickHosts(const std::vector<HostConfig> &hosts,
                                          const QString &target);

} // namespace Saltern::Cli
