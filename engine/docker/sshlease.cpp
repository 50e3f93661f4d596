#include "engine/docker/sshlease.h"

#include "engine/docker/ssherror.h"
#include "engine/docker/sshtunnel.h"
#include "engine/docker/sshtunnels.h"

#include <QCoreApplication>
#include <QTimer>

namespace Saltern {

using namespace std::chrono_literals;

namespace {

// Below the limit of a first request, which would have to say that it does not know why. The login
// goes on for the next one.
constexpr auto patience = 9s;
// For the end of a connection: an ssh that is on its way out is gone long before.
constexpr auto longestFarewell = 20s;

} // namespace

SshLease *SshLease::take(const DockerEndpoint &endpoint)
{
    auto *lease = new SshLease(endpoint);
    lease->moveToThread(QCoreApplication::instance()->thread());
    QMetaObject::invokeMethod(lease, &SshLease::begin, Qt::QueuedConnection);
    return lease;
}

SshLease::SshLease(const DockerEndpoint &endpoint) : m_endpoint(endpoint)
{
}

SshLease::~SshLease()
{
    if (m_tunnel)
        m_tunnel->letGo();
}

void SshLease::begin()
{
    SshTunnels *tunnels = SshTunnels::ofApplication();
    setParent(tunnels); // for those that are left when the application ends
    m_tunnel = tunnels->tunnel(m_endpoint);
    m_tunnel->hold();
    connect(m_tunnel, &SshTunnel::opened, this, &SshLease::grant);
    connect(m_tunnel, &SshTunnel::ended, this, [this](const Error &error) {
        m_tunnelEnd = error;
        if (!m_granted)
            Q_EMIT refused(error);
        else if (m_endAsked)
            explain(fail(error));
    });
    QTimer::singleShot(patience, this, [this] {
        if (!m_granted)
            Q_EMIT refused(m_tunnel ? m_tunnel->delay() : slowSshError(m_endpoint));
    });
    if (m_tunnel->isOpen())
        grant();
}

void SshLease::grant()
{
    m_granted = true;
    if (m_tunnel->isForwarding()) {
        Q_EMIT granted({m_tunnel->command().socketPath(), {}});
        return;
    }
    m_dial = std::make_unique<SshDial>(m_endpoint, m_tunnel->command());
    m_dial->start();
    Q_EMIT granted({{}, m_dial->socket()});
}

void SshLease::explainEnd()
{
    QMetaObject::invokeMethod(this, &SshLease::findReason, Qt::QueuedConnection);
}

// A connection ends before the ssh that carried it does, so what has not ended yet proves nothing:
// a command of our own has to end, and the login has to show that it goes on.
void SshLease::findReason()
{
    if (std::exchange(m_endAsked, true))
        return;
    QTimer::singleShot(longestFarewell, this, [this] { explain(fail(sshError(m_endpoint, {}))); });
    const auto explainDial = [this] {
        const auto failure = m_dial->failure();
        explain(failure ? Result<void>(fail(*failure)) : Result<void>());
    };
    if (m_tunnelEnd) {
        explain(fail(*m_tunnelEnd));
    } else if (m_dial && m_dial->hasEnded()) {
        explainDial();
    } else if (m_dial) {
        connect(m_dial.get(), &SshDial::ended, this, explainDial);
    } else {
        m_pulse = std::make_unique<SshPulse>(m_tunnel->command().controlPath());
        // Without one the login is about to end and says why.
        connect(m_pulse.get(), &SshPulse::finished, this, [this](bool alive) {
            if (alive)
                explain({});
        });
        m_pulse->start();
    }
}

void SshLease::explain(const Result<void> &result)
{
    if (!std::exchange(m_endTold, true))
        Q_EMIT endExplained(result);
}

} // namespace Saltern
