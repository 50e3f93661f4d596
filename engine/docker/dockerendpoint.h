#pragma once

#include "engine/base/result.h"

#include <QString>

namespace Saltern {

/// Where a Docker engine listens. A value; knows no sockets.
struct DockerEndpoint
{
    enum class Transport { Unix, Tcp, Tls, Ssh };

    Transport transport = Transport::Unix;
    QString path;     // Unix: the socket's path; Ssh: the same over there, empty = not known
    QString host;     // Tcp, Tls: name or address; Ssh: also a name of the ssh configuration
    quint16 port = 0; // Tcp, Tls; Ssh: 0 = as the ssh configuration has it
    QString user;     // Ssh; empty = as the ssh configuration has it
    // Tls: PEM files, as `docker --tlsverify` wants them (ca.pem, cert.pem, key.pem).
    QString caFile;
    QString certificateFile;
    QString keyFile;

    /// Reads the forms of DOCKER_HOST: "unix:///var/run/docker.sock", "tcp://10.0.0.5:2375" (2376
    /// and TLS when `tlsFolder`, the folder of the three PEM files, is given),
    /// "ssh://me@build:22/run/docker.sock" (of which only the name is needed).
    static Result<DockerEndpoint> parse(const QString &text, const QString &tlsFolder = {});

    /// DOCKER_HOST, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH; without them the default socket.
    static Result<DockerEndpoint> fromEnvironment();

    /// As parse() reads it, without the TLS files.
    QString toString() const;

    bool operator==(const DockerEndpoint &) const = default;
};

} // namespace Saltern
