#pragma once

#include "engine/http/httpserver.h"
#include "engine/nodes/webhook/webhookadmission.h"

#include <QHash>
#include <QObject>

#include <memory>
#include <vector>

namespace Saltern {

/// A webhook node as the server sees it.
class WebhookReceiver
{
public:
    virtual ~WebhookReceiver() = default;

    virtual QString webhookPath() const = 0;  // without a slash in front
    virtual QString webhookOwner() const = 0; // "<pipeline>/<node>"
    virtual QString webhookPipeline() const = 0;
    virtual QString webhookNode() const = 0;

    /// Of the revision that it belongs to: two nodes of one revision cannot have one path.
    virtual const void *webhookRevision() const = 0;

    /// Whether anybody who can connect may send.
    virtual bool isOpenToAll() const = 0;

    virtual HttpService::Admission judge(const HttpRequest &head) const = 0;
    virtual void receive(const HttpRequest &request, const HttpExchange &exchange) = 0;
};

/// The one HTTP server that all webhook nodes of an engine share. Listens only while a pipeline
/// with a webhook is deployed. Engine thread.
class WebhookServer : public QObject, private HttpService
{
    Q_OBJECT
public:
    /// `clock` outlives it.
    WebhookServer(ListenAddress address, Clock &clock, HttpLimits limits = {});

    /// Takes the path for a receiver that is about to run, and listens. A conflict when a node of
    /// another pipeline has the path, or the port is taken.
    Result<void> reserve(WebhookReceiver &receiver);

    /// From now on it gets what is sent to its path.
    void open(WebhookReceiver &receiver);

    /// Its path is free again; requests that wait for it are refused. Without any receiver nothing
    /// listens.
    void release(WebhookReceiver &receiver);

    /// Decides when what was sent gets to its receiver.
    WebhookAdmission &admission() { return m_admission; }

    /// Where it listens, or would.
    ListenAddress address() const;
    bool isListening() const { return m_server && m_server->isListening(); }

    /// Webhooks that get requests: their paths, sorted.
    QStringList paths() const;

Q_SIGNALS:
    void listening(const QString &address);

    /// Something is allowed that may not have been meant.
    void warned(const QString &message);

private:
    Admission admit(const HttpRequest &head) override;
    void serve(const HttpRequest &request, const HttpExchange &exchange) override;
    Result<void> listen();
    void retireServer();
    WebhookReceiver *receiverOf(const HttpRequest &request) const;

    ListenAddress m_address;
    HttpLimits m_limits;
    std::unique_ptr<HttpServer> m_server;
    QList<WebhookReceiver *> m_reserved;
    QHash<QByteArray, WebhookReceiver *> m_open; // by "/path"
    WebhookAdmission m_admission;
    std::vector<std::unique_ptr<HttpServer>> m_retiring; // they still answer
};

} // namespace Saltern
