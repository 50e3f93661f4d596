#include "engine/pipeline/descriptor.h"

#include "engine/nodes/http.request/statuslist.h"

#include <QJsonArray>
#include <QRegularExpression>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

QString httpRequestHelp()
{
    return QStringLiteral(
        R"(Sends an HTTP request and passes the answer on: asks an API, changes something elsewhere. For
messages to people there is [notify](notify.md).

`body` is sent as JSON, or as text when it is text; a `Content-Type` in `headers` says otherwise.
Values of `query` are escaped and stand behind those in `url`. Put credentials into
`{{ secret.NAME }}`: neither the journal nor an error shows more of a request than its host.

| answer | what happens |
|---|---|
| a status in `expect` | leaves by `ok` with `{"status", "headers", "body"}`; a JSON body is read |
| a status in `retryOn`, no connection, no answer in time | tried again as `retry` says, not before `Retry-After` (an hour at most); then `error` |
| any other status, more than 1 MiB | leaves by `error` at once |

An attempt that failed may have had an effect all the same. With `idempotencyHeader` every attempt
carries the same key, the id of the step, by which a server can tell.

Certificates are always checked. Redirects are not followed unless `redirects` allows it, and never
to another host, because all headers are sent again.)");
}

std::vector<Parameter> httpRequestContent()
{
    return {
        {.name = QStringLiteral("url"),
         .type = ParameterType::Url,
         .title = QStringLiteral("URL"),
         .help = QStringLiteral("Where the request goes to."),
         .required = true,
         .templated = true,
         .example = QStringLiteral("https://api.example.com/orders")},
        {.name = QStringLiteral("method"),
         .type = ParameterType::Choice,
         .title = QStringLiteral("Method"),
         .help = QStringLiteral("The HTTP method."),
         .defaultValue = QStringLiteral("GET"),
         .choices = {QStringLiteral("GET"),
                     QStringLiteral("POST"),
                     QStringLiteral("PUT"),
                     QStringLiteral("PATCH"),
                     QStringLiteral("DELETE"),
                     QStringLiteral("HEAD")},
         .example = QStringLiteral("POST")},
        {.name = QStringLiteral("query"),
         .type = ParameterType::Map,
         .title = QStringLiteral("Query"),
         .help = QStringLiteral("Further parameters of the address."),
         .templated = true,
         .example = QJsonObject{{QStringLiteral("since"), QStringLiteral("{{ event.time }}")}},
         .fields = {{.name = QStringLiteral("value"), .title = QStringLiteral("Value")}}},
        {.name = QStringLiteral("headers"),
         .type = ParameterType::Map,
         .title = QStringLiteral("Headers"),
         .help = QStringLiteral("Further headers of the request."),
         .templated = true,
         .example = QJsonObject{{QStringLiteral("Authorization"),
                                 QStringLiteral("Bearer {{ secret.TOKEN }}")}},
         .fields = {{.name = QStringLiteral("value"), .title = QStringLiteral("Value")}}},
        {.name = QStringLiteral("body"),
         .type = ParameterType::Json,
         .title = QStringLiteral("Body"),
         .help = QStringLiteral("What is sent: any JSON value, or text."),
         .templated = true,
         .example = QJsonObject{{QStringLiteral("id"), QStringLiteral("{{ event.id }}")}}},
    };
}

std::vector<Parameter> httpRequestRules()
{
    return {
        {.name = QStringLiteral("expect"),
         .type = ParameterType::List,
         .title = QStringLiteral("Expected"),
         .help = QStringLiteral("The statuses that are a success, e.g. 200 or 2xx."),
         .defaultValue = QJsonArray{QStringLiteral("2xx")},
         .example = QJsonArray{QStringLiteral("200"), QStringLiteral("404")},
         .fields = {{.name = QStringLiteral("status"),
                     .type = ParameterType::Json,
                     .title = QStringLiteral("Status")}},
         .acceptsOne = true,
         .advanced = true},
        {.name = QStringLiteral("retryOn"),
         .type = ParameterType::List,
         .title = QStringLiteral("Try again on"),
         .help = QStringLiteral("The statuses after which another attempt may help."),
         .defaultValue =
             QJsonArray{QStringLiteral("408"), QStringLiteral("429"), QStringLiteral("5xx")},
         .example = QJsonArray{QStringLiteral("503")},
         .fields = {{.name = QStringLiteral("status"),
                     .type = ParameterType::Json,
                     .title = QStringLiteral("Status")}},
         .acceptsOne = true,
         .advanced = true},
        {.name = QStringLiteral("redirects"),
         .type = ParameterType::Integer,
         .title = QStringLiteral("Redirects"),
         .help = QStringLiteral("How many are followed, all within the same host and port."),
         .defaultValue = 0,
         .minimum = 0,
         .maximum = 10,
         .example = 3,
         .advanced = true},
        {.name = QStringLiteral("idempotencyHeader"),
         .title = QStringLiteral("Idempotency key in"),
         .help = QStringLiteral("A header that carries the id of the step, the same in every "
                                "attempt."),
         .example = QStringLiteral("Idempotency-Key"),
         .advanced = true},
    };
}

std::vector<Parameter> httpRequestParameters()
{
    std::vector<Parameter> all = httpRequestContent();
    const std::vector<Parameter> rules = httpRequestRules();
    all.insert(all.end(), rules.begin(), rules.end());
    return all;
}

void checkStatuses(const Node &node, const QString &field, NodeProblems &problems)
{
    const QJsonValue value = node.parameters.value(field);
    const QJsonArray entries = value.isArray() ? value.toArray() : QJsonArray{value};
    for (qsizetype i = 0; i < entries.size(); ++i) {
        const QJsonValue entry = entries.at(i);
        if (entry.isUndefined() || entry.isNull())
            continue;
        const auto read = StatusList::parse({entry.toVariant().toString()});
        if (!read)
            problems.add(value.isArray() ? QStringLiteral("%1/%2").arg(field).arg(i) : field,
                         QStringLiteral("bad-value"),
                         read.error().message,
                         read.error().remedy);
    }
}

void checkHttpRequest(const Node &node, NodeProblems &problems)
{
    static const QRegularExpression token(QStringLiteral("\\A[A-Za-z0-9!#$%&'*+.^_`|~-]+\\z"));
    checkStatuses(node, QStringLiteral("expect"), problems);
    checkStatuses(node, QStringLiteral("retryOn"), problems);
    const QJsonValue key = node.parameters.value(Name("idempotencyHeader"));
    if (key.isString() && !token.match(key.toString()).hasMatch())
        problems.add(QStringLiteral("idempotencyHeader"),
                     QStringLiteral("bad-value"),
                     QStringLiteral("This is not the name of a header."),
                     QStringLiteral("Write it as in Idempotency-Key."));
    const QString method = node.parameters.value(Name("method")).toString(QStringLiteral("GET"));
    const bool bodiless = method == Name("GET") || method == Name("HEAD");
    if (bodiless && node.parameters.contains(Name("body")))
        problems.add(QStringLiteral("body"),
                     QStringLiteral("conflicting-fields"),
                     QStringLiteral("A %1 request has no body.").arg(method),
                     QStringLiteral("Use `query`, or `method: POST`."));
}

} // namespace

NodeDescriptor httpRequestDescriptor()
{
    return {
        .kind = QStringLiteral("http.request"),
        .version = 1,
        .category = Category::Action,
        .effect = Effect::External,
        .title = QStringLiteral("HTTP request"),
        .summary = QStringLiteral("Asks a web service and passes its answer on"),
        .help = httpRequestHelp(),
        .example = QStringLiteral(R"(ship:
  kind: http.request@1
  method: POST
  url: https://api.example.com/shipments
  headers: { Authorization: "Bearer {{ secret.SHIPPING_TOKEN }}" }
  body: { order: "{{ event.data.order }}" }
  idempotencyHeader: Idempotency-Key
  retry: { max: 3 }
)"),
        .parameters = httpRequestParameters(),
        .outputs = {{QStringLiteral("ok"),
                     QStringLiteral("Answer"),
                     QStringLiteral("The status, the headers and the body of the answer.")},
                    {QStringLiteral("error"),
                     QStringLiteral("Failed"),
                     QStringLiteral("No answer, or one that was not expected; with the error.")}},
        .check = checkHttpRequest,
    };
}

} // namespace Saltern
