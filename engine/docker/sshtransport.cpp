#include "engine/docker/sshtransport.h"

#include "engine/docker/sshlease.h"

namespace Saltern {

SshTransport::SshTransport(const DockerEndpoint &endpoint)
    : m_endpoint(endpoint), m_socket(std::make_unique<QLocalSocket>())
{
    connect(m_socket.get(), &QLocalSocket::connected, this, &SshTransport::onConnected);
    connect(m_socket.get(), &QLocalSocket::readyRead, this, [this] { drain(); });
    connect(m_socket.get(), &QLocalSocket::bytesWritten, this, &Transport::bytesWritten);
    connect(m_socket.get(), &QLocalSocket::disconnected, this, &SshTransport::onEnd);
    connect(m_socket.get(), &QLocalSocket::errorOccurred, this, &SshTransport::onEnd);
}

SshTransport::~SshTransport()
{
    m_socket->disconnect(this);
    SshTransport::drop();
}

void SshTransport::open()
{
    m_lease = SshLease::take(m_endpoint);
    connect(m_lease, &SshLease::granted, this, &SshTransport::onGranted);
    connect(m_lease, &SshLease::refused, this, [this](const Error &error) { close(fail(error)); });
    connect(m_lease, &SshLease::endExplained, this, &SshTransport::onEndExplained);
}

void SshTransport::drop()
{
    m_socket->abort();
    if (m_lease) {
        m_lease->disconnect(this);
        m_lease->deleteLater();
        m_lease.clear();
    }
}

void SshTransport::onGranted(const SshEntrance &entrance)
{
    if (!entrance.socket)
        m_socket->connectToServer(entrance.path);
    else if (m_socket->setSocketDescriptor(entrance.socket->take()))
        onConnected();
    else
        onEnd();
}

void SshTransport::onConnected()
{
    m_hasOpened = true;
    Q_EMIT opened();
}

// To the socket all ends look the same: whether Docker closed the connection or ssh lost it, only
// the login knows.
void SshTransport::onEnd()
{
    drain();
    if (m_lease)
        m_lease->explainEnd();
}

void SshTransport::onEndExplained(const Result<void> &result)
{
    if (result && !m_hasOpened)
        close(fail(ErrorKind::Unreachable,
                   QStringLiteral("The ssh connection to %1 ended.").arg(m_endpoint.toString())));
    else
        close(result);
}

} // namespace Saltern
