#pragma once

#include "engine/base/result.h"

#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QObject>
#include <QUrl>

class QNetworkReply;

namespace Saltern {

/// One message that a demo posts to a webhook of its pipeline. Engine thread.
class DemoPost : public QObject
{
    Q_OBJECT
public:
    /// `token`: what the webhook asks for.
    DemoPost(const QUrl &url,
             const QString &token,
             const QJsonObject &body,
             QObject *parent = nullptr);
    ~DemoPost() override;

    void start();

Q_SIGNALS:
    /// Exactly once after start(), unless it is deleted before.
    void finished(const Saltern::Result<void> &result);

private:
    void answered();

    const QUrl m_url;
    const QString m_token;
    const QJsonObject m_body;
    QNetworkAccessManager m_network;
    QNetworkReply *m_reply = nullptr;
};

} // namespace Saltern
