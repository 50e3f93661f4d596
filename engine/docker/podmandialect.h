#pragma once

#include "engine/docker/dockermessage.h"

namespace Saltern {

/// Podman's events have Docker's form and partly its own words (podman, libpod/events/config.go and
/// pkg/domain/entities/events.go; observed with 4.3). Afterwards the message says what Docker
/// would: `destroy` for `remove`, `exec_start` and `exec_die` for `exec` and `exec_died`... What
/// Docker does not tell (`init`, `cleanup`) stays as it is.
void translateFromPodman(DockerMessage &message);

} // namespace Saltern
