#pragma once

#include <QStringList>

namespace Saltern {

/// The candidate that a person most likely meant by `name`, or an empty string when none is near
/// (edit distance of more than a third of the length). Ties go to the earlier candidate.
QString nearestName(QStringView name, const QStringList &candidates);

/// "Did you mean \"x\"?" or, when nothing is near, "Known are: a, b, c."
QString suggestName(QStringView name, const QStringList &candidates);

} // namespace Saltern
