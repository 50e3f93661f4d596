#include "engine/http/httpserver.h"

#include <QRegularExpression>

namespace Saltern {

namespace {

constexpr std::chrono::seconds retiringTime{5};

} // namespace

Result<ListenAddress> ListenAddress::parse(const QString &text)
{
    static const QRegularExpression form(
        QStringLiteral("\\A(?:\\[([0-9a-fA-F:.]+)\\]|([^:\\[\\]]+)):([0-9]{1,5})\\z"));
    const auto match = form.match(text.trimmed());
    const QString name = match.captured(1) + match.captured(2);
    ListenAddress address;
    address.host = name == QLatin1StringView("localhost") ? QHostAddress(QHostAddress::LocalHost)
                                                          : QHostAddress(name);
    const int port = match.captured(3).toInt();
    if (!match.hasMatch() || address.host.isNull() || port > 65535)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("\"%1\" is no address to listen on.").arg(text.left(80)),
                    QStringLiteral("Write ADDRESS:PORT, e.g. 127.0.0.1:8750; names other than "
                                   "localhost are not looked up."));
    address.port = static_cast<quint16>(port);
    return address;
}

QString ListenAddress::toString() const
{
    return host.protocol() == QAbstractSocket::IPv6Protocol
               ? QStringLiteral("[%1]:%2").arg(host.toString()).arg(port)
               : QStringLiteral("%1:%2").arg(host.toString()).arg(port);
}

HttpServer::HttpServer(HttpService &service, HttpLimits limits, QObject *parent)
    : QObject(parent), m_service(service), m_limits(limits)
{
    connect(&m_server, &QTcpServer::newConnection, this, &HttpServer::accept);
    connect(&m_look, &QTimer::timeout, this, &HttpServer::look);
}

HttpServer::~HttpServer()
{
    for (HttpServerConnection *connection : std::as_const(m_connections))
        connection->disconnect(this);
}

Result<void> HttpServer::listen(const ListenAddress &address)
{
    if (!m_server.listen(address.host, address.port)) {
        const bool taken = m_server.serverError() == QAbstractSocket::AddressInUseError;
        return fail(
            taken ? ErrorKind::Conflict : ErrorKind::PermissionDenied,
            taken ? QStringLiteral("Another program listens on %1 already.").arg(address.toString())
                  : QStringLiteral("Nothing can listen on %1.").arg(address.toString()),
            QStringLiteral("Choose another port, or end that program."),
            m_server.errorString());
    }
    m_look.start(m_limits.look);
    return {};
}

ListenAddress HttpServer::address() const
{
    return {m_server.serverAddress(), m_server.serverPort()};
}

void HttpServer::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        if (connectionCount() >= 2 * m_limits.connections) {
            socket->abort();
            socket->deleteLater();
            continue;
        }
        auto *connection = new HttpServerConnection(socket, m_service, m_limits, this);
        if (connectionCount() >= m_limits.connections)
            connection->refuse(HttpReply::refusal(503,
                                                  QStringLiteral("Too many clients are connected."),
                                                  QStringLiteral("Try again in a moment.")));
        m_connections.insert(connection);
        connect(connection, &QObject::destroyed, this, [this, connection] {
            m_connections.remove(connection);
            endIfRetired();
        });
    }
}

void HttpServer::retire()
{
    m_isRetiring = true;
    m_server.close();
    const auto connections = m_connections;
    for (HttpServerConnection *connection : connections)
        connection->retire();
    QTimer::singleShot(retiringTime, this, &HttpServer::retired);
    endIfRetired();
}

void HttpServer::endIfRetired()
{
    if (m_isRetiring && m_connections.isEmpty())
        QMetaObject::invokeMethod(this, &HttpServer::retired, Qt::QueuedConnection);
}

void HttpServer::look()
{
    // Qt stops to accept when the process has no file descriptor left for a client.
    if (!m_isRetiring)
        m_server.resumeAccepting();
    // A copy: one may end while it is being looked at.
    const auto connections = m_connections;
    for (HttpServerConnection *connection : connections)
        connection->look();
}

} // namespace Saltern
