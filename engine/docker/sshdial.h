#pragma once

#include "engine/docker/sshcommand.h"
#include "engine/docker/sshprocess.h"

#include <memory>
#include <optional>

namespace Saltern {

/// A socket on its way to whoever will use it; closed when nobody took it.
class SocketEnd
{
    Q_DISABLE_COPY_MOVE(SocketEnd)
public:
    explicit SocketEnd(int descriptor) : m_descriptor(descriptor) {}
    ~SocketEnd();

    int get() const { return m_descriptor; }
    int take() { return std::exchange(m_descriptor, -1); }

private:
    int m_descriptor;
};

/// One connection to Docker by `docker system dial-stdio` over there: a session of the host's login
/// whose standard input and output are one socket, so that it is used like any other socket.
/// Application thread.
class SshDial : public QObject
{
    Q_OBJECT
public:
    SshDial(const DockerEndpoint &endpoint, const SshCommand &command, QObject *parent = nullptr);

    void start();

    /// Our end; ready after start(). Closed and gone when no socket could be made.
    std::shared_ptr<SocketEnd> socket() const { return m_socket; }

    bool hasEnded() const { return m_process.state() == QProcess::NotRunning; }

    /// Why the command failed; nothing while it runs, or when it ended in good order.
    std::optional<Error> failure() const;

Q_SIGNALS:
    void ended();

private:
    DockerEndpoint m_endpoint;
    SshCommand m_command;
    SshProcess m_process;
    std::shared_ptr<SocketEnd> m_socket;
};

} // namespace Saltern
