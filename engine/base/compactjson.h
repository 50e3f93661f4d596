#pragma once

#include <QByteArray>
#include <QJsonValue>

namespace Saltern {

/// Any JSON value as compact text; QJsonDocument takes only objects and arrays.
QByteArray compactJson(const QJsonValue &value);

/// Appends UTF-8 text as a JSON string.
void appendJsonString(QByteArray &out, QByteArrayView utf8);
void appendJsonString(QByteArray &out, QStringView text);

/// Appends `"key":"text"` to an object that is being written, with a comma behind another member.
/// The key is written as it is.
void appendJsonMember(QByteArray &out, QByteArrayView key, QStringView text);

} // namespace Saltern
