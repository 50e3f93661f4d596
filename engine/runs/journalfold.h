#pragma once

#include "engine/runs/journalrecords.h"

namespace Saltern {

/// Makes fewer rows of a batch that becomes durable as a whole: what a later write of it would
/// change in a run or step that an earlier one adds is written with that, and the end of an attempt
/// with its begin. The file holds the same in the end.
void foldWrites(std::vector<JournalTransaction> &batch);

} // namespace Saltern
