#pragma once

#include "engine/docker/dockerclient.h"

#include <QStringList>

namespace Saltern {

/// Runs a request to its end on the event loop.
Result<DockerResponse> finishRequest(DockerRequest &request);

/// A lab engine as a test uses it: short calls, and containers that go with it.
class EngineRig
{
public:
    explicit EngineRig(const QString &endpoint, const QString &tlsFolder = {});
    ~EngineRig();

    DockerClient &client() { return m_client; }

    Result<DockerResponse> call(const QByteArray &method,
                                const QString &path,
                                const QUrlQuery &query = {},
                                const QJsonObject &body = {});

    /// The id of a new busybox container without network; empty when that failed.
    QString create(const QStringList &command, const QJsonObject &more = {});
    QString run(const QStringList &command, const QJsonObject &more = {});

    /// POST /containers/{id}/{verb}; whether it succeeded.
    bool act(const QString &id, const QString &verb);
    bool remove(const QString &id);

    /// Makes execs that are never started, as fast as the engine can (one event each), and returns
    /// how many it made. Unix endpoints only; blocks, which is what a busy engine thread does.
    int burst(const QString &id, int count);

    void removeAll();

private:
    DockerClient m_client;
    QStringList m_created;
};

/// Words separated by blanks as a list.
inline QStringList words(const char *text)
{
    return QString::fromUtf8(text).split(u' ');
}

} // namespace Saltern
