#pragma once

#include "engine/docker/dockerclient.h"

#include <functional>

namespace Saltern {

/// GETs something from a Docker engine for a client that waits. `answered` is called once, unless
/// `owner` is gone before.
void askDocker(QObject *owner,
               DockerClient &client,
               const QString &path,
               const QUrlQuery &query,
               const std::function<void(const Result<DockerResponse> &)> &answered);

} // namespace Saltern
