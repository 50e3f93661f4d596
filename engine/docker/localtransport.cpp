#include "engine/docker/localtransport.h"

namespace Saltern {

LocalTransport::LocalTransport(const DockerEndpoint &endpoint)
    : m_path(endpoint.path), m_socket(std::make_unique<QLocalSocket>())
{
    connect(m_socket.get(), &QLocalSocket::connected, this, &Transport::opened);
    connect(m_socket.get(), &QLocalSocket::readyRead, this, [this] { drain(); });
    connect(m_socket.get(), &QLocalSocket::bytesWritten, this, &Transport::bytesWritten);
    connect(m_socket.get(), &QLocalSocket::disconnected, this, [this] { close({}); });
    connect(m_socket.get(), &QLocalSocket::errorOccurred, this, &LocalTransport::onError);
}

LocalTransport::~LocalTransport()
{
    m_socket->disconnect(this);
    m_socket->abort();
}

void LocalTransport::open()
{
    m_socket->connectToServer(m_path);
}

void LocalTransport::onError(QLocalSocket::LocalSocketError error)
{
    switch (error) {
    case QLocalSocket::PeerClosedError:
        close({});
        break;
    case QLocalSocket::ServerNotFoundError:
        close(fail(ErrorKind::Unreachable,
                   QStringLiteral("There is no Docker socket at %1.").arg(m_path),
                   QStringLiteral("Start Docker or name another host; `saltern doctor` shows what "
                                  "there is on this machine.")));
        break;
    case QLocalSocket::SocketAccessError:
        close(fail(ErrorKind::PermissionDenied,
                   QStringLiteral("This account may not use the Docker socket %1.").arg(m_path),
                   QStringLiteral("Add it to the group that owns the socket and log in again; "
                                  "`saltern doctor` names the group and the command.")));
        break;
    case QLocalSocket::ConnectionRefusedError:
        close(fail(ErrorKind::Unreachable,
                   QStringLiteral("Nobody listens on the Docker socket %1.").arg(m_path),
                   QStringLiteral("Start the Docker engine behind it.")));
        break;
    default:
        close(fail(ErrorKind::Unreachable,
                   QStringLiteral("The connection to the Docker socket %1 broke.").arg(m_path),
                   {},
                   m_socket->errorString()));
    }
}

} // namespace Saltern
