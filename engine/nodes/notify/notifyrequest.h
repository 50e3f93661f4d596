#pragma once

#include "engine/events/event.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QUrl>

namespace Saltern {

/// An HTTP POST as a notify node wants it sent. Nothing of it may be shown: the address and the
/// headers usually hold a secret.
struct NotifyRequest
{
    QUrl url;
    QList<std::pair<QByteArray, QByteArray>> headers;
    QByteArray body;

    /// "hooks.example.com" or "hooks.example.com:8080": what errors may say of the address.
    QString place() const;
};

/// Lays the node's rendered settings out as its `preset` says.
Result<NotifyRequest> makeNotifyRequest(const QJsonObject &parameters, const Event &event);

} // namespace Saltern
