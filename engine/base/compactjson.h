#pragma once

#include <QByteArray>
#include <QJsonValue>

namespace Saltern {

/// Any JSON value as compact text; QJsonDocument takes only objects and arrays.
QByteArray compactJson(const QJsonValue &value);

/// Appends UTF-8 text as a JSON string.
void appendJsonString(QByteArray &out, QByteArrayView utf8);

} // namespace Saltern
