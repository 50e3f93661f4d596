#pragma once

#include <QJsonValue>
#include <QStringList>

namespace Saltern {

/// The text itself, or for any other value its compact JSON. Nothing for null and undefined.
QString textOf(const QJsonValue &value);

/// Compact JSON of any value, not only of objects and lists.
QByteArray compactJson(const QJsonValue &value);

/// The texts of a setting that takes one text or a list of texts.
QStringList oneOrMany(const QJsonValue &value);

} // namespace Saltern
