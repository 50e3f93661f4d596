#include "tests/studio/live/scriptedengine.h"

#include "engine/control/jsonrpc.h"

#include <QLocalSocket>

namespace Saltern {

ScriptedEngine::ScriptedEngine()
{
    connect(&m_server, &QLocalServer::newConnection, this, &ScriptedEngine::accept);
    answer(QStringLiteral("hello"),
           QJsonObject{{QStringLiteral("protocol"), 1},
                       {QStringLiteral("version"), QStringLiteral("0.1.0")},
                       {QStringLiteral("engine"), QStringLiteral("7f3a1c")}});
}

QString ScriptedEngine::socketPath() const
{
    return m_folder.filePath(QStringLiteral("control.sock"));
}

void ScriptedEngine::listen()
{
    if (m_server.isListening())
        return;
    QLocalServer::removeServer(socketPath());
    if (!m_server.listen(socketPath()))
        qFatal("the scripted engine cannot listen: %s", qPrintable(m_server.errorString()));
}

void ScriptedEngine::kill()
{
    m_server.close();
    m_subscriptions.clear();
    const auto clients = std::exchange(m_clients, {});
    for (const QPointer<QLocalSocket> &client : clients) {
        if (client)
            client->abort();
    }
}

void ScriptedEngine::answer(const QString &method, const QJsonValue &result)
{
    answer(method, [result](const QJsonObject &) { return result; });
}

void ScriptedEngine::answer(const QString &method, Method method_)
{
    m_refusals.remove(method);
    m_methods.insert(method, std::move(method_));
}

void ScriptedEngine::refuse(const QString &method, const Error &error)
{
    m_refusals.insert(method, error);
}

void ScriptedEngine::beginTopic(const QString &topic, const QJsonObject &first)
{
    m_topics.insert(topic, first);
}

void ScriptedEngine::accept()
{
    while (QLocalSocket *client = m_server.nextPendingConnection()) {
        m_clients.append(client);
        connect(client, &QLocalSocket::readyRead, this, [this, client] {
            while (client->canReadLine())
                handle(client, client->readLine());
        });
    }
}

void ScriptedEngine::handle(QLocalSocket *client, const QByteArray &line)
{
    const auto request = JsonRpc::parseRequest(line);
    if (!request)
        qFatal("the studio sent what is no request: %s", line.constData());
    m_calls.append({request->method, request->params});
    if (m_refusals.contains(request->method)) {
        client->write(
            JsonRpc::errorLine(request->id, JsonRpc::failed, m_refusals.value(request->method)));
        return;
    }
    QJsonValue result = QJsonObject();
    if (request->method == QLatin1StringView("subscribe"))
        result = subscribe(client, request->params);
    else if (request->method == QLatin1StringView("unsubscribe"))
        m_subscriptions.remove(
            request->params.value(QLatin1StringView("subscription")).toInteger());
    else if (m_methods.contains(request->method))
        result = m_methods.value(request->method)(request->params);
    client->write(JsonRpc::resultLine(request->id, result));
}

QJsonValue ScriptedEngine::subscribe(QLocalSocket *client, const QJsonObject &params)
{
    const QString topic = params.value(QLatin1StringView("topic")).toString();
    m_subscriptions.insert(++m_lastSubscription, {client, topic, params});
    QJsonObject answer = m_topics.value(topic);
    answer.insert(QStringLiteral("subscription"), m_lastSubscription);
    return answer;
}

void ScriptedEngine::notify(const QString &topic, QJsonObject params)
{
    for (auto entry = m_subscriptions.cbegin(); entry != m_subscriptions.cend(); ++entry) {
        if (entry->topic != topic || !entry->client)
            continue;
        params.insert(QStringLiteral("subscription"), entry.key());
        entry->client->write(JsonRpc::notificationLine(topic, params));
    }
}

void ScriptedEngine::notifyDemo(QJsonObject params)
{
    notifyAll(QStringLiteral("demo"), std::move(params));
}

void ScriptedEngine::notifyReplay(QJsonObject params)
{
    notifyAll(QStringLiteral("replay"), std::move(params));
}

void ScriptedEngine::notifyAll(const QString &method, QJsonObject params)
{
    params.insert(QStringLiteral("subscription"), 1000);
    for (const QPointer<QLocalSocket> &client : std::as_const(m_clients)) {
        if (client)
            client->write(JsonRpc::notificationLine(method, params));
    }
}

bool ScriptedEngine::isSubscribed(const QString &topic) const
{
    return std::any_of(m_subscriptions.cbegin(),
                       m_subscriptions.cend(),
                       [&topic](const Subscription &known) { return known.topic == topic; });
}

QJsonObject ScriptedEngine::subscription(const QString &topic) const
{
    QJsonObject newest;
    for (const Subscription &known : m_subscriptions) {
        if (known.topic == topic)
            newest = known.params;
    }
    return newest;
}

QJsonObject ScriptedEngine::recordedAnswer(const QString &method) const
{
    return m_methods.value(method)({}).toObject();
}

QList<QJsonObject> ScriptedEngine::callsOf(const QString &method) const
{
    QList<QJsonObject> params;
    for (const Call &call : m_calls) {
        if (call.method == method)
            params.append(call.params);
    }
    return params;
}

} // namespace Saltern
