#pragma once

#include "engine/events/pattern.h"

namespace Saltern {

/// The pattern of a trigger: the event's type is one of `types`, in which `*` stands for any text,
/// and `match` fits as well. `match` must not speak of the type itself.
Result<Pattern> typePattern(const QStringList &types, const QJsonObject &match);

/// A clause for text in which `*` stands for any text: the text itself when there is none in it.
QJsonValue globClause(const QString &text);

} // namespace Saltern
