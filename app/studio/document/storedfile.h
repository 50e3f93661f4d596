#pragma once

#include "engine/base/result.h"

#include <QByteArray>

namespace Saltern {

/// The whole file; at most 16 MiB, which is more than anybody edits.
Result<QByteArray> readStoredFile(const QString &path);

/// Replaces the file at once: after a crash it is the old one or the new one, never half of it.
Result<> writeStoredFile(const QString &path, const QByteArray &content);

} // namespace Saltern
