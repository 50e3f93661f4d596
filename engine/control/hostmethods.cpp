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

Result<HostEntry> entryFrom(const QJsonObject &params, const QString &name)
{
    const auto address = Params::text(params, Name("endpoint"));
    if (!address)
        return fail(address.error());
    const auto tls = Params::optionalText(params, Name("tls"));
    if (!tls)
        return fail(tls.error());
    HostEntry entry{.name = name, .endpoint = *address, .tls = *tls};
    const QJsonObject labels = params.value(Name("labels")).toObject();
    for (auto label = labels.begin(); label != labels.end(); ++label)
        entry.labels.insert(label.key(), label.value().toString());
    return entry;
}

Result<HostConfig> unknownHost(const QJsonObject &params)
{
    const QString name = params.value(Name("host")).toString();
    const auto entry = entryFrom(params, name.isEmpty() ? QStringLiteral("new") : name);
    if (!entry)
        return fail(entry.error());
    return entry->toConfig();
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
    const auto host =
        params.contains(Name("endpoint")) ? unknownHost(params) : knownHost(control, params);
    if (!host) {
        reply(fail(host.error()));
        return;
    }
    if (host->recorded) {
        reply(fail(ErrorKind::Unsupported,
                   QStringLiteral("The host \"%1\" is a recording.").arg(host->name),
                   QStringLiteral("Ask a host with a Docker engine.")));
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
    const auto host = entryFrom(params, *name);
    if (!host)
        return fail(host.error());
    if (const auto done = control.engine().addHost(*host); !done)
        return fail(done.error());
    control.hosts().add(*name);
    return QJsonValue(control.hosts().entry(*name));
}

Result<QJsonValue> removed(EngineControl &control, const QJsonObject &params)
{
    const auto host = knownHost(control, params);
    if (!host)
        return fail(host.error());
    if (const auto done = control.engine().removeHost(host->name); !done)
        return fail(done.error());
    control.hosts().remove(host->name);
    return QJsonValue(QJsonObject());
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
    DockerClient *client = control.engine().hosts().client(host->name);
    if (!client) {
        reply(fail(ErrorKind::Unsupported,
                   QStringLiteral("The host \"%1\" is a recording.").arg(host->name),
                   QStringLiteral("Ask a host with a Docker engine.")));
        return;
    }
    askDocker(&control,
              *client,
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
    QObject::connect(&control.hosts(), &HostStates::removed, news, [news](const QString &host) {
        news->pass({{Name("removed"), host}});
    });
    return {std::move(listener), control.hosts().listing()};
}

} // namespace

void addHostMethods(EngineControl &control)
{
    ControlServer &server = control.server();
    server.addMethod(QStringLiteral("hosts.list"),
                     [&control](const QJsonObject &, const Reply &reply) {
                         reply(QJsonValue(control.hosts().listing()));
                     });
    server.addMethod(QStringLiteral("hosts.check"), std::bind_front(check, std::ref(control)));
    server.addMethod(QStringLiteral("hosts.add"),
                     [&control](const QJsonObject &params, const Reply &reply) {
                         reply(added(control, params));
                     });
    server.addMethod(QStringLiteral("hosts.remove"),
                     [&control](const QJsonObject &params, const Reply &reply) {
                         reply(removed(control, params));
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
