#include "engine/nodes/notify/notifyrequest.h"

#include "engine/nodes/jsontext.h"

#include <algorithm>

namespace Saltern {

namespace {

// A message for people; what is longer is refused by the services anyway.
constexpr qsizetype longestTitle = 250;

// RFC 2047: other letters than ASCII in a header, which ntfy reads. Line ends cannot survive it.
QByteArray headerText(const QString &text)
{
    const QString line = text.simplified().left(longestTitle);
    const bool plain =
        std::all_of(line.begin(), line.end(), [](QChar c) { return c >= u' ' && c < QChar(0x7f); });
    return plain ? line.toLatin1() : "=?UTF-8?B?" + line.toUtf8().toBase64() + "?=";
}

void layOutJson(WebRequest &request, const QJsonObject &parameters, const Event &event)
{
    request.headers.emplaceBack("Content-Type", "application/json");
    const QJsonValue body = parameters.value(QLatin1StringView("body"));
    if (!body.isUndefined()) {
        request.body = compactJson(body);
        return;
    }
    QJsonObject message{{QStringLiteral("event"), event.object()}};
    for (const QString &field : {QStringLiteral("title"), QStringLiteral("text")}) {
        if (parameters.contains(field))
            message.insert(field, textOf(parameters.value(field)));
    }
    request.body = compactJson(message);
}

// Slack asks for these three to be escaped; unescaped, text from an event could mention a channel.
QString slackText(const QString &text)
{
    return QString(text)
        .replace(u'&', QStringLiteral("&amp;"))
        .replace(u'<', QStringLiteral("&lt;"))
        .replace(u'>', QStringLiteral("&gt;"));
}

void layOutSlack(WebRequest &request, const QJsonObject &parameters)
{
    const QString title = textOf(parameters.value(QLatin1StringView("title"))).simplified();
    const QString text = slackText(textOf(parameters.value(QLatin1StringView("text"))));
    const QString whole =
        title.isEmpty() ? text : QStringLiteral("*%1*\n").arg(slackText(title)) + text;
    request.headers.emplaceBack("Content-Type", "application/json");
    request.body = compactJson(QJsonObject{{QStringLiteral("text"), whole}});
}

void layOutNtfy(WebRequest &request, const QJsonObject &parameters)
{
    request.headers.emplaceBack("Content-Type", "text/plain; charset=utf-8");
    const auto add = [&](const char *header, const QString &value) {
        if (!value.isEmpty())
            request.headers.emplaceBack(header, headerText(value));
    };
    add("Title", textOf(parameters.value(QLatin1StringView("title"))));
    add("Priority", textOf(parameters.value(QLatin1StringView("priority"))));
    add("Tags", oneOrMany(parameters.value(QLatin1StringView("tags"))).join(u','));
    request.body = textOf(parameters.value(QLatin1StringView("text"))).toUtf8();
}

} // namespace

Result<WebRequest> makeNotifyRequest(const QJsonObject &parameters, const Event &event)
{
    auto request = WebRequest::to(parameters.value(QLatin1StringView("url")).toString());
    if (!request)
        return request;
    const QString preset = parameters.value(QLatin1StringView("preset")).toString();
    if (preset == QLatin1StringView("slack"))
        layOutSlack(*request, parameters);
    else if (preset == QLatin1StringView("ntfy"))
        layOutNtfy(*request, parameters);
    else
        layOutJson(*request, parameters, event);
    const auto added =
        request->addHeaders(parameters.value(QLatin1StringView("headers")).toObject());
    if (!added)
        return fail(added.error());
    return request;
}

} // namespace Saltern
