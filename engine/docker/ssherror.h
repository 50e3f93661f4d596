#pragma once

#include "engine/docker/dockerendpoint.h"

namespace Saltern {

/// Why ssh has not come to the host, or lost it, from what it wrote to its standard error
/// (OpenSSH 7 to 9; the words are in its sshconnect.c, sshconnect2.c and clientloop.c).
Error sshError(const DockerEndpoint &endpoint, const QByteArray &said);

/// Why the docker command over there reached no engine, when the socket could not be forwarded
/// either (docker 20.10 to 28, podman-docker, and what shells say of a missing program).
Error sshDialError(const DockerEndpoint &endpoint, const QByteArray &said);

/// The login takes too long.
Error slowSshError(const DockerEndpoint &endpoint);

/// The login is there, but nobody answers through it.
Error silentEngineError(const DockerEndpoint &endpoint);

/// The program ssh cannot be started.
Error noSshError();

} // namespace Saltern
