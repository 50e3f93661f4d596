#include "engine/nodes/webrequest.h"

#include "engine/nodes/jsontext.h"

#include <QRegularExpression>

namespace Saltern {

Result<WebRequest> WebRequest::to(const QString &address)
{
    const QUrl url(address.trimmed(), QUrl::StrictMode);
    const bool web =
        url.scheme() == QLatin1StringView("https") || url.scheme() == QLatin1StringView("http");
    if (!url.isValid() || !web || url.host().isEmpty()) {
        // The text itself stays out: it may be a secret that was pasted wrongly.
        return fail(ErrorKind::BadInput,
                    QStringLiteral("`url` is no web address."),
                    QStringLiteral("It has to begin with https:// or http:// and a host name."));
    }
    WebRequest request{.url = url};
    if (!url.userName().isEmpty()) {
        const QString account =
            url.userName(QUrl::FullyDecoded) + u':' + url.password(QUrl::FullyDecoded);
        request.headers.emplaceBack("Authorization", "Basic " + account.toUtf8().toBase64());
        request.url.setUserInfo({});
    }
    return request;
}

Result<void> WebRequest::addHeaders(const QJsonObject &more)
{
    static const QRegularExpression name(QStringLiteral("\\A[A-Za-z0-9!#$%&'*+.^_`|~-]+\\z"));
    static const QRegularExpression forbidden(QStringLiteral("[\\x00-\\x08\\x0a-\\x1f\\x7f]"));
    for (auto it = more.begin(); it != more.end(); ++it) {
        const QString value = textOf(it.value());
        if (!name.match(it.key()).hasMatch() || forbidden.match(value).hasMatch()) {
            return fail(ErrorKind::BadInput,
                        QStringLiteral("The header \"%1\" cannot be sent.").arg(it.key().left(60)),
                        QStringLiteral("Header values have to be one line; check what the "
                                       "template put there."));
        }
        const QByteArray key = it.key().toLatin1();
        headers.removeIf([&](const auto &header) {
            return header.first.compare(key, Qt::CaseInsensitive) == 0;
        });
        headers.emplaceBack(key, value.toUtf8());
    }
    return {};
}

QString WebRequest::place() const
{
    return url.port() < 0 ? url.host() : QStringLiteral("%1:%2").arg(url.host()).arg(url.port());
}

QNetworkRequest WebRequest::toNetwork() const
{
    QNetworkRequest request(url);
    request.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("saltern/" SALTERN_VERSION));
    for (const auto &[name, value] : headers)
        request.setRawHeader(name, value);
    // A redirect would carry the message to an address that nobody wrote down.
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    for (const auto attribute : {QNetworkRequest::CookieLoadControlAttribute,
                                 QNetworkRequest::CookieSaveControlAttribute,
                                 QNetworkRequest::AuthenticationReuseAttribute})
        request.setAttribute(attribute, QNetworkRequest::Manual);
    return request;
}

// Qt's own texts hold the whole address.
Error connectionError(QNetworkReply::NetworkError error, const QString &place)
{
    switch (error) {
    case QNetworkReply::HostNotFoundError:
        return {ErrorKind::Unreachable,
                QStringLiteral("There is no host %1.").arg(place),
                QStringLiteral("Check `url` and the machine's name service."),
                {}};
    case QNetworkReply::ConnectionRefusedError:
        return {ErrorKind::Unreachable,
                QStringLiteral("%1 refused the connection.").arg(place),
                QStringLiteral("Check the port in `url`, and that the service runs."),
                {}};
    case QNetworkReply::SslHandshakeFailedError:
        return {ErrorKind::Unreachable,
                QStringLiteral("No trusted TLS connection to %1 could be made.").arg(place),
                QStringLiteral("Check the server's certificate; http:// and https:// may be mixed "
                               "up."),
                {}};
    default:
        return {ErrorKind::Unreachable,
                QStringLiteral("The connection to %1 failed.").arg(place),
                {},
                QStringLiteral("network error %1").arg(error)};
    }
}

} // namespace Saltern
