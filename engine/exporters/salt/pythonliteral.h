#pragma once

#include <QByteArray>
#include <QJsonValue>

namespace Saltern {

/// The value as a Python expression in plain ASCII, so that no text in it can end a string or a
/// line. Objects and arrays that do not fit into a line get one line per entry; every line after
/// the first is indented by `indent` spaces. Keys keep QJsonObject's order, which is sorted.
QByteArray pythonLiteral(const QJsonValue &value, int indent = 0);

/// A string as a Python (and YAML double-quoted) literal.
QByteArray quotedText(const QString &text);

} // namespace Saltern
