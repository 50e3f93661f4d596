#pragma once

#include "engine/base/result.h"
#include "engine/docker/linesplitter.h"

#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QPointer>
#include <QStringList>
#include <QTimer>

#include <chrono>

class QIODevice;

namespace Saltern {

/// Where an engine's control protocol is spoken: a local socket, or a program that bridges standard
/// input and output to one ("ssh", {"host", "saltern", "attach"}).
struct ControlEndpoint
{
    QString socketPath;
    QString program; // when there is no socket path
    QStringList arguments;

    static ControlEndpoint socket(const QString &path) { return {path, {}, {}}; }
    static ControlEndpoint command(const QString &program, const QStringList &arguments)
    {
        return {{}, program, arguments};
    }
    QString toString() const;
};

/// One request that is under way. Deletes itself after finished(), and with its client; deleting it
/// earlier gives the answer up.
class PendingCall : public QObject
{
    Q_OBJECT
public:
    const QString &method() const { return m_method; }

Q_SIGNALS:
    /// Exactly once, never from inside ControlClient::call(). Unreachable when the connection is
    /// not there or ends before the answer.
    void finished(const Saltern::Result<QJsonValue> &result);

private:
    friend class ControlClient;
    PendingCall(QString method, QObject *parent) : QObject(parent), m_method(std::move(method)) {}
    void finish(const Result<QJsonValue> &result);

    QString m_method;
    QTimer m_timeout;
    bool m_finished = false;
};

/// A topic that is listened to; renewed by itself after every reconnect. Delete it to end it.
class ControlSubscription : public QObject
{
    Q_OBJECT
public:
    ~ControlSubscription() override;

    const QString &topic() const { return m_topic; }
    bool isActive() const { return m_id > 0; }

Q_SIGNALS:
    /// The engine's answer to `subscribe`: what the topic says first. Comes again after a reconnect
    /// and replaces all that was known.
    void begun(const QJsonObject &answer);
    void received(const QJsonObject &params);
    /// The engine does not take it; it is not tried again before the next reconnect.
    void refused(const Saltern::Error &error);

private:
    friend class ControlClient;
    ControlSubscription(QString topic, QJsonObject params, QObject *parent);

    QString m_topic;
    QJsonObject m_params;
    QPointer<class ControlClient> m_client;
    qint64 m_id = 0; // the engine's number; 0 = it does not know of it (any more)
};

/// A connection to an engine for programs with windows and commands alike: numbers calls, hands
/// notifications on, connects again by itself for as long as it is open (after 0.2 s, growing to
/// 5 s). Nothing blocks. docs/control-protocol.md describes what can be called.
class ControlClient : public QObject
{
    Q_OBJECT
public:
    enum class State {
        Closed,
        Connecting,   // for the first time since open()
        Connected,    // the engine has said hello
        Reconnecting, // it was connected, or could not be reached; error() says why
    };
    Q_ENUM(State)

    explicit ControlClient(ControlEndpoint endpoint, QObject *parent = nullptr);
    ~ControlClient() override;

    void open();
    /// Ends the connection; open calls finish with an error, subscriptions wait for open().
    void close();

    State state() const { return m_state; }
    /// The answer to `hello` of the engine that it is or was connected with.
    const QJsonObject &engine() const { return m_engine; }
    /// Why it is not connected.
    const Error &error() const { return m_error; }
    const ControlEndpoint &endpoint() const { return m_endpoint; }

    /// Asks the engine. Without a connection the call fails at once (but not from inside call());
    /// it is not kept for later, for nobody knows what will have changed by then. `timeout` zero =
    /// none.
    PendingCall *call(const QString &method,
                      const QJsonObject &params = {},
                      std::chrono::milliseconds timeout = std::chrono::seconds(30));

    /// Listens to a topic, now or as soon as there is a connection. Owned by this client until the
    /// caller deletes it.
    ControlSubscription *subscribe(const QString &topic, const QJsonObject &params = {});

Q_SIGNALS:
    void stateChanged(Saltern::ControlClient::State state);
    /// A notification that belongs to no ControlSubscription: the progress of a demo.
    void notified(const QString &method, const QJsonObject &params);

private:
    friend class ControlSubscription;
    void connectNow();
    void connectSocket();
    void startProgram();
    void greet();
    void greeted(const Result<QJsonValue> &answer);
    void read();
    void handle(const QByteArray &line);
    void notify(const QString &method, const QJsonObject &params);
    void lose(const Error &error);
    void dropDevice();
    void failCalls(const Error &error);
    void setState(State state);
    PendingCall *
    send(const QString &method, const QJsonObject &params, std::chrono::milliseconds timeout);
    void begin(ControlSubscription *subscription);
    void forget(const ControlSubscription *subscription);

    const ControlEndpoint m_endpoint;
    State m_state = State::Closed;
    QJsonObject m_engine;
    Error m_error;
    QIODevice *m_device = nullptr; // a QLocalSocket or QProcess; ours
    LineSplitter m_lines;
    int m_lastId = 0;
    QHash<int, QPointer<PendingCall>> m_calls;
    QList<ControlSubscription *> m_subscriptions;
    QTimer m_retry;
    std::chrono::milliseconds m_pause;
};

} // namespace Saltern
