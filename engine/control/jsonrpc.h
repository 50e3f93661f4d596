#pragma once

#include "engine/base/result.h"

#include <QJsonObject>
#include <QJsonValue>

namespace Saltern::JsonRpc {

// Messages of JSON-RPC 2.0 (https://www.jsonrpc.org/specification), one compact object a line.

/// Longer lines are refused: an event of the largest size fits, with room for its envelope.
inline constexpr qsizetype maximumLine = 2 * 1024 * 1024;

// The codes of the specification, and ours for what an engine could not do.
inline constexpr int parseError = -32700;
inline constexpr int invalidRequest = -32600;
inline constexpr int methodNotFound = -32601;
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
/// Kind, remedy and detail of the error travel in `data`.
QByteArray errorLine(const QJsonValue &id, int code, const Error &error);

/// The result of a response line, or the error it carries.
Result<QJsonValue> parseResponse(const QByteArray &line);

} // namespace Saltern::JsonRpc
