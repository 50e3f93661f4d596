#pragma once

#include "engine/pipeline/descriptor.h"

namespace Saltern {

/// "text", "byteSize", ...: what QML picks an editor by.
QString parameterTypeName(ParameterType type);

/// A value in one line, as the form shows defaults and examples: text as it is, else JSON.
QString shortText(const QJsonValue &value);

} // namespace Saltern
