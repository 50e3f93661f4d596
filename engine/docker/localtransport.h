#pragma once

#include "engine/docker/transport.h"

#include <QLocalSocket>

namespace Saltern {

/// A Unix socket on this machine.
class LocalTransport final : public Transport
{
    Q_OBJECT
public:
    explicit LocalTransport(const DockerEndpoint &endpoint);
    ~LocalTransport() override;

    void open() override;

protected:
    QIODevice *device() const override { return m_socket.get(); }
    qintptr descriptor() const override { return m_socket->socketDescriptor(); }
    void drop() override { m_socket->abort(); }

private:
    void onError(QLocalSocket::LocalSocketError error);

    QString m_path;
    std::unique_ptr<QLocalSocket> m_socket;
};

} // namespace Saltern
