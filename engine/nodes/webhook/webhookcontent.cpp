#include "engine/nodes/webhook/webhookcontent.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringDecoder>

namespace Saltern {

namespace {

using Content = tl::expected<WebhookContent, HttpReply>;

tl::unexpected<HttpReply> refuse(int status, const QString &error, const QString &remedy = {})
{
    return tl::unexpected(HttpReply::refusal(status, error, remedy));
}

tl::expected<QJsonValue, HttpReply> readJson(const QByteArray &text)
{
    QJsonParseError error;
    // A single value is JSON, too; Qt reads only arrays and objects.
    const QJsonDocument document = QJsonDocument::fromJson('[' + text + ']', &error);
    if (error.error == QJsonParseError::NoError && document.array().size() == 1)
        return document.array().first();
    return refuse(400,
                  error.error == QJsonParseError::NoError
                      ? QStringLiteral("The body is not one JSON value.")
                      : QStringLiteral("The body is not valid JSON: %1 at byte %2.")
                            .arg(error.errorString())
                            .arg(error.offset - 1));
}

tl::expected<QString, HttpReply> readText(const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder.decode(bytes);
    if (decoder.hasError())
        return refuse(400, QStringLiteral("The body is not UTF-8 text."));
    return text;
}

QByteArray withoutParameters(const QByteArray &contentType)
{
    const qsizetype end = contentType.indexOf(';');
    return contentType.left(end < 0 ? contentType.size() : end).trimmed().toLower();
}

bool isJson(const QByteArray &type)
{
    return type == "application/json" || type == "text/json" || type.endsWith("+json");
}

bool isOtherCharset(const QByteArray &contentType)
{
    if (!contentType.contains(';'))
        return false;
    const QByteArray lower = contentType.toLower();
    const qsizetype at = lower.indexOf("charset=");
    if (at < 0)
        return false;
    QByteArray charset = lower.mid(at + 8).split(';').first().trimmed();
    charset.replace('"', "");
    return charset != "utf-8" && charset != "utf8" && charset != "us-ascii";
}

tl::expected<QJsonValue, HttpReply> readBody(const HttpRequest &request)
{
    const QByteArray whole = request.header("content-type");
    const QByteArray type = withoutParameters(whole);
    if (request.body.isEmpty())
        return QJsonValue(QJsonValue::Null);
    if (isOtherCharset(whole))
        return refuse(415, QStringLiteral("The body has to be UTF-8."));
    if (isJson(type))
        return readJson(request.body);
    if (type == "application/x-www-form-urlencoded")
        return QJsonValue(readForm(request.body));
    if (type.startsWith("text/")) {
        auto text = readText(request.body);
        if (!text)
            return tl::unexpected(text.error());
        return QJsonValue(*text);
    }
    return refuse(415,
                  QStringLiteral("Content of the type \"%1\" is not taken.")
                      .arg(QString::fromLatin1(type.left(80))),
                  QStringLiteral("Send application/json, text/plain or "
                                 "application/x-www-form-urlencoded."));
}

bool isCloudEvent(const QJsonObject &attributes)
{
    for (const char *name : {"id", "source", "type"}) {
        if (attributes.value(QLatin1StringView(name)).toString().isEmpty())
            return false;
    }
    return attributes.value(QLatin1StringView("specversion")).toString().startsWith(u"1.");
}

tl::unexpected<HttpReply> notCloudEvent()
{
    return refuse(400,
                  QStringLiteral("This is no CloudEvents 1.0 event."),
                  QStringLiteral("It needs specversion \"1.0\", id, source and type."));
}

// CloudEvents 1.0, HTTP protocol binding, 3.2: the whole event is the body.
Content readStructured(const HttpRequest &request)
{
    const auto whole = readJson(request.body);
    if (!whole)
        return tl::unexpected(whole.error());
    WebhookContent content;
    content.cloudEvent = whole->toObject();
    if (!isCloudEvent(content.cloudEvent))
        return notCloudEvent();
    content.body = content.cloudEvent.take(QLatin1StringView("data"));
    if (content.body.isUndefined())
        content.body = QJsonValue::Null;
    if (content.cloudEvent.contains(QLatin1StringView("data_base64")))
        content.body = content.cloudEvent.take(QLatin1StringView("data_base64"));
    return content;
}

// The same, 3.1: the attributes are headers, the body is the data.
Content readBinary(const HttpRequest &request)
{
    WebhookContent content;
    for (const auto &[name, value] : request.headers) {
        if (name.startsWith("ce-"))
            content.cloudEvent.insert(QString::fromLatin1(name.mid(3)),
                                      QString::fromUtf8(QByteArray::fromPercentEncoding(value)));
    }
    if (!isCloudEvent(content.cloudEvent))
        return notCloudEvent();
    auto body = readBody(request);
    if (!body)
        return tl::unexpected(body.error());
    content.body = *body;
    return content;
}

} // namespace

Content WebhookContent::read(const HttpRequest &request)
{
    const QByteArray type = withoutParameters(request.header("content-type"));
    if (type == "application/cloudevents+json")
        return readStructured(request);
    if (type.startsWith("application/cloudevents"))
        return refuse(415,
                      QStringLiteral("Of CloudEvents, single events in JSON are taken."),
                      QStringLiteral("Send application/cloudevents+json or ce- headers."));
    if (!request.header("ce-specversion").isEmpty())
        return readBinary(request);
    auto body = readBody(request);
    if (!body)
        return tl::unexpected(body.error());
    return WebhookContent{*body, {}};
}

QJsonObject readForm(const QByteArray &text)
{
    const auto decoded = [](QByteArray part) {
        return QString::fromUtf8(QByteArray::fromPercentEncoding(part.replace('+', ' ')));
    };
    QJsonObject form;
    for (const QByteArray &pair : text.split('&')) {
        if (pair.isEmpty())
            continue;
        const qsizetype equals = pair.indexOf('=');
        const QString name = decoded(equals < 0 ? pair : pair.left(equals));
        const QString value = equals < 0 ? QString() : decoded(pair.mid(equals + 1));
        const QJsonValue former = form.value(name);
        if (former.isUndefined()) {
            form.insert(name, value);
        } else {
            QJsonArray all = former.isArray() ? former.toArray() : QJsonArray{former};
            all.append(value);
            form.insert(name, all);
        }
    }
    return form;
}

} // namespace Saltern
