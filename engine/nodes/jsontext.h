#pragma once

#include "engine/base/compactjson.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QStringList>

namespace Saltern {

/// The text itself, or for any other value its compact JSON. Nothing for null and undefined.
QString textOf(const QJsonValue &value);

/// The texts of a setting that takes one text or a list of texts.
QStringList oneOrMany(const QJsonValue &value);

/// The object in a field of an object; an empty one when there is none.
inline QJsonObject objectAt(const QJsonObject &object, QLatin1StringView field)
{
    return object.value(field).toObject();
}

} // namespace Saltern
