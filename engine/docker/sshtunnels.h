#pragma once

#include "engine/docker/dockerendpoint.h"

#include <QObject>

#include <map>

namespace Saltern {

class SshTunnel;

/// The ssh logins of this process: one for each host, whoever connects to it. Application thread;
/// ends with the application.
class SshTunnels : public QObject
{
    Q_OBJECT
public:
    static SshTunnels *ofApplication();

    /// The tunnel to this host, which may be open, opening or just begun.
    SshTunnel *tunnel(const DockerEndpoint &endpoint);

private:
    SshTunnels();
    ~SshTunnels() override;

    std::map<QString, SshTunnel *> m_tunnels; // by endpoint; children
};

} // namespace Saltern
