#include "engine/pipeline/documenttext.h"

#include "engine/pipeline/yamldocument.h"
#include "engine/pipeline/yamltext.h"
#include "engine/pipeline/yamlwriter.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

namespace Saltern {

namespace {

QStringList partsOf(const QString &pointer)
{
    QStringList parts = pointer.split(u'/').mid(1);
    for (QString &part : parts)
        part.replace(QLatin1StringView("~1"), QLatin1StringView("/"))
            .replace(QLatin1StringView("~0"), QLatin1StringView("~"));
    return parts;
}

QJsonValue valueAt(const QByteArray &text, const QStringList &parts)
{
    QJsonValue value = readYaml(text).value;
    for (const QString &part : parts)
        value = value.isArray() ? value.toArray().at(part.toInt()) : value.toObject().value(part);
    return value;
}

// `value` with the thing under `part` set, or taken out when `child` is undefined.
QJsonValue withChild(QJsonValue value, const QString &part, const QJsonValue &child)
{
    if (value.isArray() || part == QLatin1StringView("-")) {
        QJsonArray array = value.toArray();
        if (part == QLatin1StringView("-"))
            array.append(child);
        else if (child.isUndefined())
            array.removeAt(part.toInt());
        else
            array.replace(part.toInt(), child);
        return array;
    }
    QJsonObject object = value.toObject();
    if (child.isUndefined())
        object.remove(part);
    else
        object.insert(part, child);
    return object;
}

tl::unexpected<Error> unreadable()
{
    return fail(ErrorKind::BadInput,
                QStringLiteral("The document's text is not readable YAML."),
                QStringLiteral("Mend the problems that are listed first."));
}

tl::unexpected<Error> missing(const QStringList &parts)
{
    return fail(ErrorKind::NotFound,
                QStringLiteral("The document has no /%1.").arg(parts.join(u'/')));
}

// A text of several lines begins behind the key; a comment that stands there stays there.
QByteArray withComment(const QByteArray &written, const QByteArray &comment)
{
    const qsizetype firstLine = written.indexOf('\n');
    if (firstLine < 0)
        return written + comment;
    return written.left(firstLine) + comment + written.sliced(firstLine);
}

QByteArray replaceValue(const YamlText &text, const YamlPlace &place, const QJsonValue &value)
{
    if (place.inFlow)
        return text.replaced(place.node->offset, text.endOf(place), writeYamlFlow(value));
    const QByteArray written = writeYamlValue(value, text.indentOf(place));
    const qsizetype behind =
        place.entry ? text.colonOf(*place.entry) + 1 : text.dashOf(*place.node) + 1;
    const qsizetype keyLineEnd = text.lineEnd(behind);
    qsizetype end = text.endOf(place);
    QByteArray comment;
    if (place.node->offset > keyLineEnd) {
        comment = text.bytes().sliced(behind, keyLineEnd - behind);
        end = text.lineEnd(end);
    } else if (end <= keyLineEnd) {
        comment = text.bytes().sliced(end, keyLineEnd - end);
        end = keyLineEnd;
    }
    return text.replaced(behind, end, withComment(written, comment));
}

// Puts the child behind the last one that is there.
QByteArray addChild(const YamlText &text,
                    const YamlPlace &parent,
                    const QString &part,
                    const QJsonValue &value)
{
    const YamlNode &node = *parent.node;
    const bool isMapping = node.kind == YamlNode::Kind::Mapping;
    const QByteArray key = isMapping ? writeYamlKey(part) + ':' : QByteArray();
    if (text.isFlow(node)) {
        const qsizetype end = text.endOf(text.lastChild(parent));
        const QByteArray lead = isMapping ? ", " + key + ' ' : QByteArray(", ");
        return text.replaced(end, end, lead + writeYamlFlow(value));
    }
    const int column = isMapping ? text.columnOf(node.entries.front().keyOffset)
                                 : text.columnOf(text.dashOf(node.items.front()));
    const qsizetype end = text.lineEnd(text.endOf(parent));
    const QByteArray lead = '\n' + QByteArray(column, ' ') + (isMapping ? key : QByteArray("-"));
    return text.replaced(end, end, lead + writeYamlValue(value, column));
}

bool hasChildren(const YamlPlace &place)
{
    return place.node && (!place.node->entries.empty() || !place.node->items.empty());
}

Result<QByteArray>
setParts(const QByteArray &bytes, const QStringList &parts, const QJsonValue &value)
{
    const YamlText text(bytes);
    if (!text.isReadable())
        return unreadable();
    if (parts.isEmpty())
        return writeYamlValue(value, -2).trimmed() + '\n';
    const YamlPlace parent = text.find(parts.first(parts.size() - 1));
    const YamlPlace place = text.find(parts);
    if (parent.node && parent.node->kind == YamlNode::Kind::Sequence && !place.node &&
        parts.last() != QLatin1StringView("-"))
        return missing(parts);
    if (!hasChildren(parent))
        return setParts(
            bytes,
            parts.first(parts.size() - 1),
            withChild(valueAt(bytes, parts.first(parts.size() - 1)), parts.last(), value));
    const bool emptyInFlow = place.node && place.inFlow && place.node->kind == YamlNode::Kind::Null;
    if (emptyInFlow)
        return setParts(
            bytes,
            parts.first(parts.size() - 1),
            withChild(valueAt(bytes, parts.first(parts.size() - 1)), parts.last(), value));
    return place.node ? replaceValue(text, place, value)
                      : addChild(text, parent, parts.last(), value);
}

// The lines of a key or an item, with the comment lines right above that are indented like it.
std::pair<qsizetype, qsizetype> linesOf(const YamlText &text, const YamlPlace &place)
{
    const qsizetype start = place.entry ? place.entry->keyOffset : text.dashOf(*place.node);
    const QByteArray comment = QByteArray(text.columnOf(start), ' ') + '#';
    qsizetype from = text.lineStart(start);
    while (from > 0) {
        const qsizetype above = text.lineStart(from - 1);
        if (!text.bytes().sliced(above, from - above).startsWith(comment))
            break;
        from = above;
    }
    const qsizetype end = text.lineEnd(text.endOf(place));
    const qsizetype next = text.bytes().indexOf('\n', end);
    return {from, next < 0 ? text.bytes().size() : next + 1};
}

} // namespace

Result<QByteArray>
DocumentText::set(const QByteArray &text, const QString &pointer, const QJsonValue &value)
{
    return setParts(text, partsOf(pointer), value);
}

Result<QByteArray> DocumentText::remove(const QByteArray &bytes, const QString &pointer)
{
    const QStringList parts = partsOf(pointer);
    const YamlText text(bytes);
    if (!text.isReadable())
        return unreadable();
    const YamlPlace place = text.find(parts);
    if (!place.node || !place.parent)
        return missing(parts);
    const qsizetype siblings =
        static_cast<qsizetype>(place.parent->entries.size() + place.parent->items.size());
    // What stands on the line of a dash shares that line with the item around it.
    const qsizetype start = place.entry ? place.entry->keyOffset : text.dashOf(*place.node);
    const bool ownLine =
        !place.inFlow &&
        text.bytes().sliced(text.lineStart(start), text.columnOf(start)).trimmed().isEmpty();
    if (siblings > 1 && ownLine) {
        const auto [from, to] = linesOf(text, place);
        return text.replaced(from, to, {});
    }
    const QStringList parent = parts.first(parts.size() - 1);
    return setParts(
        bytes, parent, withChild(valueAt(bytes, parent), parts.last(), QJsonValue::Undefined));
}

Result<QByteArray>
DocumentText::renameKey(const QByteArray &bytes, const QString &pointer, const QString &key)
{
    const QStringList parts = partsOf(pointer);
    const YamlText text(bytes);
    if (!text.isReadable())
        return unreadable();
    const YamlPlace place = text.find(parts);
    if (!place.entry)
        return missing(parts);
    const qsizetype from = place.entry->keyOffset;
    const qsizetype colon = text.colonOf(*place.entry);
    const qsizetype length = text.bytes().sliced(from, colon - from).trimmed().size();
    return text.replaced(from, from + length, writeYamlKey(key));
}

Result<QByteArray> DocumentText::raw(const QByteArray &bytes, const QString &pointer)
{
    const QStringList parts = partsOf(pointer);
    const YamlText text(bytes);
    if (!text.isReadable())
        return unreadable();
    const YamlPlace place = text.find(parts);
    if (!place.entry)
        return missing(parts);
    const qsizetype behind = text.colonOf(*place.entry) + 1;
    const qsizetype end = text.endOf(place);
    if (place.node->offset <= text.lineEnd(behind))
        return text.bytes().sliced(behind, end - behind).trimmed() + '\n';
    QByteArray lines;
    const int column = text.columnOf(place.node->offset);
    const QByteArrayList block =
        text.bytes().sliced(text.lineEnd(behind) + 1, end - text.lineEnd(behind) - 1).split('\n');
    for (const QByteArray &line : block) {
        const bool isIndented = line.left(column).trimmed().isEmpty();
        lines += (isIndented ? line.mid(column) : line.trimmed()) + '\n';
    }
    return lines;
}

Result<QByteArray>
DocumentText::setRaw(const QByteArray &bytes, const QString &pointer, const QByteArray &yaml)
{
    const QStringList parts = partsOf(pointer);
    const YamlText text(bytes);
    const YamlDocument value = readYaml(yaml);
    if (!text.isReadable() || !value.problems.isEmpty())
        return unreadable();
    const YamlPlace place = text.find(parts);
    if (!place.entry)
        return missing(parts);
    QByteArray written;
    const QByteArray indent(text.indentOf(place) + 2, ' ');
    const QByteArrayList lines = yaml.trimmed().isEmpty() ? QByteArrayList() : yaml.split('\n');
    for (const QByteArray &line : lines) {
        if (!line.trimmed().isEmpty())
            written += '\n' + indent + line;
        else if (!written.isEmpty())
            written += '\n';
    }
    while (written.endsWith('\n'))
        written.chop(1);
    const qsizetype behind = text.colonOf(*place.entry) + 1;
    return text.replaced(behind, text.lineEnd(text.endOf(place)), written);
}

} // namespace Saltern
