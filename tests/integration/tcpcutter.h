#pragma once

#include <QLocalSocket>
#include <QTcpServer>
#include <QTcpSocket>

#include <memory>
#include <vector>

namespace Saltern {

/// A TCP port of this machine in front of an engine's unix socket, to be cut off at will: what a
/// broken network does and a healthy engine cannot show.
class TcpCutter : public QObject
{
public:
    explicit TcpCutter(const QString &socketPath) : m_path(socketPath)
    {
        connect(&m_server, &QTcpServer::newConnection, this, &TcpCutter::onConnection);
        m_server.listen(QHostAddress::LocalHost);
    }

    QString endpoint() const
    {
        return QStringLiteral("tcp://127.0.0.1:%1").arg(m_server.serverPort());
    }
    int connections() const { return m_accepted; }

    /// Resets every connection; new ones are accepted.
    void cut()
    {
        for (auto &pair : m_pairs)
            pair->client->abort();
        m_pairs.clear();
    }

    /// From now on nothing passes in either direction, but nothing is closed either.
    void freeze(bool frozen) { m_frozen = frozen; }

private:
    struct Pair
    {
        std::unique_ptr<QTcpSocket> client;
        QLocalSocket engine;
    };

    void onConnection()
    {
        auto pair = std::make_unique<Pair>();
        pair->client.reset(m_server.nextPendingConnection());
        pair->client->setParent(nullptr);
        ++m_accepted;
        pair->engine.connectToServer(m_path);
        forward(*pair->client, pair->engine);
        forward(pair->engine, *pair->client);
        connect(&pair->engine,
                &QLocalSocket::disconnected,
                pair->client.get(),
                &QTcpSocket::disconnectFromHost);
        connect(pair->client.get(),
                &QTcpSocket::disconnected,
                &pair->engine,
                &QLocalSocket::disconnectFromServer);
        m_pairs.push_back(std::move(pair));
    }

    void forward(QIODevice &from, QIODevice &to)
    {
        connect(&from, &QIODevice::readyRead, &to, [this, &from, &to] {
            const QByteArray bytes = from.readAll();
            if (!m_frozen)
                to.write(bytes);
        });
    }

    QString m_path;
    QTcpServer m_server;
    std::vector<std::unique_ptr<Pair>> m_pairs;
    int m_accepted = 0;
    bool m_frozen = false;
};

} // namespace Saltern
