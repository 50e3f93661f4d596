#pragma once

#include "engine/base/result.h"
#include "engine/events/event.h"

#include <vector>

namespace Saltern {

class RunStore;

// What a replay plays from a journal. Read on a thread that may wait for the disk.

/// The events since then, without those that runs and timers of ours made: these come again by
/// themselves.
Result<std::vector<Event>> eventsToReplay(const RunStore &store, qint64 sinceNs);

/// The event that began a run, by the run's id.
Result<std::vector<Event>> eventThatBegan(const RunStore &store, const QString &run);

} // namespace Saltern
