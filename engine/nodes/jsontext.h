#pragma once

#include "engine/base/compactjson.h"

#include <QJsonValue>
#include <QStringList>

namespace Saltern {

/// The text itself, or for any other value its compact JSON. Nothing for null and undefined.
QString textOf(const QJsonValue &value);

/// The texts of a setting that takes one text or a list of texts.
QStringList oneOrMany(const QJsonValue &value);

} // namespace Saltern
