#pragma once

#include "engine/base/result.h"
#include "engine/docker/dockerendpoint.h"

#include <QSslConfiguration>

namespace Saltern {

/// Reads the PEM files that the endpoint names: the authority to trust, and the certificate and key
/// to show. A missing or unusable file is an error that names it.
Result<QSslConfiguration> tlsConfiguration(const DockerEndpoint &endpoint);

} // namespace Saltern
