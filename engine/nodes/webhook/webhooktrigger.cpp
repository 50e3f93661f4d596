#include "engine/nodes/webhook/webhooktrigger.h"

#include "engine/base/bytesize.h"
#include "engine/base/clock.h"
#include "engine/base/compactjson.h"
#include "engine/base/duration.h"
#include "engine/events/template.h"
#include "engine/nodes/jsontext.h"
#include "engine/runs/journalrecords.h"
#include "engine/runs/secretstore.h"

#include <algorithm>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

// Settings of a trigger read secrets only.
class SecretScope final : public TemplateScope
{
public:
    explicit SecretScope(SecretStore *secrets) : m_secrets(secrets) {}

    std::optional<QJsonValue> root(const QString &) const override { return std::nullopt; }
    Result<QString> secret(const QString &name) const override { return m_secrets->value(name); }

private:
    SecretStore *m_secrets;
};

Result<QByteArray> secretIn(const QJsonValue &setting, const SecretScope &scope)
{
    if (setting.toString().isEmpty())
        return QByteArray();
    const auto rendered = renderTemplates(setting, scope);
    if (!rendered)
        return fail(rendered.error());
    if (rendered->toString().isEmpty())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The webhook's secret is empty."),
                    QStringLiteral("An empty secret would let everybody in; set it."));
    return rendered->toString().toUtf8();
}

WebhookReply replyOf(const QString &name)
{
    if (name == Name("result"))
        return WebhookReply::Result;
    return name == Name("at-once") ? WebhookReply::AtOnce : WebhookReply::Accepted;
}

// Events and answers are written as text: a QJsonObject for each was a quarter of what a request
// cost.

HttpReply acceptedReply(const Event &event, const QString &run)
{
    QByteArray body("{");
    appendJsonMember(body, "id", event.id());
    if (!run.isEmpty())
        appendJsonMember(body, "run", run);
    return HttpReply::json(202, body + '}');
}

HttpReply lateReply(const Event &event, WebhookReply reply)
{
    if (reply == WebhookReply::Result)
        return HttpReply::refusal(
            504,
            QStringLiteral("The run of the event %1 did not end in time.").arg(event.id()),
            QStringLiteral("It goes on; raise the webhook's `timeout` to wait longer."));
    return HttpReply::refusal(
        504,
        QStringLiteral("The event %1 was not written in time.").arg(event.id()),
        QStringLiteral("It may still be taken in."));
}

// Why a run failed is in the journal; whoever sends to a webhook need not be told of our insides.
HttpReply endReply(const RunEnd &end)
{
    HttpReply reply{.status = 204};
    if (end.state == RunState::Failed)
        reply = HttpReply::refusal(500, QStringLiteral("The run %1 failed.").arg(end.run));
    else if (end.state != RunState::Done)
        reply = HttpReply::refusal(503, QStringLiteral("The run %1 was ended.").arg(end.run));
    else if (end.result)
        reply = HttpReply::json(200, compactJson(*end.result));
    reply.headers.emplaceBack("Saltern-Run", end.run.toLatin1());
    return reply;
}

// Some senders repeat the secret in what they send.
QByteArray without(const QByteArray &secret, QByteArray json)
{
    if (secret.size() < shortestMasked)
        return json;
    QByteArray written;
    appendJsonString(written, secret);
    return json.replace(written.mid(1, written.size() - 2), QByteArrayView(secretMask.data(), 3));
}

} // namespace

WebhookTrigger::WebhookTrigger(Pattern pattern, const NodeSetup &setup)
    : m_pattern(std::move(pattern))
    , m_settings(setup.parameters)
    , m_pipeline(setup.pipeline)
    , m_node(setup.node.id)
    , m_path(m_settings.value(Name("path")).toString())
    , m_method(m_settings.value(Name("method")).toString().toLatin1())
    , m_revision(&setup.bundle)
    , m_bodyLimit(
          parseByteSize(m_settings.value(Name("bodyLimit")).toString()).value_or(maximumEventBytes))
    , m_reply(replyOf(m_settings.value(Name("reply")).toString()))
    , m_timeout(parseDuration(m_settings.value(Name("timeout")).toString())
                    .value_or(std::chrono::seconds(30)))
    , m_clock(setup.services.clock)
    , m_secrets(setup.services.secrets)
    , m_server(setup.services.webhooks)
{
    for (const QString &header : oneOrMany(m_settings.value(Name("headers"))))
        m_headers += header.toLatin1().toLower();
    std::sort(m_headers.begin(), m_headers.end());
    m_headers.erase(std::unique(m_headers.begin(), m_headers.end()), m_headers.end());
}

WebhookTrigger::~WebhookTrigger()
{
    WebhookTrigger::stop();
}

Result<void> WebhookTrigger::prepare()
{
    if (!m_server)
        return {};
    if (const auto read = readSecrets(); !read)
        return read;
    return m_server->reserve(*this);
}

Result<void> WebhookTrigger::readSecrets()
{
    const SecretScope scope(m_secrets);
    const auto token = secretIn(m_settings.value(Name("token")), scope);
    if (!token)
        return fail(token.error());
    const QJsonObject signature = m_settings.value(Name("signature")).toObject();
    const auto key = secretIn(signature.value(Name("secret")), scope);
    if (!key)
        return fail(key.error());
    m_guard = {.tokenHeader = m_settings.value(Name("tokenHeader")).toString().toLatin1().toLower(),
               .token = *token,
               .signatureHeader = signature.value(Name("header")).toString().toLatin1().toLower(),
               .key = *key};
    return {};
}

void WebhookTrigger::start()
{
    if (m_server)
        m_server->open(*this);
}

void WebhookTrigger::stop()
{
    if (m_server)
        m_server->release(*this);
}

HttpService::Admission WebhookTrigger::judge(const HttpRequest &head) const
{
    if (head.method != m_method) {
        HttpReply refusal = HttpReply::refusal(
            405, QStringLiteral("This webhook takes %1.").arg(QString::fromLatin1(m_method)));
        refusal.headers.emplaceBack("Allow", m_method);
        return {.refusal = refusal};
    }
    return {m_bodyLimit, m_guard.judgeHead(head)};
}

void WebhookTrigger::receive(const HttpRequest &request, const HttpExchange &exchange)
{
    // Once more: another revision may have let it in.
    if (const auto refusal = judge(request).refusal) {
        exchange.answer(*refusal);
        return;
    }
    if (const auto refusal = m_guard.judgeBody(request)) {
        exchange.answer(*refusal);
        return;
    }
    const auto event = eventOf(request);
    if (event)
        hand(*event, exchange);
    else
        exchange.answer(event.error());
}

tl::expected<Event, HttpReply> WebhookTrigger::eventOf(const HttpRequest &request) const
{
    const auto content = WebhookContent::read(request);
    if (!content)
        return tl::unexpected(content.error());
    const EventFields fields{.source = QStringLiteral("saltern/") + webhookOwner(),
                             .type = QStringLiteral("webhook/") + m_path,
                             .subject = content->cloudEvent.value(Name("subject")).toString(),
                             .timeNs = m_clock->nowNs()};
    const Event event = Event::makeRaw(
        fields, without(m_guard.key, without(m_guard.token, dataOf(request, *content))));
    if (event.json().size() > maximumEventBytes)
        return tl::unexpected(HttpReply::refusal(
            413,
            QStringLiteral("The event would have %1 bytes; it has at most %2 (1 MiB).")
                .arg(event.json().size())
                .arg(maximumEventBytes),
            QStringLiteral("Send less, or put large content elsewhere and send a reference.")));
    return event;
}

// With the keys sorted, as everywhere.
QByteArray WebhookTrigger::dataOf(const HttpRequest &request, const WebhookContent &content) const
{
    QByteArray data("{\"body\":");
    data += compactJson(content.body);
    if (!content.cloudEvent.isEmpty())
        data += ",\"cloudEvent\":" + compactJson(content.cloudEvent);
    data += ",\"headers\":" + headersOf(request);
    appendJsonMember(data, "method", QString::fromLatin1(request.method));
    const QByteArray query = request.query();
    data += ",\"query\":" + (query.isEmpty() ? QByteArray("{}") : compactJson(readForm(query)));
    appendJsonMember(data, "remote", request.remote);
    return data + '}';
}

QByteArray WebhookTrigger::headersOf(const HttpRequest &request) const
{
    QByteArray headers("{");
    for (const QByteArray &name : m_headers) {
        const QByteArray value = request.header(name);
        if (!value.isEmpty() && !m_guard.uses(name))
            appendJsonMember(headers, name, QString::fromUtf8(value));
    }
    return headers + '}';
}

void WebhookTrigger::hand(const Event &event, const HttpExchange &exchange)
{
    if (m_reply == WebhookReply::AtOnce) {
        // In this order: the answer may bring the next request of the same client.
        Q_EMIT fired(event);
        exchange.answer(acceptedReply(event, {}));
        return;
    }
    exchange.answerLate(m_timeout, [event, reply = m_reply] { return lateReply(event, reply); });
    Q_EMIT received(event, receptionFor(event, exchange));
}

std::shared_ptr<Reception> WebhookTrigger::receptionFor(const Event &event,
                                                        const HttpExchange &exchange) const
{
    auto reception = std::make_shared<Reception>();
    if (m_reply == WebhookReply::Result)
        reception->ended = [exchange](const RunEnd &end) { exchange.answer(endReply(end)); };
    else
        reception->begun = [exchange, event](const QString &run) {
            exchange.answer(acceptedReply(event, run));
        };
    return reception;
}

} // namespace Saltern
