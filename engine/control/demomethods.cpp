#include "engine/control/controlconnection.h"
#include "engine/control/controlmethods.h"
#include "engine/control/demostage.h"
#include "engine/control/enginecontrol.h"
#include "engine/control/methodparams.h"
#include "engine/control/topiclistener.h"
#include "engine/demos/demo.h"
#include "engine/runs/engine.h"

namespace Saltern {

namespace {

using Params::Name;
using Reply = ControlServer::Reply;

void list(const QJsonObject &, const Reply &reply)
{
    QJsonArray demos;
    for (const QString &name : Demo::names()) {
        const auto demo = Demo::load(name);
        if (!demo) {
            reply(fail(demo.error()));
            return;
        }
        demos.append(QJsonObject{
            {Name("demo"), name}, {Name("title"), demo->title}, {Name("simulated"), false}});
    }
    reply(QJsonValue(QJsonObject{{Name("demos"), demos}}));
}

Result<QJsonValue> shown(const QJsonObject &params)
{
    const auto name = Params::text(params, Name("demo"));
    if (!name)
        return fail(name.error());
    const auto demo = Demo::load(*name);
    if (!demo)
        return fail(demo.error());
    QJsonArray acts;
    for (const DemoAct &act : demo->acts)
        acts.append(act.say);
    return QJsonValue(QJsonObject{{Name("demo"), *name},
                                  {Name("title"), demo->title},
                                  {Name("bundle"), Params::bundleJson(demo->bundle)},
                                  {Name("acts"), acts}});
}

Result<QJsonValue>
begun(EngineControl &control, ControlConnection &connection, const QJsonObject &params)
{
    const auto name = Params::text(params, Name("demo"));
    if (!name)
        return fail(name.error());
    const auto host = Params::optionalText(params, Name("host"));
    if (!host)
        return fail(host.error());
    if (params.value(Name("simulated")).toBool())
        return fail(ErrorKind::Unsupported,
                    QStringLiteral("This engine cannot play a demo without Docker."),
                    QStringLiteral("Play it on a host."));
    const EngineOptions &options = control.engine().options();
    if (options.observe || options.observeOnly)
        return fail(ErrorKind::Conflict,
                    QStringLiteral("This engine only observes."),
                    QStringLiteral("Start it without --observe."));
    auto performance = control.demos().begin(*name, *host);
    if (!performance)
        return fail(performance.error());
    const int subscription = connection.add(std::move(performance->listener));
    return QJsonValue(
        QJsonObject{{Name("demoRun"), performance->run}, {Name("subscription"), subscription}});
}

Result<QJsonValue> cancelled(EngineControl &control, const QJsonObject &params)
{
    const auto run = Params::text(params, Name("demoRun"));
    if (!run)
        return fail(run.error());
    if (const auto done = control.demos().cancel(*run); !done)
        return fail(done.error());
    return QJsonValue(QJsonObject());
}

} // namespace

void addDemoMethods(EngineControl &control)
{
    ControlServer &server = control.server();
    server.addMethod(QStringLiteral("demos.list"), list);
    server.addMethod(QStringLiteral("demos.show"),
                     [](const QJsonObject &params, const Reply &reply) { reply(shown(params)); });
    server.addConnectionMethod(
        QStringLiteral("demos.run"),
        [&control](ControlConnection &connection, const QJsonObject &params, const Reply &reply) {
            reply(begun(control, connection, params));
        });
    server.addMethod(QStringLiteral("demos.cancel"),
                     [&control](const QJsonObject &params, const Reply &reply) {
                         reply(cancelled(control, params));
                     });
}

} // namespace Saltern
