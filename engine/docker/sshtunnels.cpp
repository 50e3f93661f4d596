#include "engine/docker/sshtunnels.h"

#include "engine/docker/sshtunnel.h"

#include <QCoreApplication>
#include <QPointer>

namespace Saltern {

namespace {

// Made anew where a test has several applications after one another.
QPointer<SshTunnels> tunnelsOfApplication;

} // namespace

SshTunnels *SshTunnels::ofApplication()
{
    if (!tunnelsOfApplication) {
        tunnelsOfApplication = new SshTunnels;
        // While there are timers still, which is not so when the application's children go.
        qAddPostRoutine([] { delete tunnelsOfApplication; });
    }
    return tunnelsOfApplication;
}

SshTunnels::SshTunnels() = default;
SshTunnels::~SshTunnels() = default;

SshTunnel *SshTunnels::tunnel(const DockerEndpoint &endpoint)
{
    const QString key = endpoint.toString();
    const auto known = m_tunnels.find(key);
    if (known != m_tunnels.end())
        return known->second;
    auto *tunnel = new SshTunnel(endpoint, this);
    m_tunnels.emplace(key, tunnel);
    connect(tunnel, &SshTunnel::ended, this, [this, tunnel, key] {
        m_tunnels.erase(key);
        tunnel->deleteLater();
    });
    tunnel->start();
    return tunnel;
}

} // namespace Saltern
