#include "engine/control/controlserver.h"

#include "engine/base/nearestname.h"
#include "engine/control/controlconnection.h"
#include "engine/control/jsonrpc.h"
#include "engine/control/topiclistener.h"

#include <QFile>
#include <QLocalSocket>
#include <QPointer>

#include <algorithm>
#include <chrono>
#include <sys/stat.h>

namespace Saltern {

namespace {

using namespace std::chrono_literals;

constexpr qsizetype mostConnections = 256;
constexpr std::chrono::seconds lookEvery = 5s;

const Error tooLong{ErrorKind::TooLarge,
                    QStringLiteral("A line has more than 32 MiB."),
                    QStringLiteral("Send smaller requests."),
                    {}};

const Error tooMany{ErrorKind::Conflict,
                    QStringLiteral("%1 clients are connected already.").arg(mostConnections),
                    QStringLiteral("Close those that are not needed."),
                    {}};

/// Only what an engine left behind when it died may be taken away: not the socket of one that runs,
/// and nothing else that somebody's --socket names.
Result<void> makeFree(const QString &path)
{
    struct stat found = {};
    if (::lstat(QFile::encodeName(path).constData(), &found) != 0)
        return {};
    QLocalSocket probe;
    if (S_ISSOCK(found.st_mode))
        probe.connectToServer(path);
    if (!S_ISSOCK(found.st_mode) || probe.state() != QLocalSocket::UnconnectedState)
        return fail(ErrorKind::Conflict,
                    S_ISSOCK(found.st_mode)
                        ? QStringLiteral("Another engine listens at %1.").arg(path)
                        : QStringLiteral("There is a file %1 already, which is no control socket.")
                              .arg(path),
                    QStringLiteral("Name another place with --socket."));
    QLocalServer::removeServer(path);
    return {};
}

void unsubscribe(ControlConnection &connection,
                 const QJsonObject &params,
                 const ControlServer::Reply &reply)
{
    const int id = params.value(QLatin1StringView("subscription")).toInt();
    if (connection.remove(id))
        reply(QJsonValue(QJsonObject()));
    else
        reply(fail(ErrorKind::NotFound,
                   QStringLiteral("This connection has no subscription %1.").arg(id),
                   QStringLiteral("Use the number that subscribe answered.")));
}

QStringList sorted(QStringList names)
{
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace

ControlServer::ControlServer(Redaction *redaction, QObject *parent)
    : QObject(parent), m_redaction(redaction)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &ControlServer::accept);
    connect(&m_look, &QTimer::timeout, this, &ControlServer::listenAgain);
    addConnectionMethod(QStringLiteral("subscribe"),
                        std::bind_front(&ControlServer::subscribe, this));
    addConnectionMethod(QStringLiteral("unsubscribe"), unsubscribe);
}

ControlServer::~ControlServer()
{
    // Their listeners look at objects that go before the server's children do.
    qDeleteAll(findChildren<ControlConnection *>());
}

void ControlServer::addMethod(const QString &name, Method method)
{
    addConnectionMethod(name,
                        [method = std::move(method)](
                            ControlConnection &, const QJsonObject &params, const Reply &reply) {
                            method(params, reply);
                        });
}

void ControlServer::addConnectionMethod(const QString &name, ConnectionMethod method)
{
    m_methods.insert(name, std::move(method));
}

void ControlServer::addTopic(const QString &name, Topic topic)
{
    m_topics.insert(name, std::move(topic));
}

QStringList ControlServer::methods() const
{
    return sorted(m_methods.keys());
}

QStringList ControlServer::topics() const
{
    return sorted(m_topics.keys());
}

Result<void> ControlServer::listen(const QString &path)
{
    if (const auto free = makeFree(path); !free)
        return free;
    m_path = path;
    m_look.start(lookEvery);
    if (m_server.listen(path))
        return {};
    return fail(ErrorKind::PermissionDenied,
                QStringLiteral("The control socket %1 cannot be opened.").arg(path),
                QStringLiteral("A socket's path has at most 107 bytes; name a shorter folder with "
                               "--state if this one is longer."),
                m_server.errorString());
}

// Qt closes the socket for good when the process has no file descriptor left for a client.
void ControlServer::listenAgain()
{
    if (!m_server.isListening() && makeFree(m_path))
        m_server.listen(m_path);
}

qsizetype ControlServer::connectionCount() const
{
    return findChildren<ControlConnection *>(QString(), Qt::FindDirectChildrenOnly).size();
}

void ControlServer::accept()
{
    while (QLocalSocket *client = m_server.nextPendingConnection()) {
        const bool full = connectionCount() >= mostConnections;
        auto *connection = new ControlConnection(client, m_redaction, this);
        if (full) {
            connect(connection, &ControlConnection::closed, connection, &QObject::deleteLater);
            connection->answerError({}, JsonRpc::invalidRequest, tooMany);
            connection->finish();
            continue;
        }
        connect(connection,
                &ControlConnection::received,
                this,
                [this, connection](const auto &line) { handle(connection, line); });
        connect(connection, &ControlConnection::overflowed, this, [connection] {
            connection->answerError({}, JsonRpc::invalidRequest, tooLong);
            connection->finish();
        });
        connect(connection, &ControlConnection::closed, connection, &QObject::deleteLater);
    }
}

void ControlServer::handle(ControlConnection *connection, const QByteArray &line)
{
    const auto request = JsonRpc::parseRequest(line);
    if (!request) {
        connection->answerError({}, request.error().detail.toInt(), request.error());
        return;
    }
    const auto method = m_methods.constFind(request->method);
    if (method == m_methods.cend()) {
        connection->answerError(
            request->id,
            JsonRpc::methodNotFound,
            {ErrorKind::NotFound,
             QStringLiteral("There is no method \"%1\".").arg(request->method.left(80)),
             suggestName(request->method, methods()),
             {}});
        return;
    }
    (*method)(*connection,
              request->params,
              [client = QPointer<ControlConnection>(connection),
               id = request->id](const Result<QJsonValue> &result) {
                  if (client)
                      client->answer(id, result);
              });
}

void ControlServer::subscribe(ControlConnection &connection,
                              const QJsonObject &params,
                              const Reply &reply)
{
    const QString name = params.value(QLatin1StringView("topic")).toString();
    const auto topic = m_topics.constFind(name);
    if (topic == m_topics.cend()) {
        reply(fail(ErrorKind::BadInput,
                   QStringLiteral("There is no topic \"%1\".").arg(name.left(80)),
                   suggestName(name, topics())));
        return;
    }
    auto beginning = (*topic)(params);
    if (!beginning) {
        reply(fail(beginning.error()));
        return;
    }
    QJsonObject answer = std::move(beginning->first);
    answer.insert(QStringLiteral("subscription"), connection.add(std::move(beginning->listener)));
    reply(QJsonValue(answer));
}

} // namespace Saltern
