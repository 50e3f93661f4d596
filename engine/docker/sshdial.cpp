#include "engine/docker/sshdial.h"

#include "engine/docker/ssherror.h"

#include <sys/socket.h>
#include <unistd.h>

namespace Saltern {

namespace {

constexpr int sshItselfFailed = 255; // ssh(1), "EXIT STATUS"

} // namespace

SocketEnd::~SocketEnd()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

SshDial::SshDial(const DockerEndpoint &endpoint, const SshCommand &command, QObject *parent)
    : QObject(parent), m_endpoint(endpoint), m_command(command)
{
    connect(&m_process, &QProcess::finished, this, &SshDial::ended);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            Q_EMIT ended();
    });
}

void SshDial::start()
{
    int ends[2] = {-1, -1};
    const int made = ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
    m_socket = std::make_shared<SocketEnd>(ends[0]);
    const SocketEnd theirs(ends[1]);
    if (made == 0)
        m_process.run(m_command.dial(), theirs.get());
}

std::optional<Error> SshDial::failure() const
{
    if (m_process.error() == QProcess::FailedToStart)
        return noSshError();
    if (!hasEnded() || m_process.exitCode() == 0)
        return {};
    return m_process.exitCode() == sshItselfFailed ? sshError(m_endpoint, m_process.said())
                                                   : sshDialError(m_endpoint, m_process.said());
}

} // namespace Saltern
