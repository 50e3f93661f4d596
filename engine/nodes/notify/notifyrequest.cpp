#include "engine/nodes/notify/notifyrequest.h"

#include "engine/nodes/jsontext.h"

#include <QRegularExpression>

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

void layOutJson(NotifyRequest &request, const QJsonObject &parameters, const Event &event)
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

void layOutSlack(NotifyRequest &request, const QJsonObject &parameters)
{
    const QString title = textOf(parameters.value(QLatin1StringView("title"))).simplified();
    const QString text = slackText(textOf(parameters.value(QLatin1StringView("text"))));
    const QString whole =
        title.isEmpty() ? text : QStringLiteral("*%1*\n").arg(slackText(title)) + text;
    request.headers.emplaceBack("Content-Type", "application/json");
    request.body = compactJson(QJsonObject{{QStringLiteral("text"), whole}});
}

void layOutNtfy(NotifyRequest &request, const QJsonObject &parameters)
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

Result<void> addHeaders(NotifyRequest &request, const QJsonObject &headers)
{
    static const QRegularExpression name(QStringLiteral("\\A[A-Za-z0-9!#$%&'*+.^_`|~-]+\\z"));
    static const QRegularExpression forbidden(QStringLiteral("[\\x00-\\x08\\x0a-\\x1f\\x7f]"));
    for (auto it = headers.begin(); it != headers.end(); ++it) {
        const QString value = textOf(it.value());
        if (!name.match(it.key()).hasMatch() || forbidden.match(value).hasMatch()) {
            return fail(ErrorKind::BadInput,
                        QStringLiteral("The header \"%1\" cannot be sent.").arg(it.key().left(60)),
                        QStringLiteral("Header values have to be one line; check what the "
                                       "template put there."));
        }
        const QByteArray key = it.key().toLatin1();
        request.headers.removeIf([&](const auto &header) {
            return header.first.compare(key, Qt::CaseInsensitive) == 0;
        });
        request.headers.emplaceBack(key, value.toUtf8());
    }
    return {};
}

Result<QUrl> addressOf(const QString &text)
{
    const QUrl url(text.trimmed(), QUrl::StrictMode);
    const bool web =
        url.scheme() == QLatin1StringView("https") || url.scheme() == QLatin1StringView("http");
    if (url.isValid() && web && !url.host().isEmpty())
        return url;
    // The text itself stays out: it may be a secret that was pasted wrongly.
    return fail(ErrorKind::BadInput,
                QStringLiteral("`url` is no web address."),
                QStringLiteral("It has to begin with https:// or http:// and a host name."));
}

} // namespace

QString NotifyRequest::place() const
{
    return url.port() < 0 ? url.host() : QStringLiteral("%1:%2").arg(url.host()).arg(url.port());
}

Result<NotifyRequest> makeNotifyRequest(const QJsonObject &parameters, const Event &event)
{
    const auto url = addressOf(parameters.value(QLatin1StringView("url")).toString());
    if (!url)
        return fail(url.error());
    NotifyRequest request{.url = *url};
    const QString preset = parameters.value(QLatin1StringView("preset")).toString();
    if (preset == QLatin1StringView("slack"))
        layOutSlack(request, parameters);
    else if (preset == QLatin1StringView("ntfy"))
        layOutNtfy(request, parameters);
    else
        layOutJson(request, parameters, event);
    if (!url->userName().isEmpty()) {
        const QString account =
            url->userName(QUrl::FullyDecoded) + u':' + url->password(QUrl::FullyDecoded);
        request.headers.emplaceBack("Authorization", "Basic " + account.toUtf8().toBase64());
        request.url.setUserInfo({});
    }
    const auto added =
        addHeaders(request, parameters.value(QLatin1StringView("headers")).toObject());
    if (!added)
        return fail(added.error());
    return request;
}

} // namespace Saltern
