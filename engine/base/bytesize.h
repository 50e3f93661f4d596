#pragma once

#include "engine/base/result.h"

namespace Saltern {

/// Reads "64MiB", "1GiB", "512KiB", "100B" (powers of 1024; a bare number is refused). In bytes.
Result<qint64> parseByteSize(QStringView text);

/// The shortest exact text, e.g. "64MiB"; reads back to the same value.
QString formatByteSize(qint64 bytes);

} // namespace Saltern
