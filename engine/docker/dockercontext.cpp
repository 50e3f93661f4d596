#include "engine/docker/dockercontext.h"

#include "engine/base/installation.h"
#include "engine/base/nearestname.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

const Name contextPrefix("context:");
const Name defaultContext("default");

// A broken or missing file has no members.
QJsonObject readJson(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    constexpr qint64 enough = 1024 * 1024;
    return QJsonDocument::fromJson(file.read(enough)).object();
}

// The docker command keeps each context under the hash of its name.
QString contextId(const QString &name)
{
    return QString::fromLatin1(
        QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex());
}

Result<DockerEndpoint> contextEndpoint(const QString &name)
{
    const QString id = contextId(name);
    const QJsonObject meta =
        readJson(QStringLiteral("%1/contexts/meta/%2/meta.json").arg(dockerConfigFolder(), id));
    const QJsonObject docker =
        meta.value(Name("Endpoints")).toObject().value(Name("docker")).toObject();
    const QString host = docker.value(Name("Host")).toString();
    if (host.isEmpty())
        return fail(ErrorKind::NotFound,
                    QStringLiteral("Docker has no context \"%1\".").arg(name.left(80)),
                    suggestName(name, dockerContexts() + QStringList{QString(defaultContext)}));
    if (docker.value(Name("SkipTLSVerify")).toBool())
        return fail(ErrorKind::Unsupported,
                    QStringLiteral("The context \"%1\" does not check certificates.").arg(name),
                    QStringLiteral("Give it the authority's certificate: docker context update "
                                   "%1 --docker host=...,ca=ca.pem")
                        .arg(name));
    const QString tls = QStringLiteral("%1/contexts/tls/%2/docker").arg(dockerConfigFolder(), id);
    const bool isTcp = host.startsWith(Name("tcp://"));
    return DockerEndpoint::parse(host, isTcp && QFileInfo(tls).isDir() ? tls : QString());
}

QString chosenContext()
{
    const QString chosen = qEnvironmentVariable("DOCKER_CONTEXT");
    if (!chosen.isEmpty())
        return chosen;
    return readJson(dockerConfigFolder() + QStringLiteral("/config.json"))
        .value(Name("currentContext"))
        .toString();
}

Result<DockerEndpoint> machineEndpoint()
{
    const QString system = QStringLiteral("/var/run/docker.sock");
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    const QStringList usual{system,
                            runtime + QStringLiteral("/docker.sock"),
                            runtime + QStringLiteral("/podman/podman.sock"),
                            QStringLiteral("/run/podman/podman.sock")};
    for (const QString &socket : usual) {
        if (QFileInfo(socket).isWritable())
            return DockerEndpoint::parse(QStringLiteral("unix://") + socket);
    }
    return DockerEndpoint::parse(QStringLiteral("unix://") + system);
}

} // namespace

QString dockerConfigFolder()
{
    const QString configured = qEnvironmentVariable("DOCKER_CONFIG");
    return configured.isEmpty() ? homeFolder() + QStringLiteral("/.docker") : configured;
}

Result<DockerEndpoint> resolveEndpoint(const QString &text, const QString &tlsFolder)
{
    if (!text.startsWith(contextPrefix))
        return DockerEndpoint::parse(text, tlsFolder);
    if (!tlsFolder.isEmpty())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("A context has its own TLS files."),
                    QStringLiteral("Leave the TLS folder away."));
    const QString name = text.mid(contextPrefix.size());
    return name == defaultContext ? localEndpoint() : contextEndpoint(name);
}

Result<DockerEndpoint> localEndpoint()
{
    if (!qEnvironmentVariableIsEmpty("DOCKER_HOST"))
        return DockerEndpoint::fromEnvironment();
    const QString chosen = chosenContext();
    return chosen.isEmpty() || chosen == defaultContext ? machineEndpoint()
                                                        : contextEndpoint(chosen);
}

QStringList dockerContexts()
{
    const QDir folder(dockerConfigFolder() + QStringLiteral("/contexts/meta"));
    QStringList names;
    for (const QString &id : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString name = readJson(folder.filePath(id + QStringLiteral("/meta.json")))
                                 .value(Name("Name"))
                                 .toString();
        if (!name.isEmpty())
            names += name;
    }
    names.sort();
    return names;
}

} // namespace Saltern
