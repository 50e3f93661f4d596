#pragma once

#include <QByteArray>
#include <QJsonObject>

#include <vector>

namespace Saltern {

/// What a handler wrote as its result, as the data of exit events (docs/functions.md): JSON values
/// one after another, each an event; else the text as {"text": ...}; nothing as one {}. A value
/// that is not an object becomes {"value": ...}. Never empty.
std::vector<QJsonObject> readHandlerResult(const QByteArray &bytes);

} // namespace Saltern
