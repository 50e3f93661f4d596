#pragma once

#include "engine/base/result.h"
#include "engine/events/event.h"

namespace Saltern {

/// The largest event that a window holds: room for what it adds, below the limit of an event.
inline constexpr qsizetype largestHeldEvent = maximumEventBytes - 16 * 1024;

/// How much a window holds of whole events, which are as large as whoever sends them likes.
class HeldEvents
{
public:
    static constexpr qsizetype mostBytes = 64 * 1024 * 1024;

    /// Whether there is room for the event.
    Result<void> check(const Event &event) const;

    void add(const Event &event) { m_bytes += event.json().size(); }
    void remove(const Event &event) { m_bytes -= event.json().size(); }

private:
    qsizetype m_bytes = 0;
};

} // namespace Saltern
