#pragma once

#include "engine/exporters/exporter.h"

namespace Saltern {

struct Bundle;
class RuntimeCatalogue;

/// What an exporter is given for a bundle: the document read, its functions' runtimes looked up.
/// An error when a function names a runtime that nobody has, or a file that the bundle lacks; the
/// document's runnable part is taken as valid; what is not in it counts as left out.
Result<ExportInput> makeExportInput(const Bundle &bundle, const RuntimeCatalogue &runtimes);

} // namespace Saltern
