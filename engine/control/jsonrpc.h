#pragma once

#include "engine/base/result.h"

#include <QJsonObject>
#include <QJsonValue>

namespace Saltern::JsonRpc {

// Messages of JSON-RPC 2.0 (https://www.jsonrpc.org/specification), one compact object a line.

/// Longer lines are refused: a bundle with 20 MiB of handlers fits, as base64 with its envelope.
inline constexpr qsizetype maximumLine = 32 * 1024 * 1024;

// The codes of the specification, and ours for what an engine could not do.
inline constexpr int parseError = -32700;
inline constexpr int invalidRequest = -32600;
inline constexpr int methodNotFound = -32601;
inline constexpr int invalidParams = -32602;
inline constexpr int failed = -32000;

struct Request
{
    QJsonValue id = QJsonValue::Undefined; // Undefined = a notification, which gets no answer
    QString method;
    QJsonObject params;
};

/// A request, or why the line is none (the error's detail is the code).
Result<Request> parseRequest(const QByteArray &line);

QByteArray requestLine(int id, const QString &method, const QJsonObject &params);
QByteArray resultLine(const QJsonValue &id, const QJsonValue &result);
QByteArray notificationLine(const QString &method, const QJsonObject &params);
/// Kind, remedy and detail of the error travel in `data`.
QByteArray errorLine(const QJsonValue &id, int code, const Error &error);

/// What an engine sends: an answer, or something it has to tell.
struct Message
{
    int id = 0; // of the request that is answered
    Result<QJsonValue> result;
    QString method; // of a notification
    QJsonObject params;

    bool isNotification() const { return !method.isEmpty(); }
};

/// Protocol when the line is neither.
Result<Message> parseMessage(const QByteArray &line);

/// The result of a response line, or the error it carries.
Result<QJsonValue> parseResponse(const QByteArray &line);

} // namespace Saltern::JsonRpc
