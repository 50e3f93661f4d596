#include "engine/docker/httpconnection.h"

namespace Saltern {

HttpConnection::HttpConnection(const DockerEndpoint &endpoint, QObject *parent)
    : QObject(parent), m_transport(Transport::create(endpoint))
{
    connect(m_transport.get(), &Transport::opened, this, &HttpConnection::onOpened);
    connect(m_transport.get(), &Transport::received, this, &HttpConnection::onReceived);
    connect(m_transport.get(), &Transport::closed, this, &HttpConnection::onClosed);
    connect(m_transport.get(), &Transport::bytesWritten, this, [this](qint64 bytes) {
        m_sent = true;
        Q_EMIT bytesWritten(bytes);
    });
}

HttpConnection::~HttpConnection()
{
    m_transport->disconnect(this);
}

void HttpConnection::send(const QByteArray &request, HttpResponseParser::Expect expect)
{
    m_parser = HttpResponseParser(expect);
    m_headDelivered = false;
    m_sent = false;
    m_received = false;
    m_keep = false;
    ++m_exchanges;
    if (m_phase == Phase::Idle) {
        m_phase = Phase::Exchange;
        m_transport->write(request);
    } else {
        Q_ASSERT(m_phase == Phase::Connecting && m_request.isEmpty());
        m_request = request;
        m_transport->open();
    }
}

void HttpConnection::write(const QByteArray &bytes)
{
    m_transport->write(bytes);
}

qint64 HttpConnection::bytesToWrite() const
{
    return m_transport->bytesToWrite();
}

bool HttpConnection::isReusable() const
{
    return m_phase == Phase::Idle && m_keep && m_transport->isQuiet();
}

void HttpConnection::abandon()
{
    disconnect();
    m_phase = Phase::Closed;
    m_transport->abort();
    deleteLater();
}

void HttpConnection::onOpened()
{
    m_phase = Phase::Exchange;
    m_transport->write(std::exchange(m_request, QByteArray()));
}

void HttpConnection::onReceived(const QByteArray &bytes)
{
    m_received = true;
    switch (m_phase) {
    case Phase::Exchange:
        if (const auto fed = m_parser.feed(bytes); !fed)
            breakOff(fed);
        else
            deliver();
        break;
    case Phase::Stream:
        Q_EMIT streamReceived(bytes);
        break;
    case Phase::Idle:
        // Nobody asked: what follows would be taken for the answer to the next request.
        breakOff(fail(ErrorKind::Protocol,
                      QStringLiteral("The Docker engine sent bytes that nobody asked for.")));
        break;
    case Phase::Connecting:
    case Phase::Closed:
        break;
    }
}

// Hands out what the parser has. After each signal the connection may have been abandoned.
void HttpConnection::deliver()
{
    if (!m_headDelivered && m_parser.head()) {
        m_headDelivered = true;
        Q_EMIT headReceived(*m_parser.head());
    }
    if (m_phase != Phase::Exchange)
        return;
    if (const QByteArray body = m_parser.takeBody(); !body.isEmpty())
        Q_EMIT bodyReceived(body);
    if (m_phase != Phase::Exchange || !m_parser.isComplete())
        return;
    if (m_parser.isStream()) {
        m_phase = Phase::Stream;
        Q_EMIT upgraded();
        const QByteArray rest = m_parser.takeRest();
        if (m_phase == Phase::Stream && !rest.isEmpty())
            Q_EMIT streamReceived(rest);
        return;
    }
    // An answer that came before the request was out leaves the rest of the request behind.
    m_keep = m_parser.keepsConnection() && m_transport->bytesToWrite() == 0;
    m_phase = Phase::Idle;
    Q_EMIT answered();
}

void HttpConnection::onClosed(const Result<void> &result)
{
    const Phase phase = m_phase;
    if (phase != Phase::Exchange || !result) {
        m_phase = Phase::Closed;
        Q_EMIT closed(result);
        return;
    }
    if (const auto ended = m_parser.end(); !ended) {
        m_phase = Phase::Closed;
        Q_EMIT closed(ended);
        return;
    }
    deliver();
    if (m_phase == Phase::Closed)
        return;
    m_phase = Phase::Closed;
    Q_EMIT closed({});
}

void HttpConnection::breakOff(const Result<void> &result)
{
    m_phase = Phase::Closed;
    m_transport->abort();
    Q_EMIT closed(result);
}

} // namespace Saltern
