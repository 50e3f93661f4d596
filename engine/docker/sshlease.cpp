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
    });
    QTimer::singleShot(patience, this, [this] {
        if (!m_granted)
            Q_EMIT refused(slowSshError(m_endpoint));
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
    QMetaObject::invokeMethod(
        this, [this] { Q_EMIT endExplained(reason()); }, Qt::QueuedConnection);
}

Result<void> SshLease::reason()
{
    if (m_tunnel)
        m_tunnel->whyEnded(); // when it has, ended() has come by now
    if (m_tunnelEnd)
        return fail(*m_tunnelEnd);
    if (const auto failure = m_dial ? m_dial->failure() : std::nullopt)
        return fail(*failure);
    return {};
}

} // namespace Saltern
