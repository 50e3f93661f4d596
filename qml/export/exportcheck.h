#pragma once

#include "engine/exporters/exporter.h"

namespace Saltern {

/// What holding an export against itself showed, as one sentence for people.
struct ExportCheck
{
    bool passed = true;
    QString sentence; // "Checked: 4 YAML and JSON files parse, every node has its lines."
};

/// Reads the YAML and JSON files among the result, and looks whether every node that can be
/// expressed points at lines that exist. Files with template tags in them are not YAML before they
/// are rendered, so they are not counted.
ExportCheck checkExport(const ExportResult &result);

} // namespace Saltern
