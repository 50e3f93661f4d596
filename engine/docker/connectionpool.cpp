#include "engine/docker/connectionpool.h"

#include "engine/docker/httpconnection.h"

namespace Saltern {

ConnectionPool::ConnectionPool(const DockerEndpoint &endpoint, QObject *parent)
    : QObject(parent), m_endpoint(endpoint)
{
}

HttpConnection *ConnectionPool::take()
{
    while (!m_idle.empty()) {
        HttpConnection *connection = m_idle.back();
        m_idle.pop_back();
        connection->disconnect(this);
        if (connection->isReusable())
            return connection;
        connection->abandon();
    }
    return takeFresh();
}

HttpConnection *ConnectionPool::takeFresh()
{
    return new HttpConnection(m_endpoint, this);
}

void ConnectionPool::giveBack(HttpConnection *connection)
{
    connection->disconnect();
    if (m_isRetired || !connection->isReusable() || m_idle.size() >= maximumIdle) {
        connection->abandon();
        return;
    }
    connect(connection, &HttpConnection::closed, this, [this, connection] { forget(connection); });
    m_idle.push_back(connection);
}

void ConnectionPool::retire()
{
    m_isRetired = true;
    for (HttpConnection *connection : std::exchange(m_idle, {}))
        connection->abandon();
}

void ConnectionPool::forget(HttpConnection *connection)
{
    std::erase(m_idle, connection);
    connection->abandon();
}

} // namespace Saltern
