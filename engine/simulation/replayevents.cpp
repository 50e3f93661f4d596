#include "engine/simulation/replayevents.h"

#include "engine/runs/runstore.h"

namespace Saltern {

namespace {

bool cameFromOutside(const Event &event)
{
    return event.cause().isEmpty() && !event.type().startsWith(QLatin1StringView("timer/"));
}

} // namespace

Result<std::vector<Event>> eventsToReplay(const RunStore &store, qint64 sinceNs)
{
    auto events = store.events(sinceNs);
    if (events)
        std::erase_if(*events, [](const Event &event) { return !cameFromOutside(event); });
    return events;
}

Result<std::vector<Event>> eventThatBegan(const RunStore &store, const QString &run)
{
    const auto story = store.story(run);
    if (!story)
        return fail(story.error());
    const Event event = story->events.value(story->run.event);
    if (event.isNull())
        return fail(ErrorKind::NotFound,
                    QStringLiteral("The journal no longer has the event that began the run."));
    return std::vector<Event>{event};
}

} // namespace Saltern
