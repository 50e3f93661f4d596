#include "engine/docker/dockerendpoint.h"

#include "engine/docker/dockercontext.h"

#include <QDir>
#include <QRegularExpression>
#include <QUrl>

namespace Saltern {

namespace {

constexpr quint16 plainPort = 2375;
constexpr quint16 tlsPort = 2376;
// sizeof(sockaddr_un::sun_path) less the closing zero; longer paths cannot be connected to.
constexpr qsizetype longestSocketPath = 107;

QString usualForms()
{
    return QStringLiteral("Write it as unix:///var/run/docker.sock, tcp://10.0.0.5:2376 or "
                          "ssh://me@build.");
}

Result<DockerEndpoint> parseUnix(const QString &path)
{
    if (!path.startsWith(u'/'))
        return fail(ErrorKind::BadInput,
                    QStringLiteral("\"unix://%1\" has no absolute path.").arg(path),
                    QStringLiteral("Write three slashes, as in unix:///var/run/docker.sock."));
    if (path.toLocal8Bit().size() > longestSocketPath)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The socket path \"%1\" is too long.").arg(path),
                    QStringLiteral("The system allows %1 bytes; use a shorter path or a link.")
                        .arg(longestSocketPath));
    return DockerEndpoint{.transport = DockerEndpoint::Transport::Unix, .path = path};
}

Result<DockerEndpoint> parseTcp(const QString &text, const QString &tlsFolder)
{
    const QUrl url(text, QUrl::StrictMode);
    const bool bare = url.path().isEmpty() || url.path() == QLatin1StringView("/");
    if (!url.isValid() || url.host().isEmpty() || !bare || url.hasQuery() || url.hasFragment())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("\"%1\" is not a TCP endpoint.").arg(text),
                    QStringLiteral("Write a host and a port, as in tcp://10.0.0.5:2376."));
    if (!url.userInfo().isEmpty())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("A Docker endpoint has no user name or password."),
                    QStringLiteral("Use TLS client certificates instead."));
    const bool tls = !tlsFolder.isEmpty();
    DockerEndpoint endpoint{.transport = tls ? DockerEndpoint::Transport::Tls
                                             : DockerEndpoint::Transport::Tcp,
                            .host = url.host(),
                            .port = static_cast<quint16>(url.port(tls ? tlsPort : plainPort))};
    if (tls) {
        const QDir folder(tlsFolder);
        endpoint.caFile = folder.filePath(QStringLiteral("ca.pem"));
        endpoint.certificateFile = folder.filePath(QStringLiteral("cert.pem"));
        endpoint.keyFile = folder.filePath(QStringLiteral("key.pem"));
    }
    return endpoint;
}

// Not as a URL: a name of the ssh configuration keeps its capitals and may hold an underscore. The
// path becomes part of a command that a shell over there reads, so only plain characters may be in
// it; no name begins with a dash, which ssh would take for an option.
Result<DockerEndpoint> parseSsh(const QString &address)
{
    static const QRegularExpression form(QStringLiteral(
        "\\A(?:(?<user>[A-Za-z0-9_.+@\\\\][A-Za-z0-9_.+@\\\\-]*)@)?"
        "(?<host>[A-Za-z0-9_.][A-Za-z0-9_.-]*|\\[[0-9A-Fa-f:.]+(?:%[A-Za-z0-9_.-]+)?\\])"
        "(?::(?<port>[0-9]{1,5}))?(?<path>/[A-Za-z0-9/._@+=,-]*)?\\z"));
    const QRegularExpressionMatch match = form.match(address);
    const int port = match.captured(u"port").toInt();
    const QString path = match.captured(u"path");
    if (address.section(u'/', 0, 0).section(u'@', 0, -2).contains(u':'))
        return fail(ErrorKind::BadInput,
                    QStringLiteral("An ssh endpoint has no password."),
                    QStringLiteral("Log in with a key: ssh-copy-id puts yours on the host."));
    if (!match.hasMatch() || port > 65535 || (match.hasCaptured(u"port") && port == 0))
        return fail(ErrorKind::BadInput,
                    QStringLiteral("\"ssh://%1\" is not an ssh endpoint.").arg(address),
                    QStringLiteral("Write it as ssh://me@build, with :PORT or the path of the "
                                   "Docker socket there behind it when they are not the usual."));
    if (path.size() > longestSocketPath)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The socket path \"%1\" is too long.").arg(path),
                    QStringLiteral("The system allows %1 bytes; use a shorter path or a link.")
                        .arg(longestSocketPath));
    QString host = match.captured(u"host");
    if (host.startsWith(u'['))
        host = host.sliced(1).chopped(1);
    return DockerEndpoint{.transport = DockerEndpoint::Transport::Ssh,
                          .path = path == QLatin1StringView("/") ? QString() : path,
                          .host = host,
                          .port = static_cast<quint16>(port),
                          .user = match.captured(u"user")};
}

} // namespace

Result<DockerEndpoint> DockerEndpoint::parse(const QString &text, const QString &tlsFolder)
{
    const qsizetype colon = text.indexOf(QLatin1StringView("://"));
    const QString scheme = colon < 0 ? QString() : text.left(colon).toLower();
    if (scheme == QLatin1StringView("unix"))
        return parseUnix(text.mid(colon + 3));
    if (scheme == QLatin1StringView("tcp"))
        return parseTcp(QStringLiteral("tcp") + text.mid(colon), tlsFolder);
    if (scheme == QLatin1StringView("ssh"))
        return parseSsh(text.mid(colon + 3));
    if (scheme == QLatin1StringView("http") || scheme == QLatin1StringView("https"))
        return fail(ErrorKind::BadInput,
                    QStringLiteral("\"%1\" is a web address, not a Docker endpoint.").arg(text),
                    QStringLiteral("Begin it with tcp:// and give the folder with the TLS files."));
    return fail(ErrorKind::BadInput,
                QStringLiteral("\"%1\" is not a Docker endpoint.").arg(text),
                usualForms());
}

Result<DockerEndpoint> DockerEndpoint::fromEnvironment()
{
    const QString host = qEnvironmentVariable("DOCKER_HOST");
    if (host.isEmpty())
        return parse(QStringLiteral("unix:///var/run/docker.sock"));
    // As the docker command line has it: the certificates count only when TLS is asked for.
    if (qEnvironmentVariableIsEmpty("DOCKER_TLS_VERIFY"))
        return parse(host);
    QString folder = qEnvironmentVariable("DOCKER_CERT_PATH");
    if (folder.isEmpty())
        folder = dockerConfigFolder();
    return parse(host, folder);
}

QString DockerEndpoint::toString() const
{
    if (transport == Transport::Unix)
        return QStringLiteral("unix://") + path;
    const bool isV6 = host.contains(u':');
    const QString machine = isV6 ? u'[' + host + u']' : host;
    if (transport == Transport::Ssh)
        return QStringLiteral("ssh://") + (user.isEmpty() ? QString() : user + u'@') + machine +
               (port == 0 ? QString() : u':' + QString::number(port)) + path;
    return QStringLiteral("tcp://%1:%2").arg(machine, QString::number(port));
}

} // namespace Saltern
