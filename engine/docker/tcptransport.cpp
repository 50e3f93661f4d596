#include "engine/docker/tcptransport.h"

#include "engine/docker/tlsconfiguration.h"

#include <QNetworkProxy>
#include <QSslSocket>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace Saltern {

TcpTransport::TcpTransport(const DockerEndpoint &endpoint) : m_endpoint(endpoint)
{
    if (endpoint.transport == DockerEndpoint::Transport::Tls) {
        auto socket = std::make_unique<QSslSocket>();
        connect(socket.get(), &QSslSocket::encrypted, this, [this] {
            m_encrypted = true;
            Q_EMIT opened();
        });
        connect(socket.get(), &QSslSocket::sslErrors, this, [this](const QList<QSslError> &errors) {
            m_certificateProblem = errors.constFirst().errorString();
        });
        m_socket = std::move(socket);
    } else {
        m_socket = std::make_unique<QTcpSocket>();
        connect(m_socket.get(), &QTcpSocket::connected, this, &Transport::opened);
    }
    m_socket->setProxy(QNetworkProxy::NoProxy);
    connect(m_socket.get(), &QTcpSocket::connected, this, &TcpTransport::keepAlive);
    connect(m_socket.get(), &QTcpSocket::readyRead, this, [this] { drain(); });
    connect(m_socket.get(), &QTcpSocket::bytesWritten, this, &Transport::bytesWritten);
    connect(m_socket.get(), &QTcpSocket::disconnected, this, [this] { close({}); });
    connect(m_socket.get(), &QTcpSocket::errorOccurred, this, &TcpTransport::onError);
}

TcpTransport::~TcpTransport()
{
    m_socket->disconnect(this);
    m_socket->abort();
}

void TcpTransport::open()
{
    if (m_endpoint.transport == DockerEndpoint::Transport::Tls)
        openTls();
    else
        m_socket->connectToHost(m_endpoint.host, m_endpoint.port);
}

void TcpTransport::openTls()
{
    const auto configuration = tlsConfiguration(m_endpoint);
    if (!configuration) {
        close(fail(configuration.error()));
        return;
    }
    auto *socket = static_cast<QSslSocket *>(m_socket.get());
    socket->setSslConfiguration(*configuration);
    socket->connectToHostEncrypted(m_endpoint.host, m_endpoint.port);
}

// Finds a peer that vanished without a word within half a minute; the system's own default is two
// hours, which would leave an event stream deaf for as long.
void TcpTransport::keepAlive()
{
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
    const int socket = static_cast<int>(m_socket->socketDescriptor());
    const auto set = [socket](int option, int value) {
        ::setsockopt(socket, IPPROTO_TCP, option, &value, sizeof value);
    };
    set(TCP_KEEPIDLE, 15);
    set(TCP_KEEPINTVL, 5);
    set(TCP_KEEPCNT, 3);
}

void TcpTransport::onError(QAbstractSocket::SocketError error)
{
    const QString where = m_endpoint.toString();
    const bool tls = m_endpoint.transport == DockerEndpoint::Transport::Tls;
    switch (error) {
    case QAbstractSocket::RemoteHostClosedError:
        // With TLS this is all that is said at the end of a stream: the state stays "connected"
        // and disconnected() never comes, because dockerd sends only the TLS closing note.
        if (tls && !m_encrypted)
            close(fail(tlsError()));
        else
            close({});
        break;
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        close(fail(tlsError()));
        break;
    case QAbstractSocket::ConnectionRefusedError:
        close(fail(ErrorKind::Unreachable,
                   QStringLiteral("Nobody listens at %1.").arg(where),
                   QStringLiteral("Check the address, and that the Docker engine there is running "
                                  "with `-H tcp://...`.")));
        break;
    case QAbstractSocket::HostNotFoundError:
        close(fail(ErrorKind::Unreachable,
                   QStringLiteral("The name %1 is not known.").arg(m_endpoint.host),
                   QStringLiteral("Check the spelling, or use the address.")));
        break;
    default:
        close(fail(ErrorKind::Unreachable,
                   QStringLiteral("The connection to %1 broke.").arg(where),
                   {},
                   m_socket->errorString()));
    }
}

Error TcpTransport::tlsError() const
{
    const QString where = m_endpoint.toString();
    if (!m_certificateProblem.isEmpty())
        return {ErrorKind::PermissionDenied,
                QStringLiteral("The certificate of %1 is not trusted.").arg(where),
                QStringLiteral("Check that %1 is the authority that signed it, and that it names "
                               "%2.")
                    .arg(m_endpoint.caFile, m_endpoint.host),
                m_certificateProblem};
    // With TLS 1.3 the daemon's refusal of our certificate arrives only after the handshake.
    if (m_encrypted)
        return {ErrorKind::PermissionDenied,
                QStringLiteral("%1 does not accept the client certificate.").arg(where),
                QStringLiteral("Check that %1 was signed by the authority that the Docker engine "
                               "trusts.")
                    .arg(m_endpoint.certificateFile),
                m_socket->errorString()};
    return {ErrorKind::Unreachable,
            QStringLiteral("%1 does not answer with TLS.").arg(where),
            QStringLiteral("Check the port: the one with TLS is usually 2376."),
            m_socket->errorString()};
}

} // namespace Saltern
