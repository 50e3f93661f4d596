#pragma once

#include "engine/docker/transport.h"

#include <QLocalSocket>
#include <QPointer>

namespace Saltern {

class SshLease;
struct SshEntrance;

/// A connection to the Docker engine of another machine through the login that ssh has there.
class SshTransport final : public Transport
{
    Q_OBJECT
public:
    explicit SshTransport(const DockerEndpoint &endpoint);
    ~SshTransport() override;

    void open() override;

protected:
    QIODevice *device() const override { return m_socket.get(); }
    qintptr descriptor() const override { return m_socket->socketDescriptor(); }
    void drop() override;

private:
    void onGranted(const SshEntrance &entrance);
    void onConnected();
    void onEnd();
    void onEndExplained(const Result<void> &result);

    DockerEndpoint m_endpoint;
    std::unique_ptr<QLocalSocket> m_socket;
    QPointer<SshLease> m_lease;
    bool m_hasOpened = false;
};

} // namespace Saltern
