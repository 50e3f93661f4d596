#pragma once

#include "engine/docker/dockerendpoint.h"

#include <QObject>

#include <vector>

namespace Saltern {

class HttpConnection;

/// The connections to one endpoint: the idle ones wait here for the next exchange.
class ConnectionPool : public QObject
{
    Q_OBJECT
public:
    /// More idle connections than this are closed.
    static constexpr std::size_t maximumIdle = 8;

    explicit ConnectionPool(const DockerEndpoint &endpoint, QObject *parent = nullptr);

    const DockerEndpoint &endpoint() const { return m_endpoint; }

    /// An idle connection that is still good, or a fresh one. The caller gives it back or abandons
    /// it; until then it belongs to the pool as a child only.
    HttpConnection *take();
    HttpConnection *takeFresh();

    /// Keeps it for later when it can be used again, else closes it. Whatever was connected to its
    /// signals is disconnected.
    void giveBack(HttpConnection *connection);

    /// Closes the idle connections, and from now on each as soon as its exchange is over.
    void retire();

private:
    void forget(HttpConnection *connection);

    DockerEndpoint m_endpoint;
    std::vector<HttpConnection *> m_idle; // the most recently used last
    bool m_isRetired = false;
};

} // namespace Saltern
