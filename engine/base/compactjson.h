#pragma once

#include <QByteArray>
#include <QJsonValue>

namespace Saltern {

/// Any JSON value as compact text; QJsonDocument takes only objects and arrays.
QByteArray compactJson(const QJsonValue &value);

} // namespace Saltern
