#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QStringList>

namespace Saltern::DocumentText {

/// Puts the entries of the mapping at `pointer` (RFC 6901) into the order of `keys`, which are all
/// of its keys. Each entry takes its lines and the comments right above it along; what stands
/// between two entries stays where it is. Pure.
Result<QByteArray> reorder(const QByteArray &text, const QString &pointer, const QStringList &keys);

} // namespace Saltern::DocumentText
