#include "engine/base/clock.h"
#include "engine/nodes/momentarystep.h"

namespace Saltern {

namespace {

constexpr qsizetype longestType = 255;

// What the engine alone may say: a forged Docker event would start other people's pipelines.
Result<void> checkEmittedType(const QString &type)
{
    static const QStringList reserved{QStringLiteral("docker"),
                                      QStringLiteral("host"),
                                      QStringLiteral("timer"),
                                      QStringLiteral("manual"),
                                      QStringLiteral("webhook"),
                                      QStringLiteral("saltern")};
    const QString first = type.section(u'/', 0, 0);
    if (!isValidEventType(type) || type.size() > longestType || first.isEmpty()) {
        return fail(ErrorKind::BadInput,
                    QStringLiteral("\"%1\" cannot be the type of an event.").arg(type.left(60)),
                    QStringLiteral("Use a path such as shop/order/paid: letters, digits and "
                                   "- _ . / : @ % +, 255 characters at most."));
    }
    if (reserved.contains(first)) {
        return fail(ErrorKind::BadInput,
                    QStringLiteral("Events whose type begins with %1/ are made by Saltern alone.")
                        .arg(first),
                    QStringLiteral("Begin the type with a word of your own."));
    }
    return {};
}

Result<QJsonObject> emittedData(const StepInput &input)
{
    const QJsonValue data = input.parameters.value(QLatin1StringView("data"));
    if (data.isUndefined())
        return input.event.data();
    if (data.isObject())
        return data.toObject();
    return fail(ErrorKind::BadInput,
                QStringLiteral("The data of an event has to be an object."),
                QStringLiteral("Write `data: { value: \"...\" }`."));
}

StepOutcome emitEvent(const StepInput &input, const Clock &clock)
{
    EventFields fields;
    fields.id = input.step + QStringLiteral("/emit"); // the same again after a crash
    fields.source = QStringLiteral("saltern/%1/%2").arg(input.pipeline, input.node);
    fields.type = input.parameters.value(QLatin1StringView("type")).toString();
    fields.subject =
        input.parameters.value(QLatin1StringView("subject")).toString(input.event.subject());
    fields.timeNs = clock.nowNs();
    fields.host = input.event.host();
    fields.cause = QStringLiteral("%1/%2/%3").arg(input.pipeline, input.run, input.step);
    fields.hops = input.event.hops() + 1;

    if (const auto valid = checkEmittedType(fields.type); !valid)
        return StepOutcome::failed(valid.error(), false);
    const auto data = emittedData(input);
    if (!data)
        return StepOutcome::failed(data.error(), false);
    const Event event = Event::make(fields, *data);
    if (event.json().size() > maximumEventBytes) {
        return StepOutcome::failed({ErrorKind::TooLarge,
                                    QStringLiteral("The event would be larger than 1 MiB."),
                                    QStringLiteral("Publish less data."),
                                    {}},
                                   false);
    }
    StepOutcome outcome = StepOutcome::leave(QStringLiteral("ok"), *data);
    outcome.publish.push_back(event);
    outcome.detail = {{QStringLiteral("event"), event.id()}, {QStringLiteral("type"), fields.type}};
    return outcome;
}

Result<std::unique_ptr<StepNode>> makeEmit(const NodeSetup &setup)
{
    return momentaryNode([clock = setup.services.clock](const StepInput &input) {
        return emitEvent(input, *clock);
    });
}

} // namespace

NodeBehaviour emitBehaviour()
{
    // A simulation has a bus of its own.
    return {.step = makeEmit, .simulated = makeEmit};
}

} // namespace Saltern
