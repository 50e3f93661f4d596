#pragma once

#include "engine/docker/sshdial.h"
#include "engine/docker/sshpulse.h"

#include <QPointer>

namespace Saltern {

class SshTunnel;

/// Where a connection through ssh begins on this machine: a socket to connect to, or one that is
/// connected.
struct SshEntrance
{
    QString path;
    std::shared_ptr<SocketEnd> socket;
};

/// One connection's share in the login at its host: while it lives, the login is kept. Made on the
/// connection's thread, then lives on the application's; deleteLater() gives it back from anywhere.
class SshLease : public QObject
{
    Q_OBJECT
public:
    /// Moves itself to the application's thread. granted() or refused() follows, not from inside.
    static SshLease *take(const DockerEndpoint &endpoint);
    ~SshLease() override;

    /// Asks why the connection has ended; endExplained() follows. From any thread.
    void explainEnd();

Q_SIGNALS:
    void granted(const Saltern::SshEntrance &entrance);
    void refused(const Saltern::Error &error);
    /// Once. Ok: Docker ended it, which is only said when the login outlived the connection.
    void endExplained(const Saltern::Result<void> &result);

private:
    explicit SshLease(const DockerEndpoint &endpoint);

    void begin();
    void grant();
    void findReason();
    void explain(const Result<void> &result);

    DockerEndpoint m_endpoint;
    QPointer<SshTunnel> m_tunnel;
    std::unique_ptr<SshDial> m_dial;
    std::unique_ptr<SshPulse> m_pulse;
    std::optional<Error> m_tunnelEnd;
    bool m_granted = false;
    bool m_endAsked = false;
    bool m_endTold = false;
};

} // namespace Saltern

Q_DECLARE_METATYPE(Saltern::SshEntrance)
