#pragma once

#include "engine/exporters/exporter.h"

namespace Saltern {

/// A pipeline as Salt reactor configuration (docs/salt-export.md).
Exporter saltExporter();

} // namespace Saltern
