#include "engine/docker/sshcommand.h"

namespace Saltern {

namespace {

QStringList options(std::initializer_list<const char *> settings)
{
    QStringList arguments;
    for (const char *setting : settings)
        arguments << QStringLiteral("-o") << QString::fromLatin1(setting);
    return arguments;
}

} // namespace

SshCommand::SshCommand(const DockerEndpoint &endpoint, const QString &folder)
    : m_endpoint(endpoint), m_folder(folder)
{
}

QStringList SshCommand::login() const
{
    // With a command instead of -N ssh sends small packets at once: a call takes a millisecond
    // instead of up to 43 (measured). `cat` ends with our end of its input, however we end.
    // Forwardings that the user has configured belong to the user's own logins, whose ports they
    // would collide with.
    return configuration() + control() +
           options({"ControlMaster=yes",
                    "ControlPersist=no",
                    "ClearAllForwardings=yes",
                    "ServerAliveInterval=10",
                    "ServerAliveCountMax=3"}) +
           destination() +
           QStringList{QStringLiteral("echo %1; exec cat").arg(QLatin1StringView(sshGreeting))};
}

QStringList SshCommand::forward() const
{
    const QString there = m_endpoint.path.isEmpty() ? QString(usualDockerSocket) : m_endpoint.path;
    // Asks the login only, so no configuration: its forwardings would be asked for as well.
    return QStringList{QStringLiteral("-F"), QStringLiteral("none")} + control() +
           QStringList{QStringLiteral("-O"),
                       QStringLiteral("forward"),
                       QStringLiteral("-L"),
                       socketPath() + u':' + there} +
           destination();
}

QStringList SshCommand::dial() const
{
    const QString docker = m_endpoint.path.isEmpty()
                               ? QStringLiteral("docker")
                               : QStringLiteral("docker -H unix://") + m_endpoint.path;
    // A server that allows no further session (MaxSessions) makes ssh log in once more.
    return configuration() + control() + options({"ControlMaster=no", "ClearAllForwardings=yes"}) +
           destination() + QStringList{docker + QStringLiteral(" system dial-stdio")};
}

QStringList SshCommand::configuration() const
{
    QStringList arguments{QStringLiteral("-T"), QStringLiteral("-a"), QStringLiteral("-x")};
    if (!qEnvironmentVariableIsEmpty("SALTERN_SSH_CONFIG"))
        arguments << QStringLiteral("-F") << qEnvironmentVariable("SALTERN_SSH_CONFIG");
    // Nobody is there to be asked. The time limit is below our own for a first answer, so that ssh
    // can say what it waited for.
    return arguments + options({"BatchMode=yes", "ConnectTimeout=8", "LogLevel=ERROR"});
}

QStringList SshCommand::destination() const
{
    QStringList arguments;
    if (m_endpoint.port != 0)
        arguments << QStringLiteral("-p") << QString::number(m_endpoint.port);
    if (!m_endpoint.user.isEmpty())
        arguments << QStringLiteral("-l") << m_endpoint.user;
    return arguments << QStringLiteral("--") << m_endpoint.host;
}

QStringList SshCommand::control() const
{
    return {QStringLiteral("-S"), controlPath()};
}

QString sshDestination(const DockerEndpoint &endpoint)
{
    return (endpoint.port == 0 ? QString() : QStringLiteral("-p %1 ").arg(endpoint.port)) +
           (endpoint.user.isEmpty() ? QString() : endpoint.user + u'@') + endpoint.host;
}

} // namespace Saltern
