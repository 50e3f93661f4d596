#include "engine/docker/ssherror.h"

#include "engine/docker/sshcommand.h"

namespace Saltern {

namespace {

constexpr qsizetype longestDetail = 1000;

bool saysAny(const QByteArray &said, std::initializer_list<const char *> words)
{
    const QByteArray lower = said.toLower();
    return std::any_of(
        words.begin(), words.end(), [&](const char *word) { return lower.contains(word); });
}

QString detailOf(const QByteArray &said)
{
    return QString::fromUtf8(said.trimmed().right(longestDetail));
}

// The account matters: ssh looks for keys and known hosts in the home of whoever runs the engine.
QString tryByHand(const DockerEndpoint &endpoint)
{
    return QStringLiteral("`ssh %1`, as the account that runs the engine")
        .arg(sshDestination(endpoint));
}

QString account(const DockerEndpoint &endpoint)
{
    return endpoint.user.isEmpty() ? QStringLiteral("the account") : endpoint.user;
}

Error hostKeyError(const DockerEndpoint &endpoint, const QByteArray &said)
{
    if (saysAny(said, {"identification has changed", "has changed and you have requested"}))
        return {
            ErrorKind::PermissionDenied,
            QStringLiteral("The host key of %1 is not the one that is known.").arg(endpoint.host),
            QStringLiteral("Somebody may be in between. If the host was installed anew, take "
                           "the old key away (ssh-keygen -R) and run %1 once to see the new one.")
                .arg(tryByHand(endpoint)),
            detailOf(said)};
    return {ErrorKind::PermissionDenied,
            QStringLiteral("The host key of %1 is not known yet.").arg(endpoint.host),
            QStringLiteral("Run %1, once, and compare the key that it shows with the host's.")
                .arg(tryByHand(endpoint)),
            detailOf(said)};
}

} // namespace

Error sshError(const DockerEndpoint &endpoint, const QByteArray &said)
{
    const QString where = endpoint.toString();
    if (saysAny(said, {"host key verification failed", "host identification has changed"}))
        return hostKeyError(endpoint, said);
    if (saysAny(said, {"permission denied", "too many authentication failures"}))
        return {ErrorKind::PermissionDenied,
                QStringLiteral("ssh may not log in at %1.").arg(where),
                QStringLiteral("Saltern cannot type a password: %1, must work without one. "
                               "ssh-copy-id puts your key on the host.")
                    .arg(tryByHand(endpoint)),
                detailOf(said)};
    if (saysAny(said, {"could not resolve hostname"}))
        return {ErrorKind::Unreachable,
                QStringLiteral("ssh does not know the name %1.").arg(endpoint.host),
                QStringLiteral("Check the spelling, or name the host in ~/.ssh/config."),
                detailOf(said)};
    if (saysAny(said, {"connection refused"}))
        return {ErrorKind::Unreachable,
                QStringLiteral("No ssh server listens at %1.").arg(where),
                QStringLiteral("Start sshd there, or check the port."),
                detailOf(said)};
    if (saysAny(said,
                {"bad configuration option", "bad owner or permissions", "can't open user config"}))
        return {
            ErrorKind::BadInput,
            QStringLiteral("ssh cannot use its configuration."),
            QStringLiteral("Run %1, and mend what it complains about.").arg(tryByHand(endpoint)),
            detailOf(said)};
    if (saysAny(said,
                {"timed out", "no route to host", "network is unreachable", "not responding"}))
        return {ErrorKind::Unreachable,
                QStringLiteral("%1 does not answer.").arg(where),
                QStringLiteral("Check that the host is on and can be reached from here."),
                detailOf(said)};
    return {ErrorKind::Unreachable,
            QStringLiteral("The ssh connection to %1 ended.").arg(where),
            QStringLiteral("Try %1.").arg(tryByHand(endpoint)),
            detailOf(said)};
}

Error sshDialError(const DockerEndpoint &endpoint, const QByteArray &said)
{
    const QString host = endpoint.host;
    const QString socket = endpoint.path.isEmpty() ? QString(usualDockerSocket) : endpoint.path;
    if (saysAny(said, {"permission denied"}))
        return {ErrorKind::PermissionDenied,
                QStringLiteral("ssh reaches %1, but %2 may not use the Docker socket there.")
                    .arg(host, account(endpoint)),
                QStringLiteral("Add it to the group that owns %1 over there (sudo usermod -aG "
                               "docker NAME); members have the rights of root.")
                    .arg(socket),
                detailOf(said)};
    if (saysAny(said, {"not found", "unknown command", "no such file or directory: docker"}))
        return {ErrorKind::NotFound,
                QStringLiteral("ssh reaches %1, but neither %2 can be used there nor is there a "
                               "docker command.")
                    .arg(host, socket),
                QStringLiteral("Install Docker there, let %1 use it, or give the socket's path: "
                               "ssh://%2/run/user/1000/docker.sock.")
                    .arg(account(endpoint), host),
                detailOf(said)};
    if (saysAny(said, {"cannot connect", "no such file", "connection refused", "failed to open"}))
        return {ErrorKind::Unreachable,
                QStringLiteral("ssh reaches %1, but no Docker engine listens at %2 there.")
                    .arg(host, socket),
                QStringLiteral("Start Docker there, or give the socket's path: "
                               "ssh://%1/run/user/1000/docker.sock.")
                    .arg(host),
                detailOf(said)};
    return {ErrorKind::Unreachable,
            QStringLiteral("ssh reaches %1, but not the Docker engine there.").arg(host),
            QStringLiteral("Try `ssh %1 docker version`.").arg(sshDestination(endpoint)),
            detailOf(said)};
}

Error slowSshError(const DockerEndpoint &endpoint)
{
    return {ErrorKind::Timeout,
            QStringLiteral("The ssh login at %1 is not there yet.").arg(endpoint.toString()),
            QStringLiteral("Try `ssh %1 docker version`. What the shell over there does at every "
                           "login (.bashrc) counts, too.")
                .arg(sshDestination(endpoint)),
            {}};
}

Error silentEngineError(const DockerEndpoint &endpoint)
{
    return {ErrorKind::Timeout,
            QStringLiteral("ssh reaches %1, but the Docker engine there does not answer yet.")
                .arg(endpoint.host),
            QStringLiteral("Check whether the engine or its host is overloaded: "
                           "`ssh %1 docker version`.")
                .arg(sshDestination(endpoint)),
            {}};
}

Error noSshError()
{
    return {ErrorKind::NotFound,
            QStringLiteral("The program ssh cannot be started."),
            QStringLiteral("Install it (on Debian: sudo apt install openssh-client)."),
            {}};
}

} // namespace Saltern
