#pragma once

#include <QStringList>

namespace Saltern {

/// A card's title as it is drawn: one line, or two where one cannot hold it and a counter. Broken
/// between words by how wide the letters of the studio's font usually are, so that the size of a
/// card is the same with and without a window. What fits on no two lines stays on the last one.
QStringList titleLines(const QString &title);

} // namespace Saltern
