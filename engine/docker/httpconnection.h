#pragma once

#include "engine/docker/httpresponseparser.h"
#include "engine/docker/transport.h"

#include <QObject>

namespace Saltern {

/// A connection to a Docker engine that carries one exchange after another, and at last perhaps a
/// raw stream. Every signal may lead to abort() or to the end of whoever listens.
class HttpConnection : public QObject
{
    Q_OBJECT
public:
    explicit HttpConnection(const DockerEndpoint &endpoint, QObject *parent = nullptr);
    ~HttpConnection() override;

    /// Sends a whole request; connects first when needed. One at a time.
    void send(const QByteArray &request, HttpResponseParser::Expect expect);

    /// More bytes for a raw stream.
    void write(const QByteArray &bytes);
    qint64 bytesToWrite() const;

    /// Whether another exchange may be begun on it now.
    bool isReusable() const;

    /// About the exchange under way, for whoever has to decide on a second try.
    bool isReused() const { return m_exchanges > 1; }
    bool hasSent() const { return m_sent; }
    bool hasReceived() const { return m_received; }

    /// No signal follows; it deletes itself later.
    void abandon();

Q_SIGNALS:
    void headReceived(const Saltern::HttpHead &head);
    void bodyReceived(const QByteArray &bytes);
    /// The answer is complete; with isReusable() the connection goes on.
    void answered();
    void upgraded();
    void streamReceived(const QByteArray &bytes);
    void bytesWritten(qint64 bytes);
    /// It has ended. Ok: by the other side, at a place where a stream or an idle connection may
    /// end.
    void closed(const Saltern::Result<void> &result);

private:
    enum class Phase { Closed, Connecting, Idle, Exchange, Stream };

    void onOpened();
    void onReceived(const QByteArray &bytes);
    void onClosed(const Result<void> &result);
    void deliver();
    void breakOff(const Result<void> &result);

    std::unique_ptr<Transport> m_transport;
    HttpResponseParser m_parser;
    QByteArray m_request; // waits for the connection
    Phase m_phase = Phase::Connecting;
    int m_exchanges = 0;
    bool m_headDelivered = false;
    bool m_sent = false;
    bool m_received = false;
    bool m_keep = false;
};

} // namespace Saltern
