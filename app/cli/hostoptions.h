#pragma once

#include "engine/hosts/hostset.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace Saltern::Cli {

/// --host NAME=ENDPOINT and --tls NAME=FOLDER: the same on every command that speaks to Docker.
struct HostOptions
{
    std::vector<std::string> hosts;
    std::vector<std::string> tls;
};

/// `options` must live as long as the command line is being used.
void addHostOptions(CLI::App &command, HostOptions &options);

enum class Recordings { Refused, Allowed };

/// The hosts that were named, NAME=recorded:FILE among them where that is allowed; without any,
/// "local": what DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH say, else the default socket.
Result<std::vector<HostConfig>> readHosts(const HostOptions &options,
                                          Recordings recordings = Recordings::Refused);

} // namespace Saltern::Cli
