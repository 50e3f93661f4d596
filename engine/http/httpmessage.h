#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace Saltern {

/// Name and value, in the order in which they came.
using HttpFields = QList<std::pair<QByteArray, QByteArray>>;

/// A request that a client sent to us.
struct HttpRequest
{
    QByteArray method;  // "POST"
    QByteArray target;  // as sent: "/hooks/orders?dry=1"
    HttpFields headers; // names in lower case
    QByteArray body;
    QString remote; // the client's address, without its port
    bool keepsConnection = false;

    /// The first field of that name; empty when there is none.
    QByteArray header(QByteArrayView lowerCaseName) const;

    QByteArray path() const;  // "/hooks/orders"
    QByteArray query() const; // "dry=1"
};

/// What we answer. Content-Length and Connection are added on the way.
struct HttpReply
{
    int status = 200;
    HttpFields headers = {};
    QByteArray body = {};

    /// With a body of JSON.
    static HttpReply json(int status, const QByteArray &body);

    /// {"error", "remedy"}: why a request is not taken, for whoever sent it.
    static HttpReply refusal(int status, const QString &error, const QString &remedy = {});
};

/// The bytes of a reply (RFC 9112).
QByteArray toBytes(const HttpReply &reply, bool keepsConnection);

} // namespace Saltern
