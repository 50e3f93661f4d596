#pragma once

#include "engine/base/result.h"

#include <QByteArray>
#include <QByteArrayList>
#include <QJsonValue>
#include <QList>
#include <QStringList>

namespace Saltern {

/// Edits of a document's text that touch only the bytes they have to: comments, blank lines,
/// quoting and order elsewhere stay as a person wrote them. All functions are pure; `pointer` is
/// an RFC 6901 JSON pointer into the document. The text has to be readable YAML.
namespace DocumentText {

/// One edit of several; see the function of the same name.
struct Edit
{
    enum class Kind { Set, Remove, Rename, SetRaw };

    Kind kind = Kind::Set;
    QString pointer;
    QJsonValue value = {};
    QString key = {};
    QByteArray yaml = {};
    QStringList behind = {}; // Set: a new key goes behind the last of these siblings that is there

    static Edit set(const QString &pointer, const QJsonValue &value, const QStringList &behind = {})
    {
        return {Kind::Set, pointer, value, {}, {}, behind};
    }
    static Edit remove(const QString &pointer) { return {Kind::Remove, pointer}; }
    static Edit rename(const QString &pointer, const QString &key)
    {
        return {Kind::Rename, pointer, {}, key};
    }
    static Edit setRaw(const QString &pointer, const QByteArray &yaml)
    {
        return {Kind::SetRaw, pointer, {}, {}, yaml};
    }
};

/// What the edits make one after another; the text is parsed once as long as they do not touch one
/// another. Take several items of one sequence out from the last to the first.
Result<QByteArray> apply(const QByteArray &text, const QList<Edit> &edits);

/// Replaces the value at `pointer`, or adds the last key of it to the mapping before it. "-" as the
/// last part appends to a sequence; a missing parent mapping or sequence is made.
Result<QByteArray> set(const QByteArray &text, const QString &pointer, const QJsonValue &value);

/// Takes the key or sequence item at `pointer` out, with its own comment lines directly above it. A
/// mapping or sequence that would be left empty becomes {} or [].
Result<QByteArray> remove(const QByteArray &text, const QString &pointer);

/// Gives the mapping key at `pointer` another name; its value stays byte for byte.
Result<QByteArray> renameKey(const QByteArray &text, const QString &pointer, const QString &key);

/// Replaces the block under `pointer` by lines a person wrote, or adds it to the mapping before the
/// last key; their indentation is adapted.
Result<QByteArray> setRaw(const QByteArray &text, const QString &pointer, const QByteArray &yaml);

/// The lines of the value at `pointer` without their indentation, as raw YAML.
Result<QByteArray> raw(const QByteArray &text, const QString &pointer);

/// The same for several values of one text.
Result<QByteArrayList> raw(const QByteArray &text, const QStringList &pointers);

} // namespace DocumentText

} // namespace Saltern
