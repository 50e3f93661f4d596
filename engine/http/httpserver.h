#pragma once

#include "engine/base/result.h"
#include "engine/http/httpserverconnection.h"

#include <QHostAddress>
#include <QSet>
#include <QTcpServer>
#include <QTimer>

namespace Saltern {

/// Where a server listens.
struct ListenAddress
{
    QHostAddress host;
    quint16 port = 0; // zero = any that is free

    /// Reads "127.0.0.1:8750", "[::1]:8750", "localhost:8750" or "0.0.0.0:8750".
    static Result<ListenAddress> parse(const QString &text);

    /// "127.0.0.1:8750"
    QString toString() const;
    bool isLoopback() const { return host.isLoopback(); }
};

/// An HTTP/1.1 server for a service: keep-alive, pipelining, and a limit for everything that a
/// client can make us spend. Never blocks. Engine thread.
class HttpServer : public QObject
{
    Q_OBJECT
public:
    /// `service` outlives it.
    explicit HttpServer(HttpService &service, HttpLimits limits = {}, QObject *parent = nullptr);
    ~HttpServer() override;

    Result<void> listen(const ListenAddress &address);
    bool isListening() const { return m_server.isListening(); }

    /// Takes no client any more and ends as soon as those that are here have the answers that they
    /// wait for, after 5 s at the latest; retired() follows, never from inside.
    void retire();

    /// With the port that was found when none was asked for.
    ListenAddress address() const;

    int connectionCount() const { return int(m_connections.size()); }

Q_SIGNALS:
    void retired();

private:
    void accept();
    void look();
    void endIfRetired();

    HttpService &m_service;
    HttpLimits m_limits;
    QTcpServer m_server;
    QTimer m_look;
    QSet<HttpServerConnection *> m_connections;
    bool m_isRetiring = false;
};

} // namespace Saltern
