#pragma once

#include "engine/base/result.h"

#include <QJsonObject>

namespace Saltern {

/// A target as a tree, for those who evaluate it elsewhere: {"and": [...]}, {"or": [...]},
/// {"not": ...}, {"glob"}, {"name"}, {"expression"}, {"label", "value"} (a glob). Errors as those
/// of Target::parse().
Result<QJsonObject> targetJson(const QString &text);

} // namespace Saltern
