#pragma once

#include "engine/docker/transport.h"

#include <QTcpSocket>

class QSslError;

namespace Saltern {

/// A TCP connection, with TLS and client certificates when the endpoint asks for them.
class TcpTransport final : public Transport
{
    Q_OBJECT
public:
    explicit TcpTransport(const DockerEndpoint &endpoint);
    ~TcpTransport() override;

    void open() override;

protected:
    QIODevice *device() const override { return m_socket.get(); }
    qintptr descriptor() const override { return m_socket->socketDescriptor(); }
    void drop() override { m_socket->abort(); }

private:
    void openTls();
    void keepAlive();
    void onError(QAbstractSocket::SocketError error);
    Error tlsError() const;

    DockerEndpoint m_endpoint;
    std::unique_ptr<QTcpSocket> m_socket;
    QString m_certificateProblem; // what the check of the daemon's certificate found
    bool m_encrypted = false;
};

} // namespace Saltern
