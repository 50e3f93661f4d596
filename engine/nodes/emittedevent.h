#pragma once

#include "engine/runs/behaviour.h"

namespace Saltern {

class Clock;

/// What a step says on the bus, as the settings `type`, `subject` and `data` have it (rendered).
struct Emitted
{
    QString id; // after a crash the same again
    QString type;
    QString subject;
    QJsonObject data;

    /// The subject of the arriving event and `otherwise` are what the settings leave out. An error
    /// when `data` is no object.
    static Result<Emitted>
    from(const QJsonObject &settings, const StepInput &input, const QJsonObject &otherwise);
};

/// The event, with the step as its cause. Refuses types that Saltern alone may use, and what is
/// larger than an event can be.
Result<Event> emittedEvent(const Emitted &emitted, const StepInput &input, const Clock &clock);

} // namespace Saltern
