#pragma once

#include "engine/docker/dockerendpoint.h"

namespace Saltern {

/// The endpoint text that means what the docker command itself would speak to.
inline constexpr QLatin1StringView localContext("context:default");

/// $DOCKER_CONFIG, else ~/.docker: where the docker command keeps its configuration.
QString dockerConfigFolder();

/// Reads an endpoint as people write it: the forms of DockerEndpoint::parse(), or `context:NAME`, a
/// context of the docker command. Looks at files of this account; nothing is connected to.
Result<DockerEndpoint> resolveEndpoint(const QString &text, const QString &tlsFolder = {});

/// What the docker command would speak to (docs.docker.com, "Docker contexts"): DOCKER_HOST, else
/// the context of DOCKER_CONTEXT or of Docker's configuration file, else the socket of this
/// machine: the system's, or when that may not be used a rootless engine's, or Podman's.
Result<DockerEndpoint> localEndpoint();

/// The names of the contexts in Docker's configuration folder, sorted.
QStringList dockerContexts();

} // namespace Saltern
