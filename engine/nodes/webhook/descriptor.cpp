#include "engine/pipeline/descriptor.h"

#include <QJsonArray>
#include <QRegularExpression>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

QString webhookHelp()
{
    return QStringLiteral(
        R"(Begins a run for every HTTP request that comes to its path. All webhooks of an engine share
one address, `127.0.0.1:8750` unless the engine was started with `--webhooks ADDRESS:PORT`. Put a
reverse proxy with TLS in front of it to receive from elsewhere.

The event's type is `webhook/<path>`, its data:

| field | what is in it |
|---|---|
| `body` | JSON as it is, text as text, a form as an object, no body as null |
| `headers` | those that `headers` names, names in lower case |
| `query` | the query's values; a name that comes twice has a list |
| `method`, `remote` | `"POST"`, and the address of the client |
| `cloudEvent` | only for CloudEvents 1.0, binary or structured: the attributes; `body` has the data |

**Who may send.** `token` asks for `Authorization: Bearer ...`, or for the bare token in the header
`tokenHeader`. `signature` asks for an HMAC-SHA256 of the body in hex, with or without `sha256=` in
front, as GitHub and others sign. Both are kept as secrets and never reach an event. A webhook that
has neither takes events from every program on the machine, but not from web pages in a browser.

**What is answered.**

| `reply` | answer |
|---|---|
| `accepted` | 202 with `{"id", "run"}` once the event is durable: from then on it is not lost |
| `at-once` | 202 with `{"id"}`, before the journal has it; the fastest, and a crash can lose it |
| `result` | when the run has ended: 200 with the result of its last node, 204 without one, 500 when the run failed; 504 after `timeout`, while the run goes on |

The header `Saltern-Run` of a `result` names the run. Other answers have a body
`{"error", "remedy"}`: 400 (no JSON, no UTF-8), 401 (token or signature), 404 (no such path), 405
(method), 413 (too large), 415 (content type), 503 (no room, also after 2 s of waiting for it;
`Retry-After`).

The body may have up to `bodyLimit` bytes. The whole event, with what stands around the body, has to
fit into 1 MiB. A path belongs to one node of all running pipelines; `saltern send webhook/<path>`
and recorded events set the same node off without a request.)");
}

Parameter webhookSignature()
{
    return {.name = QStringLiteral("signature"),
            .type = ParameterType::Object,
            .title = QStringLiteral("Signature"),
            .help = QStringLiteral("Requests have to carry an HMAC-SHA256 of their body in hex."),
            .example = QJsonObject{{QStringLiteral("secret"),
                                    QStringLiteral("{{ secret.GITHUB_WEBHOOK }}")}},
            .fields = {
                {.name = QStringLiteral("secret"),
                 .title = QStringLiteral("Key"),
                 .help = QStringLiteral("The shared key, as `{{ secret.NAME }}`."),
                 .required = true,
                 .templated = true,
                 .example = QStringLiteral("{{ secret.GITHUB_WEBHOOK }}")},
                {.name = QStringLiteral("header"),
                 .title = QStringLiteral("Header"),
                 .help = QStringLiteral("Where the signature is."),
                 .defaultValue = QStringLiteral("X-Hub-Signature-256"),
                 .example = QStringLiteral("X-Signature")},
            }};
}

std::vector<Parameter> webhookAddressParameters()
{
    return {
        {.name = QStringLiteral("path"),
         .title = QStringLiteral("Path"),
         .help = QStringLiteral("Where requests go to: segments of letters, digits and . _ - with "
                                "slashes between them, without one in front."),
         .required = true,
         .example = QStringLiteral("shop/orders")},
        {.name = QStringLiteral("method"),
         .type = ParameterType::Choice,
         .title = QStringLiteral("Method"),
         .help = QStringLiteral("The HTTP method that requests have."),
         .defaultValue = QStringLiteral("POST"),
         .choices = {QStringLiteral("POST"),
                     QStringLiteral("GET"),
                     QStringLiteral("PUT"),
                     QStringLiteral("PATCH"),
                     QStringLiteral("DELETE")},
         .example = QStringLiteral("PUT")},
    };
}

std::vector<Parameter> webhookGuardParameters()
{
    return {
        {.name = QStringLiteral("token"),
         .title = QStringLiteral("Token"),
         .help = QStringLiteral("Requests have to carry it; `{{ secret.NAME }}`."),
         .templated = true,
         .example = QStringLiteral("{{ secret.SHOP_TOKEN }}")},
        {.name = QStringLiteral("tokenHeader"),
         .title = QStringLiteral("Token in"),
         .help = QStringLiteral("The header with the token. In `Authorization` it follows the word "
                                "Bearer; in any other it stands alone."),
         .defaultValue = QStringLiteral("Authorization"),
         .example = QStringLiteral("X-Gitlab-Token"),
         .advanced = true},
        webhookSignature(),
    };
}

std::vector<Parameter> webhookAnswerParameters()
{
    return {
        {.name = QStringLiteral("reply"),
         .type = ParameterType::Choice,
         .title = QStringLiteral("Answer"),
         .help = QStringLiteral("When the client is answered: once the event is durable, at once, "
                                "or with the result when the run has ended."),
         .defaultValue = QStringLiteral("accepted"),
         .choices = {QStringLiteral("accepted"),
                     QStringLiteral("at-once"),
                     QStringLiteral("result")},
         .example = QStringLiteral("result")},
        {.name = QStringLiteral("timeout"),
         .type = ParameterType::Duration,
         .title = QStringLiteral("Answer within"),
         .help = QStringLiteral("How long a client is kept waiting at most."),
         .defaultValue = QStringLiteral("30s"),
         .minimum = 100,
         .maximum = 3600.0 * 1000,
         .example = QStringLiteral("5s"),
         .advanced = true},
        {.name = QStringLiteral("bodyLimit"),
         .type = ParameterType::ByteSize,
         .title = QStringLiteral("Largest body"),
         .help = QStringLiteral("Requests with a larger body are refused."),
         .defaultValue = QStringLiteral("1MiB"),
         .minimum = 1,
         .maximum = 1024.0 * 1024,
         .example = QStringLiteral("64KiB"),
         .advanced = true},
        {.name = QStringLiteral("headers"),
         .type = ParameterType::List,
         .title = QStringLiteral("Headers"),
         .help = QStringLiteral("The headers that the event carries. Those with credentials never "
                                "do."),
         .defaultValue = QJsonArray{QStringLiteral("content-type"), QStringLiteral("user-agent")},
         .example = QJsonArray{QStringLiteral("x-github-event")},
         .fields = {{.name = QStringLiteral("header"), .title = QStringLiteral("Header")}},
         .acceptsOne = true,
         .advanced = true},
    };
}

std::vector<Parameter> webhookParameters()
{
    std::vector<Parameter> all = webhookAddressParameters();
    for (const auto &more : {webhookGuardParameters(), webhookAnswerParameters()})
        all.insert(all.end(), more.begin(), more.end());
    return all;
}

void checkSecret(const QJsonValue &value, const QString &field, NodeProblems &problems)
{
    static const QRegularExpression onlySecret(
        QStringLiteral("\\A\\s*\\{\\{\\s*secret\\.[A-Za-z0-9_]+\\s*\\}\\}\\s*\\z"));
    if (!value.isString() || onlySecret.match(value.toString()).hasMatch())
        return;
    problems.add(field,
                 QStringLiteral("secret-in-document"),
                 QStringLiteral("A secret must not stand in the document."),
                 QStringLiteral("Write \"{{ secret.NAME }}\" and set the secret NAME."));
}

bool isHeaderName(const QString &name)
{
    static const QRegularExpression token(
        QStringLiteral("\\A[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}\\z"));
    return token.match(name).hasMatch();
}

void checkHeaderName(const QJsonValue &value, const QString &field, NodeProblems &problems)
{
    if (value.isString() && !isHeaderName(value.toString()))
        problems.add(field,
                     QStringLiteral("bad-value"),
                     QStringLiteral("This is not the name of a header."),
                     QStringLiteral("Write it as in X-Gitlab-Token."));
}

void checkHeaders(const QJsonValue &value, NodeProblems &problems)
{
    static const QStringList never{QStringLiteral("authorization"),
                                   QStringLiteral("proxy-authorization"),
                                   QStringLiteral("cookie")};
    const QJsonArray names = value.isArray() ? value.toArray() : QJsonArray{value};
    for (qsizetype i = 0; i < names.size(); ++i) {
        const QString field =
            value.isArray() ? QStringLiteral("headers/%1").arg(i) : QStringLiteral("headers");
        checkHeaderName(names.at(i), field, problems);
        if (never.contains(names.at(i).toString().toLower()))
            problems.add(field,
                         QStringLiteral("secret-in-event"),
                         QStringLiteral("This header carries credentials, which no event may."),
                         QStringLiteral("Take it out; `token` and `signature` check it."));
    }
}

void checkWebhook(const Node &node, NodeProblems &problems)
{
    static const QRegularExpression segments(
        QStringLiteral("\\A(?:[A-Za-z0-9_-][A-Za-z0-9._-]*)(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*\\z"));
    const QJsonValue path = node.parameters.value(Name("path"));
    if (path.isString() &&
        (!segments.match(path.toString()).hasMatch() || path.toString().size() > 200)) {
        problems.add(QStringLiteral("path"),
                     QStringLiteral("bad-value"),
                     QStringLiteral("This is no path for a webhook."),
                     QStringLiteral("Write segments of letters, digits and . _ - as in "
                                    "shop/orders, without a slash in front."));
    }
    const QJsonObject signature = node.parameters.value(Name("signature")).toObject();
    checkSecret(node.parameters.value(Name("token")), QStringLiteral("token"), problems);
    checkSecret(signature.value(Name("secret")), QStringLiteral("signature/secret"), problems);
    checkHeaderName(
        node.parameters.value(Name("tokenHeader")), QStringLiteral("tokenHeader"), problems);
    checkHeaderName(signature.value(Name("header")), QStringLiteral("signature/header"), problems);
    if (node.parameters.contains(Name("headers")))
        checkHeaders(node.parameters.value(Name("headers")), problems);
}

} // namespace

NodeDescriptor webhookDescriptor()
{
    return {
        .kind = QStringLiteral("webhook"),
        .version = 1,
        .category = Category::Trigger,
        .effect = Effect::Source,
        .title = QStringLiteral("Webhook"),
        .summary = QStringLiteral("Begins a run for every HTTP request to a path"),
        .help = webhookHelp(),
        .example = QStringLiteral(R"(pushed:
  kind: webhook@1
  path: github/push
  signature:
    secret: "{{ secret.GITHUB_WEBHOOK }}"
  headers: [x-github-event, x-github-delivery]
)"),
        .parameters = webhookParameters(),
        .outputs = {{QStringLiteral("out"),
                     QStringLiteral("Request"),
                     QStringLiteral("One event per request that was let in.")}},
        .check = checkWebhook,
    };
}

} // namespace Saltern
