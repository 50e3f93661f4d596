#include "engine/docker/sshtunnels.h"

#include "engine/docker/sshtunnel.h"

#include <QCoreApplication>
#include <QPointer>

namespace Saltern {

SshTunnels *SshTunnels::ofApplication()
{
    static QPointer<SshTunnels>
        tunnels; // gone and made again where a test has several applications
    if (!tunnels)
        tunnels = new SshTunnels(QCoreApplication::instance());
    return tunnels;
}

SshTunnels::SshTunnels(QObject *parent) : QObject(parent)
{
}

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
