#pragma once

#include "engine/docker/dockerendpoint.h"

#include <QStringList>

namespace Saltern {

/// Where Docker listens on a host whose ssh endpoint does not say it.
inline constexpr QLatin1StringView usualDockerSocket("/var/run/docker.sock");

/// The argument lists of the ssh programs behind an ssh endpoint (ssh(1), ssh_config(5)). No shell
/// reads them on this machine. The user's configuration and known hosts are in force;
/// SALTERN_SSH_CONFIG names another configuration, as `ssh -F` does.
class SshCommand
{
public:
    /// `folder` is private and holds the sockets.
    SshCommand(const DockerEndpoint &endpoint, const QString &folder);

    /// The login that everything else goes through; says sshGreeting when it is there and lasts as
    /// long as its standard input.
    QStringList login() const;

    /// Lets the login listen at socketPath() and carry each connection to the Docker socket there.
    QStringList forward() const;

    /// One connection to Docker on standard input and output, by the docker command over there.
    QStringList dial() const;

    QString socketPath() const { return m_folder + QStringLiteral("/docker.sock"); }

    /// Where the login takes requests from further ssh programs.
    QString controlPath() const { return m_folder + QStringLiteral("/control"); }

private:
    QStringList configuration() const;
    QStringList destination() const;
    QStringList control() const;

    DockerEndpoint m_endpoint;
    QString m_folder;
};

/// What a login says, on a line of its own, once commands can be run.
inline constexpr QByteArrayView sshGreeting("saltern-ready");

/// How people write the destination on the ssh command line, for advice: "-p 2222 me@build".
QString sshDestination(const DockerEndpoint &endpoint);

} // namespace Saltern
