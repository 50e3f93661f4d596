#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QJsonValue>

namespace Saltern {

/// Edits of a document's text that touch only the bytes they have to: comments, blank lines,
/// quoting and order elsewhere stay as a person wrote them. All functions are pure; `pointer` is
/// an RFC 6901 JSON pointer into the document. The text has to be readable YAML.
namespace DocumentText {

/// Replaces the value at `pointer`, or adds the last key of it to the mapping before it. "-" as the
/// last part appends to a sequence; a missing parent mapping or sequence is made.
Result<QByteArray> set(const QByteArray &text, const QString &pointer, const QJsonValue &value);

/// Takes the key or sequence item at `pointer` out, with its own comment lines directly above it. A
/// mapping or sequence that would be left empty becomes {} or [].
Result<QByteArray> remove(const QByteArray &text, const QString &pointer);

/// Gives the mapping key at `pointer` another name; its value stays byte for byte.
Result<QByteArray> renameKey(const QByteArray &text, const QString &pointer, const QString &key);

/// Replaces the block under `pointer` by lines a person wrote; their indentation is adapted.
Result<QByteArray> setRaw(const QByteArray &text, const QString &pointer, const QByteArray &yaml);

/// The lines of the value at `pointer` without their indentation, as raw YAML.
Result<QByteArray> raw(const QByteArray &text, const QString &pointer);

} // namespace DocumentText

} // namespace Saltern
