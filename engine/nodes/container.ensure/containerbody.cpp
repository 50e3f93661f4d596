#include "engine/nodes/container.ensure/containerbody.h"

#include "engine/nodes/jsontext.h"

#include <QJsonArray>
#include <QSet>

#include <algorithm>

namespace Saltern {

namespace {

QJsonArray arrayOf(const QStringList &list)
{
    return QJsonArray::fromStringList(list);
}

// What was written down for the container itself; the image's part comes with the image.
QJsonObject ownConfig(const ActualContainer &actual)
{
    const QJsonObject config = objectAt(actual.container, QLatin1StringView("Config"));
    const QJsonObject image = objectAt(actual.image, QLatin1StringView("Config"));
    static const QStringList inherited{QStringLiteral("Cmd"),
                                       QStringLiteral("Entrypoint"),
                                       QStringLiteral("ExposedPorts"),
                                       QStringLiteral("Healthcheck"),
                                       QStringLiteral("StopSignal"),
                                       QStringLiteral("User"),
                                       QStringLiteral("Volumes"),
                                       QStringLiteral("WorkingDir")};
    static const QStringList ofTheContainer{QStringLiteral("Domainname"),
                                            QStringLiteral("OpenStdin"),
                                            QStringLiteral("StdinOnce"),
                                            QStringLiteral("StopTimeout"),
                                            QStringLiteral("Tty")};
    QJsonObject own;
    for (const QString &name : inherited) {
        const QJsonValue value = config.value(name);
        if (!value.isUndefined() && !value.isNull() && value != image.value(name))
            own.insert(name, value);
    }
    for (const QString &name : ofTheContainer) {
        if (config.contains(name))
            own.insert(name, config.value(name));
    }
    QJsonObject labels = objectAt(config, QLatin1StringView("Labels"));
    const QJsonObject imageLabels = objectAt(image, QLatin1StringView("Labels"));
    for (auto label = imageLabels.begin(); label != imageLabels.end(); ++label) {
        if (labels.value(label.key()) == label.value())
            labels.remove(label.key());
    }
    own.insert(QStringLiteral("Labels"), labels);
    return own;
}

QStringList ownEnvironment(const DesiredContainer &desired, const ActualContainer &actual)
{
    const auto image = environmentOf(objectAt(actual.image, QLatin1StringView("Config")));
    auto variables = environmentOf(objectAt(actual.container, QLatin1StringView("Config")));
    variables.removeIf([&](const auto &entry) {
        return image.contains(entry.key()) && image.value(entry.key()) == entry.value();
    });
    if (desired.env)
        variables = *desired.env;
    QStringList list;
    for (auto entry = variables.begin(); entry != variables.end(); ++entry)
        list += entry.key() + u'=' + entry.value();
    return list;
}

QString imageName(const DesiredContainer &desired, const ActualContainer &actual)
{
    if (desired.image)
        return desired.image->complete();
    // The name may mean another image by now.
    const QString name = objectAt(actual.container, QLatin1StringView("Config"))
                             .value(QLatin1StringView("Image"))
                             .toString();
    const bool still =
        actual.image.value(QLatin1StringView("RepoTags")).toArray().contains(QJsonValue(name));
    return still ? name : actual.container.value(QLatin1StringView("Image")).toString();
}

// By default Docker calls a container by the beginning of its id.
bool hasOwnHostname(const ActualContainer &actual)
{
    const QString mode = objectAt(actual.container, QLatin1StringView("HostConfig"))
                             .value(QLatin1StringView("NetworkMode"))
                             .toString();
    const QString hostname = objectAt(actual.container, QLatin1StringView("Config"))
                                 .value(QLatin1StringView("Hostname"))
                                 .toString();
    return !hostname.isEmpty() && !actual.id().startsWith(hostname) &&
           mode != QLatin1StringView("host") && !mode.startsWith(QLatin1StringView("container:"));
}

void setPorts(const QStringList &ports, QJsonObject &config, QJsonObject &host)
{
    QJsonObject bindings;
    QJsonObject exposed = objectAt(config, QLatin1StringView("ExposedPorts"));
    for (const QString &port : ports) {
        const QString inside = port.section(u':', -1);
        QString outside = port.chopped(inside.size());
        if (outside.endsWith(u':'))
            outside.chop(1);
        QString ip = outside.contains(u':') ? outside.section(u':', 0, -2) : QString();
        if (ip.startsWith(u'['))
            ip = ip.mid(1).chopped(1);
        QJsonArray places = bindings.value(inside).toArray();
        places.append(QJsonObject{{QStringLiteral("HostIp"), ip},
                                  {QStringLiteral("HostPort"), outside.section(u':', -1)}});
        bindings.insert(inside, places);
        exposed.insert(inside, QJsonObject());
    }
    host.insert(QStringLiteral("PortBindings"), bindings);
    config.insert(QStringLiteral("ExposedPorts"), exposed);
}

QString targetOf(const QString &volume)
{
    return volume.section(u':', 1, 1);
}

void setVolumes(const DesiredContainer &desired, const ActualContainer &actual, QJsonObject &host)
{
    QStringList binds = desired.volumes.value_or(mountedVolumesOf(actual.container));
    QStringList targets;
    for (const QString &bind : std::as_const(binds))
        targets += targetOf(bind);
    const QStringList anonymous = anonymousVolumesOf(actual.container);
    for (const QString &volume : anonymous) {
        if (!targets.contains(targetOf(volume)))
            binds += volume;
    }
    // What `Mounts` says of volumes and folders is among the binds; other kinds stay.
    QJsonArray mounts;
    const QJsonArray former = host.value(QLatin1StringView("Mounts")).toArray();
    for (const QJsonValue &mount : former) {
        const QString type = mount.toObject().value(QLatin1StringView("Type")).toString();
        if (type != QLatin1StringView("bind") && type != QLatin1StringView("volume"))
            mounts.append(mount);
    }
    host.insert(QStringLiteral("Binds"), arrayOf(binds));
    host.insert(QStringLiteral("Mounts"), mounts);
}

void setLimits(const DesiredContainer &desired, QJsonObject &host)
{
    if (desired.memory) {
        host.insert(QStringLiteral("Memory"), *desired.memory);
        host.remove(QStringLiteral("MemorySwap")); // Docker's default depends on the memory
    }
    if (desired.nanoCpus) {
        host.insert(QStringLiteral("NanoCpus"), *desired.nanoCpus);
        host.remove(QStringLiteral("CpuQuota")); // the older way to say the same
        host.remove(QStringLiteral("CpuPeriod"));
    }
    if (desired.pids)
        host.insert(QStringLiteral("PidsLimit"), *desired.pids);
    if (desired.restart)
        host.insert(QStringLiteral("RestartPolicy"),
                    QJsonObject{{QStringLiteral("Name"), *desired.restart}});
}

// What was asked for when the container was connected; the rest of an endpoint is Docker's answer.
QJsonObject endpointOf(const QJsonObject &endpoint, const QString &id)
{
    QJsonObject asked;
    for (const QString &name :
         {QStringLiteral("IPAMConfig"), QStringLiteral("Links"), QStringLiteral("DriverOpts")}) {
        const QJsonValue value = endpoint.value(name);
        if (!value.isNull() && !value.isUndefined())
            asked.insert(name, value);
    }
    QJsonArray aliases;
    const QJsonArray former = endpoint.value(QLatin1StringView("Aliases")).toArray();
    for (const QJsonValue &alias : former) {
        if (!id.startsWith(alias.toString()))
            aliases.append(alias);
    }
    if (!aliases.isEmpty())
        asked.insert(QStringLiteral("Aliases"), aliases);
    return asked;
}

bool hasEndpoint(const QString &network)
{
    static const QStringList builtIn{QStringLiteral("default"),
                                     QStringLiteral("bridge"),
                                     QStringLiteral("host"),
                                     QStringLiteral("none")};
    return !builtIn.contains(network) && !network.startsWith(QLatin1StringView("container:"));
}

void setNetworks(const DesiredContainer &desired,
                 const ActualContainer &actual,
                 QJsonObject &host,
                 ContainerBody &body)
{
    const QJsonObject former =
        objectAt(objectAt(actual.container, QLatin1StringView("NetworkSettings")),
                 QLatin1StringView("Networks"));
    QString first = host.value(QLatin1StringView("NetworkMode")).toString();
    if (desired.networks)
        first = desired.networks->value(0, QStringLiteral("none"));
    for (auto network = former.begin(); network != former.end(); ++network) {
        const QJsonValue id = network.value().toObject().value(QLatin1StringView("NetworkID"));
        if (!first.isEmpty() && id.toString() == first)
            first = network.key(); // the mode may name a network by its id
    }
    if (first.isEmpty())
        return;
    host.insert(QStringLiteral("NetworkMode"), first);
    const auto endpoint = [&](const QString &name) {
        return endpointOf(former.value(name).toObject(), actual.id());
    };
    if (hasEndpoint(first))
        body.create.insert(QStringLiteral("NetworkingConfig"),
                           QJsonObject{{QStringLiteral("EndpointsConfig"),
                                        QJsonObject{{first, endpoint(first)}}}});
    const QStringList all = desired.networks.value_or(former.keys());
    for (const QString &name : all) {
        if (name != first && (hasEndpoint(name) || desired.networks))
            body.networks.emplace_back(name, endpoint(name));
    }
}

// Podman answers with the system's names of limits (RLIMIT_NOFILE) and takes Docker's (nofile)
// only.
void renameUlimits(QJsonObject &host)
{
    QJsonArray limits = host.value(QLatin1StringView("Ulimits")).toArray();
    if (limits.isEmpty())
        return;
    for (QJsonValueRef limit : limits) {
        QJsonObject named = limit.toObject();
        QString name = named.value(QLatin1StringView("Name")).toString().toLower();
        if (name.startsWith(QLatin1StringView("rlimit_")))
            name.remove(0, 7);
        named.insert(QStringLiteral("Name"), name);
        limit = named;
    }
    host.insert(QStringLiteral("Ulimits"), limits);
}

} // namespace

ContainerBody containerBody(const DesiredContainer &desired, const ActualContainer &actual)
{
    ContainerBody body;
    QJsonObject config = actual.exists() ? ownConfig(actual) : QJsonObject();
    QJsonObject host = objectAt(actual.container, QLatin1StringView("HostConfig"));
    config.insert(QStringLiteral("Image"), imageName(desired, actual));
    config.insert(QStringLiteral("Env"), arrayOf(ownEnvironment(desired, actual)));
    if (desired.command)
        config.insert(QStringLiteral("Cmd"), arrayOf(*desired.command));
    if (desired.entrypoint)
        config.insert(QStringLiteral("Entrypoint"), arrayOf(*desired.entrypoint));
    QJsonObject labels = objectAt(config, QLatin1StringView("Labels"));
    const auto wanted = desired.labels.value_or(QMap<QString, QString>());
    for (auto label = wanted.begin(); label != wanted.end(); ++label)
        labels.insert(label.key(), label.value());
    config.insert(QStringLiteral("Labels"), labels);
    if (desired.hostname || (actual.exists() && hasOwnHostname(actual)))
        config.insert(
            QStringLiteral("Hostname"),
            desired.hostname.value_or(objectAt(actual.container, QLatin1StringView("Config"))
                                          .value(QLatin1StringView("Hostname"))
                                          .toString()));
    if (desired.user)
        config.insert(QStringLiteral("User"), *desired.user);
    if (desired.workdir)
        config.insert(QStringLiteral("WorkingDir"), *desired.workdir);
    if (desired.ports)
        setPorts(*desired.ports, config, host);
    setVolumes(desired, actual, host);
    setLimits(desired, host);
    renameUlimits(host);
    body.create = config;
    setNetworks(desired, actual, host, body);
    body.create.insert(QStringLiteral("HostConfig"), host);
    return body;
}

std::optional<QJsonObject> containerUpdate(const DesiredContainer &desired,
                                           const std::vector<Difference> &differences)
{
    static const QSet<QString> changeable{QStringLiteral("memory"),
                                          QStringLiteral("cpus"),
                                          QStringLiteral("pids"),
                                          QStringLiteral("restart")};
    const bool fits =
        std::all_of(differences.begin(), differences.end(), [](const Difference &difference) {
            return changeable.contains(difference.setting);
        });
    if (!fits)
        return {};
    QJsonObject body;
    setLimits(desired, body);
    // What a new container would get; the old one may be below the memory that is wanted.
    if (desired.memory)
        body.insert(QStringLiteral("MemorySwap"), 2 * *desired.memory);
    return body;
}

} // namespace Saltern
