#pragma once

#include <QString>

namespace Saltern {

/// What differs between two texts, in the unified form: "@@ -1,3 +1,4 @@" and lines that begin with
/// a blank, "-" or "+". Empty when they are the same.
QString lineDiff(const QString &before, const QString &after);

} // namespace Saltern
