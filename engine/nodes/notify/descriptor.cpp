#include "engine/pipeline/descriptor.h"

namespace Saltern {

namespace {

QString notifyHelp()
{
    return QStringLiteral(
        R"(Sends an HTTP POST request: to a chat, to a pager, to any webhook. `preset` says how the
request is laid out.

| preset | what is sent |
|---|---|
| `json` | `body` as JSON; without it `{"title", "text", "event"}` with the event that arrived |
| `slack` | a message for a Slack incoming webhook (Mattermost and others read the same) |
| `ntfy` | a notification for ntfy.sh or your own ntfy server; the URL ends in the topic |

The address of a webhook usually is a secret. Write `url: "{{ secret.PAGER_URL }}"` and set the
environment variable `SALTERN_SECRET_PAGER_URL`, or put the value into the file
`~/.config/saltern/secrets/PAGER_URL`. Errors and the journal never show more of an address than
its host.

An answer from 200 to 299 leaves by `ok` with `{"status": 200, "body": "..."}`; of the body the
first 4 KiB are kept. 408, 429 and 500 to 599, a connection that fails and a time-out are tried
again as `retry` says; other answers are final. Redirects are not followed, because they would carry
the message to an address that you did not write.)");
}

std::vector<Parameter> notifyMessageParameters()
{
    return {
        {.name = QStringLiteral("title"),
         .title = QStringLiteral("Title"),
         .help = QStringLiteral("A short headline."),
         .templated = true,
         .example = QStringLiteral("{{ event.data.container.name }} crashed")},
        {.name = QStringLiteral("text"),
         .title = QStringLiteral("Text"),
         .help = QStringLiteral("The message. Required for `slack` and `ntfy`."),
         .templated = true,
         .example = QStringLiteral("It ended with {{ event.data.container.exitCode }}.")},
        {.name = QStringLiteral("body"),
         .type = ParameterType::Json,
         .title = QStringLiteral("Body"),
         .help =
             QStringLiteral("The whole request body, any JSON value. Only with `json`, and then "
                            "in place of `title` and `text`."),
         .templated = true,
         .example = QJsonObject{{QStringLiteral("summary"), QStringLiteral("{{ event.type }}")}}},
        {.name = QStringLiteral("priority"),
         .type = ParameterType::Choice,
         .title = QStringLiteral("Priority"),
         .help = QStringLiteral("How loud the notification is. Only with `ntfy`."),
         .choices = {QStringLiteral("min"),
                     QStringLiteral("low"),
                     QStringLiteral("default"),
                     QStringLiteral("high"),
                     QStringLiteral("urgent")},
         .example = QStringLiteral("high")},
        {.name = QStringLiteral("tags"),
         .type = ParameterType::List,
         .title = QStringLiteral("Tags"),
         .help = QStringLiteral("Words or emoji names shown with the notification. Only with "
                                "`ntfy`."),
         .templated = true,
         .example = QJsonArray{QStringLiteral("warning")},
         .fields = {{.name = QStringLiteral("tag"),
                     .title = QStringLiteral("Tag"),
                     .templated = true}},
         .acceptsOne = true},
    };
}

std::vector<Parameter> notifyParameters()
{
    std::vector<Parameter> list{
        {.name = QStringLiteral("url"),
         .type = ParameterType::Url,
         .title = QStringLiteral("Address"),
         .help = QStringLiteral("Where to send it, http:// or https://."),
         .required = true,
         .templated = true,
         .example = QStringLiteral("{{ secret.PAGER_URL }}")},
        {.name = QStringLiteral("preset"),
         .type = ParameterType::Choice,
         .title = QStringLiteral("Preset"),
         .help = QStringLiteral("How the request is laid out."),
         .defaultValue = QStringLiteral("json"),
         .choices = {QStringLiteral("json"), QStringLiteral("slack"), QStringLiteral("ntfy")},
         .example = QStringLiteral("slack")},
    };
    for (Parameter &parameter : notifyMessageParameters())
        list.push_back(std::move(parameter));
    list.push_back({.name = QStringLiteral("headers"),
                    .type = ParameterType::Map,
                    .title = QStringLiteral("Headers"),
                    .help = QStringLiteral("Further request headers, e.g. for a token."),
                    .templated = true,
                    .example = QJsonObject{{QStringLiteral("Authorization"),
                                            QStringLiteral("Bearer {{ secret.TOKEN }}")}},
                    .fields = {{.name = QStringLiteral("value"),
                                .title = QStringLiteral("Value"),
                                .templated = true}},
                    .advanced = true});
    return list;
}

void checkNotify(const Node &node, NodeProblems &problems)
{
    const QString preset =
        node.parameters.value(QLatin1StringView("preset")).toString(QStringLiteral("json"));
    const auto has = [&](QLatin1StringView field) { return node.parameters.contains(field); };
    const auto onlyWith = [&](QLatin1StringView field, QLatin1StringView wanted) {
        if (has(field) && preset != wanted) {
            problems.add(field,
                         QStringLiteral("conflicting-fields"),
                         QStringLiteral("`%1` means nothing for `preset: %2`.").arg(field, preset),
                         QStringLiteral("Remove it; it belongs to %1.").arg(wanted));
        }
    };
    onlyWith(QLatin1StringView("body"), QLatin1StringView("json"));
    onlyWith(QLatin1StringView("priority"), QLatin1StringView("ntfy"));
    onlyWith(QLatin1StringView("tags"), QLatin1StringView("ntfy"));
    if (preset != QLatin1StringView("json") && !has(QLatin1StringView("text"))) {
        problems.add(QString(),
                     QStringLiteral("missing-field"),
                     QStringLiteral("`preset: %1` needs a text.").arg(preset),
                     QStringLiteral("Add `text: \"...\"`."));
    }
}

} // namespace

NodeDescriptor notifyDescriptor()
{
    return {
        .kind = QStringLiteral("notify"),
        .version = 1,
        .category = Category::Action,
        .effect = Effect::External,
        .title = QStringLiteral("Notify"),
        .summary = QStringLiteral("Sends a message to Slack, ntfy or any webhook"),
        .help = notifyHelp(),
        .example = QStringLiteral(R"(page:
  kind: notify@1
  url: "{{ secret.PAGER_URL }}"
  preset: ntfy
  title: "{{ event.data.container.name }} keeps crashing"
  text: "Exit code {{ event.data.container.exitCode }}"
  priority: high
  retry: { max: 3, backoff: exponential, first: 1s, cap: 30s }
)"),
        .parameters = notifyParameters(),
        .outputs = {{QStringLiteral("ok"),
                     QStringLiteral("Sent"),
                     QStringLiteral("The server took it: `data.status` and `data.body`.")},
                    {QStringLiteral("error"),
                     QStringLiteral("Error"),
                     QStringLiteral("It was not taken; `data.error` says why.")}},
        .check = checkNotify,
    };
}

} // namespace Saltern
