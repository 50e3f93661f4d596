#include "engine/runs/changejson.h"

#include "engine/runs/outcomejson.h"

namespace Saltern {

namespace {

using Name = QLatin1StringView;

constexpr double nsPerMs = 1'000'000;

} // namespace

QJsonObject changeJson(const EventSeen &seen)
{
    return {{Name("what"), QStringLiteral("event")},
            {Name("event"), seen.event.object()},
            {Name("triggers"), QJsonArray::fromStringList(seen.triggers)}};
}

QJsonObject changeJson(const RunChange &change)
{
    return {{Name("what"), QStringLiteral("run")},
            {Name("run"), change.run},
            {Name("pipeline"), change.pipeline},
            {Name("trigger"), change.trigger},
            {Name("mode"), runModeName(change.mode)},
            {Name("state"), runStateName(change.state)},
            {Name("reason"), change.reason},
            {Name("event"), change.event},
            {Name("time"), formatTimeNs(change.timeNs)}};
}

QJsonObject changeJson(const StepChange &change)
{
    QJsonObject object{
        {Name("what"), QStringLiteral("step")},
        {Name("run"), change.run},
        {Name("step"), change.step},
        {Name("pipeline"), change.pipeline},
        {Name("node"), change.node},
        {Name("kind"), change.kind},
        {Name("state"), stepStateName(change.state)},
        {Name("attempt"), change.attempt},
        {Name("parent"), change.parent},
        {Name("port"), change.port},
        {Name("event"), change.event},
        {Name("time"), formatTimeNs(change.timeNs)},
    };
    const auto add = [&](const char *key, const QJsonValue &value, bool present) {
        if (present)
            object.insert(Name(key), value);
    };
    add("host", change.host, !change.host.isEmpty());
    add("parameters", change.parameters, !change.parameters.isEmpty());
    add("exits", QJsonArray::fromStringList(change.ports), !change.ports.isEmpty());
    add("detail", change.detail, !change.detail.isEmpty());
    add("log", change.log, !change.log.isEmpty());
    add("ms", double(change.tookNs) / nsPerMs, change.tookNs > 0);
    add("due", formatTimeNs(change.dueNs), change.dueNs > 0);
    if (change.error)
        object.insert(Name("error"), errorJson(*change.error));
    return object;
}

QJsonObject changeJson(const DeadLetter &letter)
{
    return {{Name("what"), QStringLiteral("dead")},
            {Name("pipeline"), letter.pipeline},
            {Name("node"), letter.node},
            {Name("event"), letter.event},
            {Name("reason"), letter.reason},
            {Name("time"), formatTimeNs(letter.timeNs)}};
}

} // namespace Saltern
