#pragma once

#include "engine/base/error.h"

#include <QHash>
#include <QJsonObject>
#include <QLocalServer>
#include <QObject>
#include <QPointer>
#include <QTemporaryDir>

#include <functional>

class QLocalSocket;

namespace Saltern {

/// Speaks the control protocol as an engine would, from answers that a test lays down: what was
/// asked can be looked at, notifications are sent by hand, and the engine can be "killed".
class ScriptedEngine : public QObject
{
    Q_OBJECT
public:
    using Method = std::function<QJsonValue(const QJsonObject &params)>;

    struct Call
    {
        QString method;
        QJsonObject params;
    };

    ScriptedEngine();

    QString socketPath() const;
    void listen();
    /// Ends every connection and takes no more, as a killed engine.
    void kill();

    void answer(const QString &method, const QJsonValue &result);
    void answer(const QString &method, Method method_);
    void refuse(const QString &method, const Error &error);
    /// What `subscribe` to a topic says besides its number.
    void beginTopic(const QString &topic, const QJsonObject &first);

    /// To all that subscribed to the topic.
    void notify(const QString &topic, QJsonObject params);
    /// With the number of a subscription that was handed out by an answer of the test's own.
    void notifyDemo(QJsonObject params);
    void notifyReplay(QJsonObject params);
    bool isSubscribed(const QString &topic) const;
    /// What the newest subscription to the topic asked for.
    QJsonObject subscription(const QString &topic) const;

    /// What it answers to `method` without parameters.
    QJsonObject recordedAnswer(const QString &method) const;

    const QList<Call> &calls() const { return m_calls; }
    QList<QJsonObject> callsOf(const QString &method) const;

private:
    void accept();
    void notifyAll(const QString &method, QJsonObject params);
    void handle(QLocalSocket *client, const QByteArray &line);
    QJsonValue subscribe(QLocalSocket *client, const QJsonObject &params);

    struct Subscription
    {
        QPointer<QLocalSocket> client;
        QString topic;
        QJsonObject params;
    };

    QTemporaryDir m_folder;
    QLocalServer m_server;
    QList<QPointer<QLocalSocket>> m_clients;
    QHash<QString, Method> m_methods;
    QHash<QString, Error> m_refusals;
    QHash<QString, QJsonObject> m_topics;
    QMap<qint64, Subscription> m_subscriptions;
    QList<Call> m_calls;
    qint64 m_lastSubscription = 0;
};

/// An engine with a host, two containers, a deployed pipeline with figures, runs, a dead letter, a
/// function pool and the demos: enough for every screen to have something to show.
void furnish(ScriptedEngine &engine);

} // namespace Saltern
