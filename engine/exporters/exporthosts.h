#pragma once

#include "engine/exporters/exporter.h"
#include "engine/hosts/hostset.h"

namespace Saltern {

/// Of the hosts that an engine works with, those that the other system reaches over the network
/// itself: tcp://, with TLS or without. Of all others something of it runs beside the Docker
/// engine.
QList<ExportHost> exportHosts(const std::vector<HostConfig> &hosts);

} // namespace Saltern
