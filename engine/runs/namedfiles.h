#pragma once

#include "engine/pipeline/pipeline.h"

#include <QStringList>

namespace Saltern {

/// The files that the nodes of a pipeline name, relative to the document; some may come twice.
QStringList namedFiles(const Pipeline &pipeline);

} // namespace Saltern
