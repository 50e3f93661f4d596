#include "engine/docker/transport.h"

#include "engine/docker/localtransport.h"
#include "engine/docker/sshtransport.h"
#include "engine/docker/tcptransport.h"

#include <QIODevice>

#include <poll.h>

namespace Saltern {

std::unique_ptr<Transport> Transport::create(const DockerEndpoint &endpoint)
{
    switch (endpoint.transport) {
    case DockerEndpoint::Transport::Unix:
        return std::make_unique<LocalTransport>(endpoint);
    case DockerEndpoint::Transport::Ssh:
        return std::make_unique<SshTransport>(endpoint);
    case DockerEndpoint::Transport::Tcp:
    case DockerEndpoint::Transport::Tls:
        break;
    }
    return std::make_unique<TcpTransport>(endpoint);
}

void Transport::write(const QByteArray &bytes)
{
    if (!m_closed)
        device()->write(bytes);
}

qint64 Transport::bytesToWrite() const
{
    return m_closed ? 0 : device()->bytesToWrite();
}

bool Transport::isQuiet() const
{
    if (m_closed || !device()->isOpen() || device()->bytesAvailable() > 0)
        return false;
    pollfd descriptorState{static_cast<int>(descriptor()), POLLIN, 0};
    return descriptorState.fd >= 0 && ::poll(&descriptorState, 1, 0) == 0;
}

void Transport::abort()
{
    m_closed = true;
    drop();
}

void Transport::drain()
{
    // One readyRead may stand for several arrivals: read until there is nothing left.
    while (!m_closed && device()->bytesAvailable() > 0) {
        const QByteArray bytes = device()->readAll();
        if (bytes.isEmpty())
            return;
        Q_EMIT received(bytes);
    }
}

void Transport::close(const Result<void> &result)
{
    drain();
    if (m_closed)
        return;
    m_closed = true;
    drop();
    Q_EMIT closed(result);
}

} // namespace Saltern
