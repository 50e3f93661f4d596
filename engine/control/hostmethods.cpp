#include "engine/control/controlmethods.h"
#include "engine/control/dockerquestion.h"
#include "engine/control/enginecontrol.h"
#include "engine/control/hostlisting.h"
#include "engine/control/methodparams.h"
#include "engine/control/newslistener.h"
#include "engine/docker/dockerclient.h"
#include "engine/hosts/hostcheck.h"
#include "engine/runs/engine.h"

namespace Saltern {

namespace {

using Params::Name;
using Reply = ControlServer::Reply;
using Beginning = ControlServer::Beginning;

Result<HostConfig> configFrom(const QJsonObject &params, const QString &name)
{
    const auto address = Params::text(params, Name("endpoint"));
    if (!address)
        return fail(address.error());
    const auto tls = Params::optionalText(params, Name("tls"));
    if (!tls)
        return fail(tls.error());
    const auto endpoint = DockerEndpoint::parse(*address, *tls);
    if (!endpoint)
        return fail(endpoint.error());
    return HostConfig{.name = name, .endpoint = *endpoint};
}

Result<HostConfig> knownHost(EngineControl &control, const QJsonObject &params)
{
    const auto name = Params::text(params, Name("host"));
    if (!name)
        return fail(name.error());
    const HostConfig *config = control.engine().hosts().config(*name);
    if (!config)
        return fail(ErrorKind::NotFound,
                    QStringLiteral("There is no host \"%1\".").arg(name->left(80)),
                    QStringLiteral("hosts.list names those that there are."));
    return *config;
}

void check(EngineControl &control, const QJsonObject &params, const Reply &reply)
{
    const auto host = params.contains(Name("endpoint"))
                          ? configFrom(params, params.value(Name("host")).toString())
                          : knownHost(control, params);
    if (!host) {
        reply(fail(host.error()));
        return;
    }
    auto *conversation = new HostCheck(*host, &control);
    QObject::connect(conversation,
                     &HostCheck::finished,
                     conversation,
                     [reply, conversation](const HostReport &report) {
                         conversation->deleteLater();
                         reply(QJsonValue(report.toJson()));
                     });
    conversation->start();
}

Result<QJsonValue> added(EngineControl &control, const QJsonObject &params)
{
    const auto name = Params::text(params, Name("host"));
    if (!name)
        return fail(name.error());
    const auto host = configFrom(params, *name);
    if (!host)
        return fail(host.error());
    if (const auto done = control.engine().addHost(*host); !done)
        return fail(done.error());
    Q_EMIT control.hosts().changed(*name);
    return QJsonValue(control.hosts().entry(*name));
}

/// Asks the host of the parameter "host" and answers what `make` makes of what it says.
void askHost(EngineControl &control,
             const QJsonObject &params,
             const Reply &reply,
             const QString &path,
             QJsonObject (*make)(const QJsonArray &))
{
    const auto host = knownHost(control, params);
    if (!host) {
        reply(fail(host.error()));
        return;
    }
    askDocker(&control,
              *control.engine().hosts().client(host->name),
              path,
              dockerQuery({{QStringLiteral("all"), QStringLiteral("1")}}),
              [reply, make](const Result<DockerResponse> &answer) {
                  if (answer)
                      reply(QJsonValue(make(answer->array())));
                  else
                      reply(fail(answer.error()));
              });
}

Beginning listen(EngineControl &control)
{
    auto listener = std::make_unique<NewsListener>(QStringLiteral("hosts"));
    NewsListener *news = listener.get();
    QObject::connect(
        &control.hosts(), &HostStates::changed, news, [news, &control](const QString &host) {
            news->pass({{Name("host"), control.hosts().entry(host)}});
        });
    return {std::move(listener), {{Name("hosts"), control.hosts().entries()}}};
}

} // namespace

void addHostMethods(EngineControl &control)
{
    ControlServer &server = control.server();
    server.addMethod(QStringLiteral("hosts.list"),
                     [&control](const QJsonObject &, const Reply &reply) {
                         reply(QJsonValue(QJsonObject{{Name("hosts"), control.hosts().entries()}}));
                     });
    server.addMethod(QStringLiteral("hosts.check"), std::bind_front(check, std::ref(control)));
    server.addMethod(QStringLiteral("hosts.add"),
                     [&control](const QJsonObject &params, const Reply &reply) {
                         reply(added(control, params));
                     });
    server.addMethod(
        QStringLiteral("hosts.containers"),
        [&control](const QJsonObject &params, const Reply &reply) {
            askHost(control, params, reply, QStringLiteral("/containers/json"), containersListing);
        });
    server.addMethod(
        QStringLiteral("hosts.images"), [&control](const QJsonObject &params, const Reply &reply) {
            askHost(control, params, reply, QStringLiteral("/images/json"), imagesListing);
        });
    server.addTopic(QStringLiteral("hosts"),
                    [&control](const QJsonObject &) { return Result<Beginning>(listen(control)); });
}

} // namespace Saltern
