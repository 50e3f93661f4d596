#pragma once

#include "engine/docker/sshdial.h"
#include "engine/docker/sshfolder.h"

#include <QTimer>

class QLocalSocket;

namespace Saltern {

/// The login at one host by the system's ssh, which carries every connection to the Docker engine
/// there. It listens at a private socket and forwards each connection to Docker's socket; where the
/// server does not let it, or Docker listens elsewhere, each connection is a session of the same
/// login that runs `docker system dial-stdio`. Application thread.
class SshTunnel : public QObject
{
    Q_OBJECT
public:
    /// How long it stays without a connection.
    static constexpr std::chrono::seconds linger{10};

    explicit SshTunnel(const DockerEndpoint &endpoint, QObject *parent = nullptr);
    ~SshTunnel() override;

    /// opened() or ended() follows, not from inside.
    void start();

    /// One connection more or less that needs it.
    void hold();
    void letGo();

    bool isOpen() const { return m_state == State::Forwarding || m_state == State::Dialling; }
    bool isForwarding() const { return m_state == State::Forwarding; }
    const DockerEndpoint &endpoint() const { return m_endpoint; }
    const SshCommand &command() const { return m_command; }

    /// What is waited for while it is not open, as an error.
    Error delay() const;

Q_SIGNALS:
    void opened();
    /// Once, and the last signal; it could not be opened, or broke, or nobody needed it any more.
    void ended(const Saltern::Error &error);

private:
    enum class State {
        LoggingIn,
        AskingToForward,
        TryingForward,
        TryingDial,
        Forwarding,
        Dialling,
        Ended
    };

    void onGreeted();
    void onAskedToForward();
    void tryForward();
    void tryDial();
    void probe();
    void onProbed(bool answered);
    void open(State state);
    void end(const Error &error);

    DockerEndpoint m_endpoint;
    SshFolder m_folder;
    SshCommand m_command;
    State m_state = State::LoggingIn;
    SshProcess m_login;
    SshProcess m_request; // to forward
    std::unique_ptr<SshDial> m_dial;
    std::unique_ptr<QLocalSocket> m_probe; // the first connection: does anybody answer?
    QTimer m_deadline;                     // of the login, then of the engine's first answer
    QTimer m_linger;
    int m_holders = 0;
};

} // namespace Saltern
