#pragma once

#include "engine/base/result.h"
#include "engine/docker/dockerendpoint.h"

#include <QObject>

#include <memory>

class QIODevice;

namespace Saltern {

/// One byte stream to a Docker engine; hides what differs between local, TCP and TLS sockets and
/// ssh.
/// Used on the thread it was made on.
class Transport : public QObject
{
    Q_OBJECT
public:
    static std::unique_ptr<Transport> create(const DockerEndpoint &endpoint);

    /// Begins to connect; opened() or closed() follows, possibly from inside this call.
    virtual void open() = 0;

    /// Queues bytes; unbounded, so senders of much watch bytesToWrite().
    void write(const QByteArray &bytes);
    qint64 bytesToWrite() const;

    /// Whether it is open and the other side has neither sent anything nor gone away. Asks the
    /// system, because the event loop may not have told yet.
    bool isQuiet() const;

    /// Drops the connection; no signal follows.
    void abort();

Q_SIGNALS:
    void opened();
    void received(const QByteArray &bytes);
    void bytesWritten(qint64 bytes);
    /// Once, and the last signal. Ok: the other side ended the stream. Error: it broke or could
    /// not be opened.
    void closed(const Saltern::Result<void> &result);

protected:
    /// The socket behind this transport.
    virtual QIODevice *device() const = 0;
    virtual qintptr descriptor() const = 0;
    virtual void drop() = 0;

    /// Hands out everything that has arrived.
    void drain();
    void close(const Result<void> &result);
    bool isClosed() const { return m_closed; }

private:
    bool m_closed = false;
};

} // namespace Saltern
