#pragma once

#include <QString>

// Text with the colours of a terminal (ECMA-48 SGR sequences).
namespace Saltern {

/// Without any control sequence.
QString withoutAnsi(const QString &text);

/// As rich text for Text.StyledText: colours and bold as <font> and <b>, everything else escaped,
/// so that what a container says is never taken for markup.
QString ansiToHtml(const QString &text, bool dark);

} // namespace Saltern
