#include "engine/control/controlserver.h"

#include "engine/control/jsonrpc.h"

#include <QLocalSocket>
#include <QPointer>

namespace Saltern {

namespace {

constexpr qint64 mostUnread = 8 * 1024 * 1024;

} // namespace

ControlServer::ControlServer(QObject *parent) : QObject(parent)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &ControlServer::accept);
}

ControlServer::~ControlServer()
{
    // Clients are children of the server and go with it; their last signals must not reach us.
    for (QLocalSocket *client : m_server.findChildren<QLocalSocket *>())
        client->disconnect(this);
}

void ControlServer::addMethod(const QString &name, Method method)
{
    m_methods.insert(name, std::move(method));
}

Result<void> ControlServer::listen(const QString &path)
{
    QLocalServer::removeServer(path);
    if (m_server.listen(path))
        return {};
    return fail(ErrorKind::PermissionDenied,
                QStringLiteral("The control socket %1 cannot be opened.").arg(path),
                QStringLiteral("A socket's path has at most 107 bytes; name a shorter folder with "
                               "--state if this one is longer."),
                m_server.errorString());
}

void ControlServer::accept()
{
    while (QLocalSocket *client = m_server.nextPendingConnection()) {
        // One line more than fits: that is enough to see that it is too long.
        client->setReadBufferSize(JsonRpc::maximumLine + 1);
        connect(client, &QLocalSocket::readyRead, this, [this, client] { read(client); });
        connect(client, &QLocalSocket::disconnected, client, &QObject::deleteLater);
        read(client);
    }
}

void ControlServer::read(QLocalSocket *client)
{
    while (client->canReadLine())
        handle(client, client->readLine());
    if (client->bytesAvailable() <= JsonRpc::maximumLine)
        return;
    send(client,
         JsonRpc::errorLine({},
                            JsonRpc::invalidRequest,
                            {ErrorKind::TooLarge,
                             QStringLiteral("A line has more than 2 MiB."),
                             QStringLiteral("Send smaller requests."),
                             {}}));
    client->disconnectFromServer();
}

void ControlServer::handle(QLocalSocket *client, const QByteArray &line)
{
    const auto request = JsonRpc::parseRequest(line);
    if (!request) {
        send(client, JsonRpc::errorLine({}, request.error().detail.toInt(), request.error()));
        return;
    }
    const auto method = m_methods.constFind(request->method);
    if (method == m_methods.cend()) {
        const QStringList known = m_methods.keys();
        send(client,
             JsonRpc::errorLine(
                 request->id,
                 JsonRpc::methodNotFound,
                 {ErrorKind::NotFound,
                  QStringLiteral("There is no method \"%1\".").arg(request->method.left(80)),
                  QStringLiteral("Known are: %1.").arg(known.join(QLatin1StringView(", "))),
                  {}}));
        return;
    }
    (*method)(request->params,
              [client = QPointer<QLocalSocket>(client),
               id = request->id](const Result<QJsonValue> &result) {
                  if (!client || id.isUndefined())
                      return;
                  send(client,
                       result ? JsonRpc::resultLine(id, *result)
                              : JsonRpc::errorLine(id, JsonRpc::failed, result.error()));
              });
}

void ControlServer::send(QLocalSocket *client, const QByteArray &line)
{
    if (client->bytesToWrite() > mostUnread)
        client->abort();
    else
        client->write(line);
}

} // namespace Saltern
