#include "engine/http/httpserverconnection.h"

#include <QHostAddress>

#include <sys/socket.h>
#include <utility>

namespace Saltern {

namespace {

// What a client may send ahead, and what it may leave of its answers, before it is not read any
// more.
constexpr qint64 readAhead = 64 * 1024;
constexpr qint64 mostUnsent = 1024 * 1024;

// Requests of one client in one turn of the event loop: others want theirs, too.
constexpr int requestsPerTurn = 32;

// For what a client still sends while it is being refused: with unread bytes the system would drop
// the connection, and with it the answer that says why.
constexpr std::chrono::seconds closingTime{2};

constexpr std::chrono::minutes answerTime{1};

HttpReply lateAnswer()
{
    return HttpReply::refusal(504, QStringLiteral("The answer took too long."));
}

} // namespace

HttpServerConnection::HttpServerConnection(QTcpSocket *socket,
                                           HttpService &service,
                                           const HttpLimits &limits,
                                           QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_service(service)
    , m_limits(limits)
    , m_parser(socket->peerAddress().toString())
{
    m_socket->setParent(this);
    m_socket->setReadBufferSize(readAhead);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    connect(m_socket, &QTcpSocket::readyRead, this, &HttpServerConnection::read);
    connect(m_socket, &QTcpSocket::bytesWritten, this, &HttpServerConnection::onBytesWritten);
    connect(m_socket, &QTcpSocket::disconnected, this, &HttpServerConnection::close);
    enter(Phase::Idle);
}

bool HttpServerConnection::waitsForAnswer(quint64 number) const
{
    return m_phase == Phase::Answering && m_number == number;
}

void HttpServerConnection::read()
{
    if (m_phase == Phase::Closing)
        m_socket->skip(m_socket->bytesAvailable());
    else
        advance();
}

void HttpServerConnection::advance()
{
    // An answer that comes at once continues the loop and does not begin another.
    if (std::exchange(m_advancing, true))
        return;
    int left = requestsPerTurn;
    while (left > 0 && advanceOnce()) {
        if (m_phase == Phase::Idle)
            --left;
    }
    m_advancing = false;
    if (left == 0)
        QMetaObject::invokeMethod(this, &HttpServerConnection::advance, Qt::QueuedConnection);
    if (m_socket->bytesToWrite() > 0)
        m_socket->flush();
}

// One step on the way of a request; false when it has to wait for something.
bool HttpServerConnection::advanceOnce()
{
    if (m_phase > Phase::Body)
        return false;
    const QByteArray bytes = m_socket->readAll();
    const bool hadHead = m_parser.hasHead();
    if (const auto refused = m_parser.feed(bytes)) {
        refuse(*refused);
        return false;
    }
    if (m_phase == Phase::Idle && m_parser.hasBegun())
        enter(Phase::Head);
    if (m_parser.hasHead() && !m_admitted && !admit())
        return false;
    if (m_parser.isComplete()) {
        ++m_number;
        enter(Phase::Answering);
        m_service.serve(m_parser.request(), HttpExchange(this, m_number));
        return m_phase == Phase::Idle && m_parser.hasBegun();
    }
    // The parser stops behind a head; what came with it is still to be read.
    return !hadHead && m_parser.hasHead();
}

bool HttpServerConnection::admit()
{
    const auto admission = m_service.admit(m_parser.request());
    if (admission.refusal) {
        refuse(*admission.refusal);
        return false;
    }
    m_admitted = true;
    m_parser.setBodyLimit(admission.bodyLimit);
    enter(Phase::Body);
    if (m_parser.waitsForContinue())
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
    return true;
}

void HttpServerConnection::enter(Phase phase)
{
    m_phase = phase;
    switch (phase) {
    case Phase::Idle:
        m_deadline.setRemainingTime(m_limits.idle);
        break;
    case Phase::Head:
        m_deadline.setRemainingTime(m_limits.head);
        break;
    case Phase::Body:
        m_deadline.setRemainingTime(m_limits.body);
        break;
    case Phase::Answering:
        m_deadline.setRemainingTime(answerTime);
        m_late = lateAnswer;
        break;
    case Phase::Full:
        m_deadline.setRemainingTime(m_limits.taking);
        break;
    case Phase::Closing:
        m_deadline.setRemainingTime(closingTime);
        break;
    }
}

void HttpServerConnection::answer(const HttpReply &reply)
{
    const bool keeps = m_parser.request().keepsConnection && !m_isRetiring;
    send(reply, keeps);
    if (!keeps) {
        end();
        return;
    }
    m_parser.next();
    m_admitted = false;
    m_late = {}; // what it refers to may be large
    enter(m_socket->bytesToWrite() > mostUnsent ? Phase::Full : Phase::Idle);
    if (m_phase == Phase::Idle && (m_parser.hasBegun() || m_socket->bytesAvailable() > 0))
        advance();
    else if (!m_advancing)
        m_socket->flush();
}

void HttpServerConnection::answerLate(std::chrono::milliseconds after,
                                      std::function<HttpReply()> reply)
{
    m_deadline.setRemainingTime(after);
    m_late = std::move(reply);
}

void HttpServerConnection::refuse(const HttpReply &reply)
{
    send(reply, false);
    end();
}

void HttpServerConnection::retire()
{
    m_isRetiring = true;
    if (m_phase == Phase::Full || (m_phase == Phase::Idle && m_socket->bytesAvailable() == 0))
        end();
}

// What still comes is taken and thrown away, see closingTime.
void HttpServerConnection::end()
{
    enter(Phase::Closing);
    m_socket->skip(m_socket->bytesAvailable());
    endWriting();
}

void HttpServerConnection::send(const HttpReply &reply, bool keepsConnection)
{
    m_socket->write(toBytes(reply, keepsConnection));
}

void HttpServerConnection::onBytesWritten()
{
    if (m_phase == Phase::Closing) {
        endWriting();
    } else if (m_phase == Phase::Full) {
        enter(m_socket->bytesToWrite() > mostUnsent ? Phase::Full : Phase::Idle);
        advance();
    }
}

// The client sees the end behind the answer, while what it sends can still be taken.
void HttpServerConnection::endWriting()
{
    if (m_socket->bytesToWrite() > 0)
        m_socket->flush();
    if (m_socket->bytesToWrite() == 0)
        ::shutdown(static_cast<int>(m_socket->socketDescriptor()), SHUT_WR);
}

void HttpServerConnection::look()
{
    if (!m_deadline.hasExpired())
        return;
    switch (m_phase) {
    case Phase::Head:
    case Phase::Body:
        refuse(HttpReply::refusal(408, QStringLiteral("The request did not come in time.")));
        break;
    case Phase::Answering:
        answer(m_late());
        break;
    case Phase::Idle:
    case Phase::Full:
    case Phase::Closing:
        m_socket->abort();
        break;
    }
}

void HttpServerConnection::close()
{
    m_phase = Phase::Closing;
    m_socket->disconnect(this);
    deleteLater();
}

} // namespace Saltern
