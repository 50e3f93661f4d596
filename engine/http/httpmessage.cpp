#include "engine/http/httpmessage.h"

#include "engine/base/compactjson.h"

#include <QJsonObject>

namespace Saltern {

namespace {

QByteArray reasonOf(int status)
{
    switch (status) {
    case 200:
        return QByteArrayLiteral("OK");
    case 202:
        return QByteArrayLiteral("Accepted");
    case 204:
        return QByteArrayLiteral("No Content");
    case 400:
        return QByteArrayLiteral("Bad Request");
    case 401:
        return QByteArrayLiteral("Unauthorized");
    case 403:
        return QByteArrayLiteral("Forbidden");
    case 404:
        return QByteArrayLiteral("Not Found");
    case 405:
        return QByteArrayLiteral("Method Not Allowed");
    case 408:
        return QByteArrayLiteral("Request Timeout");
    case 413:
        return QByteArrayLiteral("Content Too Large");
    case 415:
        return QByteArrayLiteral("Unsupported Media Type");
    case 431:
        return QByteArrayLiteral("Request Header Fields Too Large");
    case 500:
        return QByteArrayLiteral("Internal Server Error");
    case 501:
        return QByteArrayLiteral("Not Implemented");
    case 503:
        return QByteArrayLiteral("Service Unavailable");
    case 504:
        return QByteArrayLiteral("Gateway Timeout");
    default:
        return QByteArrayLiteral("Status");
    }
}

} // namespace

QByteArray HttpRequest::header(QByteArrayView lowerCaseName) const
{
    for (const auto &[name, value] : headers) {
        if (name == lowerCaseName)
            return value;
    }
    return {};
}

QByteArray HttpRequest::path() const
{
    const qsizetype mark = target.indexOf('?');
    return mark < 0 ? target : target.left(mark);
}

QByteArray HttpRequest::query() const
{
    const qsizetype mark = target.indexOf('?');
    return mark < 0 ? QByteArray() : target.mid(mark + 1);
}

HttpReply HttpReply::json(int status, const QByteArray &body)
{
    return {status, {{"Content-Type", "application/json"}}, body + '\n'};
}

HttpReply HttpReply::refusal(int status, const QString &error, const QString &remedy)
{
    QJsonObject object{{QStringLiteral("error"), error}};
    if (!remedy.isEmpty())
        object.insert(QStringLiteral("remedy"), remedy);
    return json(status, compactJson(object));
}

QByteArray toBytes(const HttpReply &reply, bool keepsConnection)
{
    QByteArray bytes;
    bytes.reserve(reply.body.size() + 256);
    bytes += "HTTP/1.1 " + QByteArray::number(reply.status) + ' ' + reasonOf(reply.status) + "\r\n";
    for (const auto &[name, value] : reply.headers)
        bytes += name + ": " + value + "\r\n";
    // RFC 9110, 8.6: an answer without content has no length either.
    if (reply.status != 204)
        bytes += "Content-Length: " + QByteArray::number(reply.body.size()) + "\r\n";
    bytes += keepsConnection ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
    bytes += reply.body;
    return bytes;
}

} // namespace Saltern
