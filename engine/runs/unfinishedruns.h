#pragma once

#include "engine/base/result.h"
#include "engine/runs/journalrecords.h"

namespace Saltern {

class JournalFile;

/// All that an engine needs to go on where a former one stopped: identity, counters, cursors,
/// deployments, unfinished runs. Gives a new journal its engine id. For the journal's thread.
Result<JournalContent> readContent(JournalFile &file);

} // namespace Saltern
