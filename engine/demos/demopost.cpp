#include "engine/demos/demopost.h"

#include <QJsonDocument>
#include <QNetworkReply>

namespace Saltern {

namespace {

constexpr std::chrono::seconds answerTimeout{30};
constexpr qsizetype quotedAnswer = 300;

} // namespace

DemoPost::DemoPost(const QUrl &url, const QString &token, const QJsonObject &body, QObject *parent)
    : QObject(parent), m_url(url), m_token(token), m_body(body)
{
}

DemoPost::~DemoPost()
{
    if (m_reply)
        m_reply->disconnect(this);
}

void DemoPost::start()
{
    QNetworkRequest request(m_url);
    request.setHeader(QNetworkRequest::ContentTypeHeader, QStringLiteral("application/json"));
    request.setRawHeader("Authorization", "Bearer " + m_token.toUtf8());
    request.setTransferTimeout(int(std::chrono::milliseconds(answerTimeout).count()));
    m_reply = m_network.post(request, QJsonDocument(m_body).toJson(QJsonDocument::Compact));
    connect(m_reply, &QNetworkReply::finished, this, &DemoPost::answered);
}

void DemoPost::answered()
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QString answer = QString::fromUtf8(m_reply->readAll().left(quotedAnswer));
    if (status >= 200 && status < 300)
        Q_EMIT finished({});
    else
        Q_EMIT finished(
            fail(ErrorKind::Failed,
                 status == 0 ? QStringLiteral("The webhook could not be reached.")
                             : QStringLiteral("The webhook answered with status %1.").arg(status),
                 {},
                 answer));
}

} // namespace Saltern
