#pragma once

#include "engine/base/result.h"

#include <QJsonArray>
#include <QObject>

#include <map>
#include <memory>
#include <vector>

namespace Saltern {

class FunctionHost;
class HostSet;

/// Where functions run: the FunctionHost of every Docker host of the engine. Engine thread. Goes
/// before the hosts do.
class FunctionHosts : public QObject
{
    Q_OBJECT
public:
    /// `engineId` names the engine across restarts: what carries it and is left over is ours.
    FunctionHosts(HostSet *hosts, const QString &engineId, QObject *parent = nullptr);
    ~FunctionHosts() override;

    /// An error when there is no such host, or when our shim is not installed.
    Result<FunctionHost *> host(const QString &name);

    /// Begins to remove what an earlier start of this engine left on `hostName`. Call it at the
    /// start and when a host is back.
    void reapOrphans(const QString &hostName);

    /// The host was removed: calls under way may end there, no further ones begin.
    void forget(const QString &hostName);

    /// Whether containers are still being removed; a program that ends should wait a little.
    bool isTidying() const;

    /// The pools of warm and hot functions on all hosts, as FunctionPool::status() tells them.
    QJsonArray pools() const;

Q_SIGNALS:
    /// isTidying() is false again.
    void tidied();

private:
    HostSet *m_hosts;
    const QString m_engineId;
    const QString m_processId;
    std::map<QString, std::unique_ptr<FunctionHost>> m_functionHosts;
    std::vector<std::unique_ptr<FunctionHost>> m_forgotten;
};

} // namespace Saltern
