#include "engine/nodes/webhook/webhookguard.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>

namespace Saltern {

namespace {

// Says neither what is expected nor how near it was.
HttpReply notAllowed(const QString &what)
{
    return HttpReply::refusal(401,
                              QStringLiteral("The %1 is missing or wrong.").arg(what),
                              QStringLiteral("Use the secret that the webhook is set up with."));
}

// A page that a person looks at can send to this machine in that person's name. Browsers say so.
bool comesFromWebPage(const HttpRequest &head)
{
    const QByteArray site = head.header("sec-fetch-site");
    return !head.header("origin").isEmpty() || (!site.isEmpty() && site != "none");
}

} // namespace

bool equalInConstantTime(const QByteArray &one, const QByteArray &other)
{
    // Hashes have one length, so that not even the length of a secret takes its time.
    const QByteArray a = QCryptographicHash::hash(one, QCryptographicHash::Sha256);
    const QByteArray b = QCryptographicHash::hash(other, QCryptographicHash::Sha256);
    int difference = 0;
    for (qsizetype i = 0; i < a.size(); ++i)
        difference |= a[i] ^ b[i];
    return difference == 0;
}

std::optional<HttpReply> WebhookGuard::judgeHead(const HttpRequest &head) const
{
    if (isOpen() && comesFromWebPage(head))
        return HttpReply::refusal(403,
                                  QStringLiteral("A web page may not send to this webhook."),
                                  QStringLiteral("Give the webhook a `token` or a `signature`."));
    if (token.isEmpty())
        return {};
    QByteArray given = head.header(tokenHeader);
    if (tokenHeader == "authorization") {
        if (given.left(7).toLower() != "bearer ")
            return notAllowed(QStringLiteral("bearer token"));
        given = given.mid(7).trimmed();
    }
    if (equalInConstantTime(given, token))
        return {};
    return notAllowed(QStringLiteral("token"));
}

std::optional<HttpReply> WebhookGuard::judgeBody(const HttpRequest &request) const
{
    if (key.isEmpty())
        return {};
    QByteArray given = request.header(signatureHeader).toLower();
    if (given.startsWith("sha256="))
        given.remove(0, 7);
    const QByteArray expected =
        QMessageAuthenticationCode::hash(request.body, key, QCryptographicHash::Sha256).toHex();
    if (equalInConstantTime(given, expected))
        return {};
    return notAllowed(QStringLiteral("signature"));
}

bool WebhookGuard::uses(const QByteArray &lowerCaseName) const
{
    return (!token.isEmpty() && lowerCaseName == tokenHeader) ||
           (!key.isEmpty() && lowerCaseName == signatureHeader);
}

} // namespace Saltern
