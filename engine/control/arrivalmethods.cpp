#include "engine/control/controlmethods.h"
#include "engine/control/enginecontrol.h"
#include "engine/control/methodparams.h"

#include <QJsonArray>

namespace Saltern {

namespace {

using Params::Name;
using Reply = ControlServer::Reply;

constexpr int usualLimit = 20;
constexpr int highestLimit = 100;

Result<ArrivalFilter> filterFrom(const QJsonObject &params)
{
    const auto pipeline = Params::text(params, Name("pipeline"));
    const auto node = Params::text(params, Name("node"));
    const auto from = Params::optionalText(params, Name("from"));
    const auto port = Params::optionalText(params, Name("port"));
    for (const auto *text : {&pipeline, &node, &from, &port}) {
        if (!*text)
            return fail(text->error());
    }
    const auto limit = Params::number(params, Name("limit"), usualLimit, 1, highestLimit);
    if (!limit)
        return fail(limit.error());
    return ArrivalFilter{*pipeline, *node, *from, *port, static_cast<int>(*limit)};
}

QJsonObject arrivalJson(const RunStore &store, const Arrival &arrival)
{
    QJsonArray exits;
    for (const Arrival::Exit &exit : arrival.exits) {
        QJsonObject object{{Name("port"), exit.port}};
        if (!exit.event.isNull())
            object.insert(Name("event"), exit.event.object());
        exits.append(object);
    }
    return {{Name("run"), QString(store.engineId() + u'-' + QString::number(arrival.run))},
            {Name("number"), arrival.number},
            {Name("from"), arrival.from},
            {Name("port"), arrival.port},
            {Name("state"), stepStateName(arrival.state)},
            {Name("time"), formatTimeNs(arrival.timeNs)},
            {Name("event"), arrival.event.isNull() ? QJsonValue() : arrival.event.object()},
            {Name("exits"), exits}};
}

Result<QJsonValue> arrivalsOf(const RunStore &store, const ArrivalFilter &filter)
{
    const auto found = store.arrivals(filter);
    if (!found)
        return fail(found.error());
    QJsonArray arrivals;
    for (const Arrival &arrival : *found)
        arrivals.append(arrivalJson(store, arrival));
    return QJsonValue(QJsonObject{{Name("arrivals"), arrivals}});
}

} // namespace

void addArrivalMethods(EngineControl &control)
{
    control.server().addMethod(
        QStringLiteral("runs.arrivals"), [&control](const QJsonObject &params, const Reply &reply) {
            const auto filter = filterFrom(params);
            if (!filter) {
                reply(fail(filter.error()));
                return;
            }
            control.reader().ask(
                [filter = *filter](const RunStore &store) { return arrivalsOf(store, filter); },
                reply);
        });
}

} // namespace Saltern
