#include "engine/control/controlmethods.h"

#include "engine/control/controlserver.h"
#include "engine/pipeline/registry.h"
#include "engine/runs/engine.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace Saltern {

namespace {

constexpr int protocolVersion = 1;

void hello(const QJsonObject &, const ControlServer::Reply &reply)
{
    QJsonArray kinds;
    for (const NodeDescriptor &descriptor : nodeDescriptors())
        kinds.append(KindRef{descriptor.kind, descriptor.version}.toString());
    reply(QJsonValue(QJsonObject{{QStringLiteral("protocol"), protocolVersion},
                                 {QStringLiteral("version"), QStringLiteral(SALTERN_VERSION)},
                                 {QStringLiteral("kinds"), kinds}}));
}

void status(Engine &engine, const QJsonObject &, const ControlServer::Reply &reply)
{
    reply(QJsonValue(engine.status()));
}

void sendEvent(Engine &engine, const QJsonObject &params, const ControlServer::Reply &reply)
{
    const QJsonObject object = params.value(QLatin1StringView("event")).toObject();
    const auto event = Event::fromJson(QJsonDocument(object).toJson(QJsonDocument::Compact));
    if (!event) {
        reply(fail(event.error()));
        return;
    }
    engine.publish(*event, [reply, id = event->id()](const QStringList &triggers) {
        reply(QJsonValue(
            QJsonObject{{QStringLiteral("id"), id},
                        {QStringLiteral("triggers"), QJsonArray::fromStringList(triggers)}}));
    });
}

} // namespace

void addEngineMethods(ControlServer &server, Engine &engine)
{
    server.addMethod(QStringLiteral("hello"), hello);
    server.addMethod(QStringLiteral("status"), std::bind_front(status, std::ref(engine)));
    server.addMethod(QStringLiteral("events.send"), std::bind_front(sendEvent, std::ref(engine)));
}

} // namespace Saltern
