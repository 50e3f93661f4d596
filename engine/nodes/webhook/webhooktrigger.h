#pragma once

#include "engine/nodes/webhook/webhookcontent.h"
#include "engine/nodes/webhook/webhookguard.h"
#include "engine/nodes/webhook/webhookserver.h"
#include "engine/runs/behaviour.h"

#include <QPointer>

namespace Saltern {

/// When a webhook answers.
enum class WebhookReply {
    AtOnce,   // before the journal has the event
    Accepted, // once the journal has it
    Result,   // when the run has ended, with what its last node gave
};

/// A webhook node: makes an event of every request that may come in.
class WebhookTrigger final : public TriggerNode, private WebhookReceiver
{
    Q_OBJECT
public:
    WebhookTrigger(Pattern pattern, const NodeSetup &setup);
    ~WebhookTrigger() override;

    Pattern pattern() const override { return m_pattern; }
    Result<void> prepare() override;
    void start() override;
    void stop() override;

private:
    QString webhookPath() const override { return m_path; }
    QString webhookOwner() const override { return m_pipeline + u'/' + m_node; }
    QString webhookPipeline() const override { return m_pipeline; }
    QString webhookNode() const override { return m_node; }
    const void *webhookRevision() const override { return m_revision; }
    bool isOpenToAll() const override { return m_guard.isOpen(); }
    HttpService::Admission judge(const HttpRequest &head) const override;
    void receive(const HttpRequest &request, const HttpExchange &exchange) override;

    Result<void> readSecrets();
    tl::expected<Event, HttpReply> eventOf(const HttpRequest &request) const;
    QByteArray dataOf(const HttpRequest &request, const WebhookContent &content) const;
    QByteArray headersOf(const HttpRequest &request) const;
    void hand(const Event &event, const HttpExchange &exchange);
    std::shared_ptr<Reception> receptionFor(const Event &event, const HttpExchange &exchange) const;

    Pattern m_pattern;
    QJsonObject m_settings;
    QString m_pipeline;
    QString m_node;
    QString m_path;
    QByteArray m_method;
    const void *m_revision;
    QByteArrayList m_headers; // that events carry, in lower case, sorted
    qint64 m_bodyLimit;
    WebhookReply m_reply;
    std::chrono::milliseconds m_timeout;
    WebhookGuard m_guard;
    Clock *m_clock;
    SecretStore *m_secrets;
    QPointer<WebhookServer> m_server;
};

} // namespace Saltern
