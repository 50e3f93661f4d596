#include "engine/docker/dockererror.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace Saltern {

namespace {

constexpr qsizetype longestMessage = 600;

ErrorKind kindOf(int status)
{
    switch (status) {
    case 400:
        return ErrorKind::BadInput;
    case 401:
    case 403:
        return ErrorKind::PermissionDenied;
    case 404:
        return ErrorKind::NotFound;
    case 405:
    case 501:
        return ErrorKind::Unsupported;
    case 409:
        return ErrorKind::Conflict;
    default:
        // The API has no redirections; whoever sends one is no Docker engine.
        return status < 400 ? ErrorKind::Protocol : ErrorKind::Failed;
    }
}

QString messageOf(const QByteArray &body)
{
    const QJsonDocument document = QJsonDocument::fromJson(body);
    QString message = document.isObject()
                          ? document.object().value(QLatin1StringView("message")).toString()
                          : QString::fromUtf8(body);
    message = message.simplified().left(longestMessage);
    if (!message.isEmpty() && !message.endsWith(u'.'))
        message += u'.';
    return message;
}

} // namespace

Error dockerError(int status, const QByteArray &body)
{
    // Engines answer in JSON or plain words; pages come from web servers, and from what guards a
    // socket.
    if (status < 400 || body.trimmed().startsWith('<'))
        return {kindOf(status),
                status < 400 ? QStringLiteral("What answers there sends to another address, which "
                                              "no Docker engine does.")
                             : QStringLiteral("What answers there is a web server, or one between "
                                              "that refuses it."),
                QStringLiteral("Check the address of the host, and what stands in front of it."),
                QStringLiteral("HTTP %1").arg(status)};
    QString message = messageOf(body);
    if (message.isEmpty())
        message = QStringLiteral("The Docker engine refused the request without a reason.");
    else
        message = QStringLiteral("Docker: ") + message;
    return {kindOf(status), message, {}, QStringLiteral("HTTP %1").arg(status)};
}

} // namespace Saltern
