#include "engine/base/duration.h"
#include "engine/nodes/window/windowkinds.h"

namespace Saltern {

namespace {

constexpr qint64 nsPerMs = 1'000'000;

MadeWindow makeWindow(const NodeSetup &setup)
{
    const auto text = [&](QLatin1StringView name) {
        return setup.parameters.value(name).toString();
    };
    WindowSettings settings;
    settings.over = text(QLatin1StringView("over"));
    const auto over = parseDuration(settings.over);
    if (!over)
        return fail(over.error());
    settings.overNs = over->count() * nsPerMs;
    auto key = WindowKey::make(text(QLatin1StringView("by")));
    if (!key)
        return fail(key.error());
    settings.key = *std::move(key);
    settings.isKeyed = !text(QLatin1StringView("by")).isEmpty();
    settings.mostKeys = std::size_t(setup.parameters.value(QLatin1StringView("keys")).toInteger());
    const QString mode = text(QLatin1StringView("mode"));
    if (mode == QLatin1StringView("once-within"))
        return makeOnceWithin(std::move(settings), setup);
    if (mode == QLatin1StringView("once-after"))
        return makeOnceAfter(std::move(settings), setup);
    if (mode == QLatin1StringView("absence"))
        return makeAbsence(std::move(settings), setup);
    if (mode == QLatin1StringView("accumulate"))
        return makeAccumulate(std::move(settings), setup);
    return makeCountWithin(std::move(settings), setup);
}

} // namespace

QString causeOf(const StepInput &input)
{
    return input.pipeline + u'/' + input.run + u'/' + input.step;
}

EventFields aboutEvent(const Event &event, const QString &cause)
{
    EventFields about;
    if (event.isNull())
        return about;
    about.subject = event.subject();
    about.host = event.host();
    about.cause = cause;
    about.hops = event.hops() + 1;
    return about;
}

QJsonObject withWindow(const Event &event, const QJsonObject &window)
{
    QJsonObject data = event.isNull() ? QJsonObject() : event.data();
    data.insert(QStringLiteral("window"), window);
    return data;
}

NodeBehaviour windowBehaviour()
{
    return {.stateful = makeWindow};
}

} // namespace Saltern
