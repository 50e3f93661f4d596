#include "engine/functions/handlerresult.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <optional>

namespace Saltern {

namespace {

bool isSpace(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Where the string that begins at `at` ends, behind its quote; -1 when it does not end.
qsizetype endOfString(const QByteArray &bytes, qsizetype at)
{
    for (++at; at < bytes.size(); ++at) {
        if (bytes[at] == '\\')
            ++at;
        else if (bytes[at] == '"')
            return at + 1;
    }
    return -1;
}

// Where the value that begins at `at` ends. Only finds the border; Qt judges what is inside.
qsizetype endOfValue(const QByteArray &bytes, qsizetype at)
{
    qsizetype depth = 0;
    while (at < bytes.size()) {
        const char c = bytes[at];
        if (c == '"') {
            at = endOfString(bytes, at);
            if (at < 0 || depth == 0)
                return at;
            continue;
        }
        if (c == '{' || c == '[')
            ++depth;
        else if (c == '}' || c == ']')
            --depth;
        else if (depth == 0 && isSpace(c))
            return at;
        ++at;
        if (depth < 0)
            return -1;
        if (depth == 0 && (c == '}' || c == ']'))
            return at;
    }
    return depth == 0 ? at : -1;
}

std::optional<QJsonValue> parseValue(const QByteArray &bytes)
{
    // Qt 6.4 reads objects and arrays only, so the value travels in an array of one.
    const QJsonDocument document = QJsonDocument::fromJson('[' + bytes + ']');
    if (!document.isArray() || document.array().size() != 1)
        return std::nullopt;
    return document.array().first();
}

QJsonObject asData(const QJsonValue &value)
{
    return value.isObject() ? value.toObject() : QJsonObject{{QStringLiteral("value"), value}};
}

std::optional<std::vector<QJsonObject>> parseValues(const QByteArray &bytes)
{
    std::vector<QJsonObject> values;
    for (qsizetype at = 0; at < bytes.size();) {
        if (isSpace(bytes[at])) {
            ++at;
            continue;
        }
        const qsizetype end = endOfValue(bytes, at);
        const auto value = end < 0 ? std::nullopt : parseValue(bytes.mid(at, end - at));
        if (!value)
            return std::nullopt;
        values.push_back(asData(*value));
        at = end;
    }
    return values;
}

QString asText(QByteArray bytes)
{
    if (bytes.endsWith('\n'))
        bytes.chop(bytes.endsWith("\r\n") ? 2 : 1);
    return QString::fromUtf8(bytes);
}

} // namespace

std::vector<QJsonObject> readHandlerResult(const QByteArray &bytes)
{
    auto values = parseValues(bytes);
    if (!values)
        return {{{QStringLiteral("text"), asText(bytes)}}};
    if (values->empty())
        return {QJsonObject{}};
    return *std::move(values);
}

} // namespace Saltern
