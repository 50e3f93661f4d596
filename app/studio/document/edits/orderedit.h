#pragma once

#include "app/studio/document/documentstate.h"
#include "engine/base/result.h"

#include <QStringList>

namespace Saltern::Edits {

/// Nodes one place earlier in the text (`by` < 0) or later, each past a node that is not among
/// them; those at the end stay.
Result<DocumentEdit> moveInFile(const DocumentState &state, const QStringList &ids, int by);

} // namespace Saltern::Edits
