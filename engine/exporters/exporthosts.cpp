#include "engine/exporters/exporthosts.h"

namespace Saltern {

QList<ExportHost> exportHosts(const std::vector<HostConfig> &hosts)
{
    QList<ExportHost> reached;
    for (const HostConfig &host : hosts) {
        const bool tls = host.endpoint.transport == DockerEndpoint::Transport::Tls;
        if (tls || host.endpoint.transport == DockerEndpoint::Transport::Tcp)
            reached += {host.name, host.endpoint.toString(), tls, host.labels};
    }
    return reached;
}

} // namespace Saltern
