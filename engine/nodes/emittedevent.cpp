#include "engine/nodes/emittedevent.h"

#include "engine/base/clock.h"
#include "engine/nodes/emittedtype.h"

namespace Saltern {

Result<Emitted>
Emitted::from(const QJsonObject &settings, const StepInput &input, const QJsonObject &otherwise)
{
    const QJsonValue data = settings.value(QLatin1StringView("data"));
    if (!data.isUndefined() && !data.isObject())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The data of an event has to be an object."),
                    QStringLiteral("Write `data: { value: \"...\" }`."));
    return Emitted{.id = input.step + QStringLiteral("/emit"),
                   .type = settings.value(QLatin1StringView("type")).toString(),
                   .subject =
                       settings.value(QLatin1StringView("subject")).toString(input.event.subject()),
                   .data = data.isUndefined() ? otherwise : data.toObject()};
}

Result<Event> emittedEvent(const Emitted &emitted, const StepInput &input, const Clock &clock)
{
    if (const auto valid = checkEmittedType(emitted.type); !valid)
        return fail(valid.error());
    EventFields fields;
    fields.id = emitted.id;
    fields.source = QStringLiteral("saltern/%1/%2").arg(input.pipeline, input.node);
    fields.type = emitted.type;
    fields.subject = emitted.subject;
    fields.timeNs = clock.nowNs();
    fields.host = input.event.host();
    fields.cause = QStringLiteral("%1/%2/%3").arg(input.pipeline, input.run, input.step);
    fields.hops = input.event.hops() + 1;
    Event event = Event::make(fields, emitted.data);
    if (event.json().size() > maximumEventBytes)
        return fail(ErrorKind::TooLarge,
                    QStringLiteral("The event would be larger than 1 MiB."),
                    QStringLiteral("Publish less data."));
    return event;
}

} // namespace Saltern
