#pragma once

#include <QStringList>

namespace Saltern {

/// The prefix of the tags of all Saltern events on Salt's bus.
inline constexpr QLatin1StringView saltTagPrefix{"saltern/bus/"};

/// A text with `*` for any text as a pattern of Python's fnmatch, where `?` and `[` mean more.
QString fnmatchGlob(const QString &text);

/// Globs (`*` only) that cover the same tags and of which no tag fits two: the Reactor would render
/// the SLS once for each, and a run would begin twice.
QStringList withoutOverlap(QStringList globs);

} // namespace Saltern
