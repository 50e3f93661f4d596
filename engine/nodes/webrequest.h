#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QUrl>

namespace Saltern {

/// An HTTP request that a node sends. Nothing of it may be shown but its place: the address and
/// the headers usually hold a secret.
struct WebRequest
{
    QUrl url;
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;

    /// One to this address; an account in it becomes a header.
    static Result<WebRequest> to(const QString &address);

    /// Names and values as somebody wrote them; they replace headers of the same name.
    Result<void> addHeaders(const QJsonObject &headers);

    /// "hooks.example.com" or "hooks.example.com:8080": what errors may say of the address.
    QString place() const;

    /// For Qt: without cookies, remembered passwords and redirects.
    QNetworkRequest toNetwork() const;
};

/// Why there was no answer at all.
Error connectionError(QNetworkReply::NetworkError error, const QString &place);

} // namespace Saltern
