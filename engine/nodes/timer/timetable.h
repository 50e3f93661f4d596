#pragma once

#include "engine/base/result.h"

#include <QJsonObject>

#include <chrono>
#include <memory>
#include <optional>

namespace Saltern {

class Clock;

/// When a timer ticks. A tick that was missed, because the machine slept or the engine was busy for
/// longer than a whole interval, is skipped.
class Timetable
{
public:
    virtual ~Timetable() = default;

    /// From now on; forgets what was before.
    virtual void begin(const Clock &clock) = 0;

    /// How long until the next tick, zero when it is due; nothing when none will ever come.
    virtual std::optional<std::chrono::milliseconds> untilNext(const Clock &clock) const = 0;

    /// If a tick is due: when it should have been (nanoseconds since 1970), and on to the next.
    virtual std::optional<qint64> takeDue(const Clock &clock) = 0;
};

/// From a timer node's settings `every`, or `cron` and `timezone`.
Result<std::unique_ptr<Timetable>> makeTimetable(const QJsonObject &parameters);

} // namespace Saltern
