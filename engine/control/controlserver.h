#pragma once

#include "engine/base/result.h"

#include <QHash>
#include <QJsonObject>
#include <QLocalServer>
#include <QObject>
#include <QTimer>

#include <functional>

namespace Saltern {

class ControlConnection;
class Redaction;
class TopicListener;

/// Answers JSON-RPC requests on a local socket that only the engine's own user may open. A client
/// that does not read is dropped, so none slows the engine (see ControlConnection); no more than
/// 256 are let in.
/// docs/control-protocol.md describes the methods. Engine thread.
class ControlServer : public QObject
{
    Q_OBJECT
public:
    /// Called once per request, at once or later; the client may be gone by then.
    using Reply = std::function<void(const Result<QJsonValue> &)>;
    using Method = std::function<void(const QJsonObject &params, const Reply &reply)>;
    /// For methods that have to do with the connection itself.
    using ConnectionMethod = std::function<void(
        ControlConnection &connection, const QJsonObject &params, const Reply &reply)>;

    /// A subscription as it begins: who listens, and what the answer has to say first.
    struct Beginning
    {
        std::unique_ptr<TopicListener> listener;
        QJsonObject first;
    };
    using Topic = std::function<Result<Beginning>(const QJsonObject &params)>;

    /// `redaction` (may be null) outlives the server.
    explicit ControlServer(Redaction *redaction = nullptr, QObject *parent = nullptr);
    ~ControlServer() override;

    void addMethod(const QString &name, Method method);
    void addConnectionMethod(const QString &name, ConnectionMethod method);

    /// A topic of `subscribe`.
    void addTopic(const QString &name, Topic topic);

    QStringList methods() const;
    QStringList topics() const;

    /// A socket file that a dead engine left behind is replaced. A conflict when an engine answers
    /// there, or when it is no socket.
    Result<void> listen(const QString &path);

private:
    void accept();
    void listenAgain();
    qsizetype connectionCount() const;
    void handle(ControlConnection *connection, const QByteArray &line);
    void subscribe(ControlConnection &connection, const QJsonObject &params, const Reply &reply);

    Redaction *m_redaction;
    QLocalServer m_server;
    QTimer m_look;
    QString m_path;
    QHash<QString, ConnectionMethod> m_methods;
    QHash<QString, Topic> m_topics;
};

} // namespace Saltern
