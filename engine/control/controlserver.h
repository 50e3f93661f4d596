#pragma once

#include "engine/base/result.h"

#include <QHash>
#include <QJsonObject>
#include <QLocalServer>
#include <QObject>

#include <functional>

class QLocalSocket;

namespace Saltern {

/// Answers JSON-RPC requests on a local socket that only the engine's own user may open. A client
/// that does not read its answers is dropped once 8 MiB wait for it, so none slows the engine.
/// docs/control-protocol.md describes the methods. Engine thread.
class ControlServer : public QObject
{
    Q_OBJECT
public:
    /// Called once per request, at once or later.
    using Reply = std::function<void(const Result<QJsonValue> &)>;
    using Method = std::function<void(const QJsonObject &params, const Reply &reply)>;

    explicit ControlServer(QObject *parent = nullptr);
    ~ControlServer() override;

    void addMethod(const QString &name, Method method);

    /// A socket file that a dead engine left behind is replaced; the caller holds the state lock.
    Result<void> listen(const QString &path);

private:
    void accept();
    void read(QLocalSocket *client);
    void handle(QLocalSocket *client, const QByteArray &line);
    static void send(QLocalSocket *client, const QByteArray &line);

    QLocalServer m_server;
    QHash<QString, Method> m_methods;
};

} // namespace Saltern
