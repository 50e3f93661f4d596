#pragma once

#include "engine/exporters/exporter.h"

namespace Saltern {

/// The profile that adds nothing to Salt: what Salt 3006 and 3007 ship, and no module of ours.
ExportProfile stockSaltProfile();

/// A pipeline for that profile (docs/salt-export.md).
Result<ExportResult> exportToStockSalt(const ExportInput &input);

} // namespace Saltern
