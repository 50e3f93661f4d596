#pragma once

#include "engine/base/result.h"

#include <QJsonValue>
#include <QStringView>

namespace Saltern {

/// The value of an unquoted scalar by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2,
/// section 10.3): null, true, false, numbers; all else is text. An error for numbers that JSON
/// cannot hold.
Result<QJsonValue> resolvePlainScalar(const QString &text);

/// Whether YAML 1.1 reads the unquoted scalar as something else: yes, no, on, off, 010, 1:30,
/// 1_000, 0b1.
bool isReadDifferentlyByYaml11(const QString &text);

} // namespace Saltern
