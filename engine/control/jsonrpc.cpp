#include "engine/control/jsonrpc.h"

#include <QJsonDocument>

namespace Saltern::JsonRpc {

namespace {

const QString version = QStringLiteral("2.0");

QByteArray line(const QJsonObject &message)
{
    return QJsonDocument(message).toJson(QJsonDocument::Compact) + '\n';
}

ErrorKind kindFromName(const QString &name)
{
    for (int kind = 0; kind <= static_cast<int>(ErrorKind::Internal); ++kind) {
        if (errorKindName(static_cast<ErrorKind>(kind)) == name)
            return static_cast<ErrorKind>(kind);
    }
    return ErrorKind::Failed;
}

Result<QJsonValue> answerOf(const QJsonObject &object)
{
    if (object.contains(QLatin1StringView("result")))
        return object.value(QLatin1StringView("result"));
    const QJsonObject error = object.value(QLatin1StringView("error")).toObject();
    if (error.isEmpty())
        return fail(ErrorKind::Protocol,
                    QStringLiteral("The engine's answer cannot be understood."),
                    QStringLiteral("Check that both are of the same version."));
    const QJsonObject data = error.value(QLatin1StringView("data")).toObject();
    return fail(kindFromName(data.value(QLatin1StringView("kind")).toString()),
                error.value(QLatin1StringView("message")).toString(),
                data.value(QLatin1StringView("remedy")).toString(),
                data.value(QLatin1StringView("detail")).toString());
}

} // namespace

Result<Request> parseRequest(const QByteArray &text)
{
    const QJsonDocument document = QJsonDocument::fromJson(text);
    if (!document.isObject())
        return fail(ErrorKind::Protocol,
                    QStringLiteral("The line is not a JSON object."),
                    QStringLiteral("Send one JSON-RPC 2.0 request a line."),
                    QString::number(parseError));
    const QJsonObject object = document.object();
    Request request;
    request.id = object.value(QLatin1StringView("id"));
    request.method = object.value(QLatin1StringView("method")).toString();
    const QJsonValue params = object.value(QLatin1StringView("params"));
    request.params = params.toObject();
    if (object.value(QLatin1StringView("jsonrpc")).toString() != version ||
        request.method.isEmpty() || (!params.isUndefined() && !params.isObject()))
        return fail(ErrorKind::Protocol,
                    QStringLiteral("The line is not a JSON-RPC 2.0 request with named parameters."),
                    QStringLiteral("Send {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"hello\"}."),
                    QString::number(invalidRequest));
    return request;
}

QByteArray requestLine(int id, const QString &method, const QJsonObject &params)
{
    return line({{QStringLiteral("jsonrpc"), version},
                 {QStringLiteral("id"), id},
                 {QStringLiteral("method"), method},
                 {QStringLiteral("params"), params}});
}

QByteArray resultLine(const QJsonValue &id, const QJsonValue &result)
{
    return line({{QStringLiteral("jsonrpc"), version},
                 {QStringLiteral("id"), id},
                 {QStringLiteral("result"), result}});
}

QByteArray errorLine(const QJsonValue &id, int code, const Error &error)
{
    const QJsonObject data{{QStringLiteral("kind"), errorKindName(error.kind)},
                           {QStringLiteral("remedy"), error.remedy},
                           {QStringLiteral("detail"), error.detail}};
    const QJsonObject body{{QStringLiteral("code"), code},
                           {QStringLiteral("message"), error.message},
                           {QStringLiteral("data"), data}};
    return line({{QStringLiteral("jsonrpc"), version},
                 {QStringLiteral("id"), id.isUndefined() ? QJsonValue() : id},
                 {QStringLiteral("error"), body}});
}

QByteArray notificationLine(const QString &method, const QJsonObject &params)
{
    return line({{QStringLiteral("jsonrpc"), version},
                 {QStringLiteral("method"), method},
                 {QStringLiteral("params"), params}});
}

Result<Message> parseMessage(const QByteArray &text)
{
    const QJsonObject object = QJsonDocument::fromJson(text).object();
    Message message;
    message.method = object.value(QLatin1StringView("method")).toString();
    message.params = object.value(QLatin1StringView("params")).toObject();
    if (message.isNotification())
        return message;
    message.id = object.value(QLatin1StringView("id")).toInt();
    message.result = answerOf(object);
    if (message.id == 0 && !message.result)
        return fail(message.result.error());
    return message;
}

Result<QJsonValue> parseResponse(const QByteArray &text)
{
    return answerOf(QJsonDocument::fromJson(text).object());
}

} // namespace Saltern::JsonRpc
