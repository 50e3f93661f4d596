#pragma once

#include <QString>
#include <QStringList>

namespace Saltern {

/// The RFC 6901 pointer of `key` (a member's name or an index) inside `parent`.
QString pointerTo(const QString &parent, const QString &key);
QString pointerTo(const QString &parent, qsizetype index);

/// The pointer without its last part; empty for the root and its members.
QString parentPointer(const QString &pointer);

/// The names and indices that lead from the root to `pointer`.
QStringList pointerParts(const QString &pointer);

} // namespace Saltern
