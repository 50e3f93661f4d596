#include "engine/control/controlconnection.h"

#include "engine/control/jsonrpc.h"
#include "engine/control/redaction.h"
#include "engine/control/topiclistener.h"

#include <QLocalSocket>
#include <QPointer>

namespace Saltern {

namespace {

constexpr qint64 mostUnreadNotifications = 1024 * 1024;
constexpr qint64 mostUnread = 8 * 1024 * 1024;

} // namespace

ControlConnection::ControlConnection(QLocalSocket *socket, Redaction *redaction, QObject *parent)
    : QObject(parent), m_socket(socket), m_redaction(redaction), m_lines(JsonRpc::maximumLine)
{
    m_socket->setParent(this);
    connect(m_socket, &QLocalSocket::readyRead, this, &ControlConnection::read);
    connect(m_socket, &QLocalSocket::disconnected, this, &ControlConnection::closed);
    // What came before anybody listened.
    QMetaObject::invokeMethod(this, &ControlConnection::read, Qt::QueuedConnection);
}

ControlConnection::~ControlConnection()
{
    m_socket->disconnect(this);
}

void ControlConnection::read()
{
    const QPointer<ControlConnection> self(this);
    const std::vector<QByteArray> lines = m_lines.feed(m_socket->readAll());
    for (const QByteArray &line : lines) {
        Q_EMIT received(line);
        if (!self)
            return;
    }
    if (m_lines.takeSkipped() > 0)
        Q_EMIT overflowed();
}

void ControlConnection::answer(const QJsonValue &id, const Result<QJsonValue> &result)
{
    if (!result)
        answerError(id,
                    result.error().kind == ErrorKind::BadInput ? JsonRpc::invalidParams
                                                               : JsonRpc::failed,
                    result.error());
    else if (!id.isUndefined())
        write(JsonRpc::resultLine(id, *result));
}

void ControlConnection::answerError(const QJsonValue &id, int code, const Error &error)
{
    // What was no request at all has no id, and is answered all the same.
    if (!id.isUndefined() || code == JsonRpc::parseError || code == JsonRpc::invalidRequest)
        write(JsonRpc::errorLine(id, code, error));
}

void ControlConnection::write(const QByteArray &line)
{
    if (m_socket->bytesToWrite() > mostUnread)
        m_socket->abort();
    else
        m_socket->write(m_redaction ? m_redaction->applied(line) : line);
}

bool ControlConnection::notify(const QByteArray &line)
{
    if (m_socket->bytesToWrite() > mostUnreadNotifications)
        return false;
    write(line);
    return true;
}

int ControlConnection::add(std::unique_ptr<TopicListener> listener)
{
    const int id = ++m_lastSubscription;
    listener->attach(this, id);
    m_listeners.emplace(id, std::move(listener));
    return id;
}

bool ControlConnection::remove(int subscription)
{
    return m_listeners.erase(subscription) > 0;
}

void ControlConnection::finish()
{
    m_socket->disconnectFromServer();
}

} // namespace Saltern
