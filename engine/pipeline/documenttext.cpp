#include "engine/pipeline/documenttext.h"

#include "engine/pipeline/jsonpointer.h"
#include "engine/pipeline/yamldocument.h"
#include "engine/pipeline/yamltext.h"
#include "engine/pipeline/yamlwriter.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QSet>
#include <QStringList>

#include <map>
#include <memory>

namespace Saltern {

namespace {

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

// What stands behind the key or dash of the place, put there as `written`.
TextSpan replaceBlock(const YamlText &text, const YamlPlace &place, const QByteArray &written)
{
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
    return {behind, end, withComment(written, comment)};
}

TextSpan replaceValue(const YamlText &text, const YamlPlace &place, const QJsonValue &value)
{
    if (place.inFlow)
        return {place.node->offset, text.endOf(place), writeYamlFlow(value)};
    return replaceBlock(text, place, writeYamlValue(value, text.indentOf(place)));
}

// Puts the child behind `sibling`, or behind the last one that is there.
TextSpan addChild(const YamlText &text,
                  const YamlPlace &parent,
                  const YamlPlace &sibling,
                  const QString &part,
                  const QJsonValue &value)
{
    const YamlNode &node = *parent.node;
    const bool isMapping = node.kind == YamlNode::Kind::Mapping;
    const QByteArray key = isMapping ? writeYamlKey(part) + ':' : QByteArray();
    if (text.isFlow(node)) {
        const qsizetype end = text.endOf(text.lastChild(parent));
        const QByteArray lead = isMapping ? ", " + key + ' ' : QByteArray(", ");
        return {end, end, lead + writeYamlFlow(value)};
    }
    const int column = isMapping ? text.columnOf(node.entries.front().keyOffset)
                                 : text.columnOf(text.dashOf(node.items.front()));
    const qsizetype end = text.lineEnd(text.endOf(sibling.entry ? sibling : parent));
    const QByteArray lead = '\n' + QByteArray(column, ' ') + (isMapping ? key : QByteArray("-"));
    return {end, end, lead + writeYamlValue(value, column)};
}

bool hasChildren(const YamlPlace &place)
{
    return place.node && (!place.node->entries.empty() || !place.node->items.empty());
}

YamlPlace lastOf(const YamlText &text, const QStringList &above, const QStringList &keys)
{
    YamlPlace last;
    for (const QString &key : keys) {
        const YamlPlace place = text.find(above + QStringList{key});
        if (place.entry && (!last.entry || place.entry->keyOffset > last.entry->keyOffset))
            last = place;
    }
    return last;
}

Result<TextSpan> setParts(const YamlText &text,
                          const QStringList &parts,
                          const QJsonValue &value,
                          const QStringList &behind = {})
{
    if (parts.isEmpty())
        return TextSpan{0, text.bytes().size(), writeYamlValue(value, -2).trimmed() + '\n'};
    const QStringList above = parts.first(parts.size() - 1);
    const YamlPlace parent = text.find(above);
    const YamlPlace place = text.find(parts);
    if (parent.node && parent.node->kind == YamlNode::Kind::Sequence && !place.node &&
        parts.last() != QLatin1StringView("-"))
        return missing(parts);
    const bool emptyInFlow = place.node && place.inFlow && place.node->kind == YamlNode::Kind::Null;
    if (!hasChildren(parent) || emptyInFlow)
        return setParts(text, above, withChild(valueAt(text.bytes(), above), parts.last(), value));
    return place.node ? replaceValue(text, place, value)
                      : addChild(text, parent, lastOf(text, above, behind), parts.last(), value);
}

// `gone` of the siblings are already planned to be taken out.
Result<TextSpan> removeParts(const YamlText &text, const QStringList &parts, qsizetype gone)
{
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
    if (siblings - gone > 1 && ownLine) {
        const auto [from, to] = text.linesOf(place);
        return TextSpan{from, to};
    }
    const QStringList parent = parts.first(parts.size() - 1);
    return setParts(text,
                    parent,
                    withChild(valueAt(text.bytes(), parent), parts.last(), QJsonValue::Undefined));
}

Result<TextSpan> renameParts(const YamlText &text, const QStringList &parts, const QString &key)
{
    const YamlPlace place = text.find(parts);
    if (!place.entry)
        return missing(parts);
    const qsizetype from = place.entry->keyOffset;
    const qsizetype colon = text.colonOf(*place.entry);
    const qsizetype length = text.bytes().sliced(from, colon - from).trimmed().size();
    return TextSpan{from, from + length, writeYamlKey(key)};
}

QByteArray indented(const QByteArray &yaml, int column)
{
    QByteArray written;
    const QByteArray indent(column, ' ');
    const QByteArrayList lines = yaml.trimmed().isEmpty() ? QByteArrayList() : yaml.split('\n');
    for (const QByteArray &line : lines) {
        if (!line.trimmed().isEmpty())
            written += '\n' + indent + line;
        else if (!written.isEmpty())
            written += '\n';
    }
    while (written.endsWith('\n'))
        written.chop(1);
    return written;
}

Result<TextSpan> setRawParts(const YamlText &text, const QStringList &parts, const QByteArray &yaml)
{
    const YamlPlace place = text.find(parts);
    if (place.entry && !place.inFlow)
        return replaceBlock(text, place, indented(yaml, text.indentOf(place) + 2));
    const QStringList above = parts.first(parts.size() - 1);
    const YamlPlace parent = text.find(above);
    if (place.node ||
        (parent.node && (parent.inFlow || text.isFlow(*parent.node)) && hasChildren(parent)))
        return setParts(text, parts, readYaml(yaml).value);
    if (!hasChildren(parent) && !above.isEmpty())
        return setRawParts(text, above, writeYamlKey(parts.last()) + ':' + indented(yaml, 2));
    if (!hasChildren(parent) || parent.node->kind != YamlNode::Kind::Mapping)
        return missing(parts);
    const int column = text.columnOf(parent.node->entries.front().keyOffset);
    const qsizetype end = text.lineEnd(text.endOf(parent));
    return TextSpan{end,
                    end,
                    '\n' + QByteArray(column, ' ') + writeYamlKey(parts.last()) + ':' +
                        indented(yaml, column + 2)};
}

QByteArray rawOf(const YamlText &text, const YamlPlace &place)
{
    const qsizetype behind = text.colonOf(*place.entry) + 1;
    qsizetype end = text.endOf(place);
    if (place.node->offset <= text.lineEnd(behind))
        return text.bytes().sliced(behind, end - behind).trimmed() + '\n';
    end = text.lineEnd(end); // with a comment behind the last value
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

// Plans edits against one parsed text for as long as they do not touch one another.
class EditBatch
{
public:
    explicit EditBatch(const QByteArray &text) : m_text(std::make_unique<YamlText>(text)) {}

    Result<> add(const DocumentText::Edit &edit);
    QByteArray text() const { return m_text->replaced(spans()); }
    std::vector<TextSpan> spans() const;
    bool isParsedAgain() const { return m_parsedAgain; }

private:
    Result<TextSpan> plan(const DocumentText::Edit &edit, const QStringList &parts) const;
    bool dependsOnPending(const QString &pointer) const;
    bool fits(const TextSpan &span, const QString &parent) const;
    bool rewritesParent(const DocumentText::Edit &edit, const TextSpan &span) const;
    void remember(const DocumentText::Edit &edit, TextSpan span);
    void flush();

    std::unique_ptr<YamlText> m_text;
    std::multimap<qsizetype, TextSpan> m_spans; // by where they begin
    QSet<QString> m_touched;
    QSet<QString> m_aboveTouched;
    QHash<QString, qsizetype> m_removed;       // by parent
    QHash<qsizetype, QString> m_insertedUnder; // the parent, by where a span begins
    bool m_parsedAgain = false;
};

Result<TextSpan> EditBatch::plan(const DocumentText::Edit &edit, const QStringList &parts) const
{
    switch (edit.kind) {
    case DocumentText::Edit::Kind::Set:
        return setParts(*m_text, parts, edit.value, edit.behind);
    case DocumentText::Edit::Kind::Remove:
        return removeParts(*m_text, parts, m_removed.value(parentPointer(edit.pointer)));
    case DocumentText::Edit::Kind::Rename:
        return renameParts(*m_text, parts, edit.key);
    case DocumentText::Edit::Kind::SetRaw:
        break;
    }
    return readYaml(edit.yaml).problems.isEmpty() ? setRawParts(*m_text, parts, edit.yaml)
                                                  : unreadable();
}

bool EditBatch::dependsOnPending(const QString &pointer) const
{
    if (m_aboveTouched.contains(pointer))
        return true;
    const bool appends = pointer.endsWith(QLatin1StringView("/-"));
    for (QString at = appends ? parentPointer(pointer) : pointer; !at.isEmpty();
         at = parentPointer(at)) {
        if (m_touched.contains(at))
            return true;
    }
    return false;
}

bool EditBatch::fits(const TextSpan &span, const QString &parent) const
{
    const auto next = m_spans.upper_bound(span.from);
    if (next != m_spans.end() && next->first < span.to)
        return false;
    if (next == m_spans.begin())
        return true;
    const TextSpan &before = std::prev(next)->second;
    if (before.from == span.from)
        // Both put something in, and at the same depth, so that the first stays in front.
        return before.to == before.from && span.to == span.from &&
               m_insertedUnder.value(span.from) == parent;
    return before.to <= span.from;
}

// What is left of a collection is written instead of one thing in it: it is emptied, or in
// brackets.
bool EditBatch::rewritesParent(const DocumentText::Edit &edit, const TextSpan &span) const
{
    const YamlPlace place = m_text->find(pointerParts(edit.pointer));
    return (edit.kind == DocumentText::Edit::Kind::Remove && !span.by.isEmpty()) ||
           (place.node && place.inFlow && place.node->kind == YamlNode::Kind::Null);
}

void EditBatch::remember(const DocumentText::Edit &edit, TextSpan span)
{
    const QString above = parentPointer(edit.pointer);
    m_touched.insert(edit.pointer);
    if (edit.kind == DocumentText::Edit::Kind::Rename)
        m_touched.insert(pointerTo(above, edit.key));
    if (edit.kind == DocumentText::Edit::Kind::Remove)
        ++m_removed[above];
    if (rewritesParent(edit, span))
        m_touched.insert(above);
    for (QString at = above; !at.isEmpty(); at = parentPointer(at)) {
        m_aboveTouched.insert(at);
        // A collection without children is written as a whole.
        if (!hasChildren(m_text->find(pointerParts(at))))
            m_touched.insert(at);
    }
    m_aboveTouched.insert(QString());
    const qsizetype from = span.from;
    m_insertedUnder.insert(from, above);
    m_spans.emplace(from, std::move(span));
}

Result<> EditBatch::add(const DocumentText::Edit &edit)
{
    const QStringList parts = pointerParts(edit.pointer);
    if (dependsOnPending(edit.pointer))
        flush();
    if (!m_text->isReadable())
        return unreadable();
    if (edit.mayLack && !m_text->find(parts).node)
        return {};
    auto span = plan(edit, parts);
    const QString above = parentPointer(edit.pointer);
    const bool conflicts = !span || !fits(*span, above) ||
                           (rewritesParent(edit, *span) && m_aboveTouched.contains(above));
    if (!m_spans.empty() && conflicts) {
        flush();
        span = plan(edit, parts);
    }
    if (!span)
        return fail(span.error());
    remember(edit, std::move(*span));
    return {};
}

std::vector<TextSpan> EditBatch::spans() const
{
    std::vector<TextSpan> spans;
    for (const auto &[from, span] : m_spans)
        spans.push_back(span);
    return spans;
}

void EditBatch::flush()
{
    if (m_spans.empty())
        return;
    m_text = std::make_unique<YamlText>(text());
    m_parsedAgain = true;
    m_spans.clear();
    m_touched.clear();
    m_aboveTouched.clear();
    m_removed.clear();
    m_insertedUnder.clear();
}

} // namespace

Result<QByteArray> DocumentText::apply(const QByteArray &text, const QList<Edit> &edits)
{
    EditBatch batch(text);
    for (const Edit &edit : edits) {
        if (const Result<> added = batch.add(edit); !added)
            return fail(added.error());
    }
    return batch.text();
}

std::optional<std::vector<TextSpan>> DocumentText::spans(const QByteArray &text,
                                                         const QList<Edit> &edits)
{
    EditBatch batch(text);
    for (const Edit &edit : edits) {
        if (!batch.add(edit) || batch.isParsedAgain())
            return std::nullopt;
    }
    return batch.spans();
}

Result<QByteArray>
DocumentText::set(const QByteArray &text, const QString &pointer, const QJsonValue &value)
{
    return apply(text, {Edit::set(pointer, value)});
}

Result<QByteArray> DocumentText::remove(const QByteArray &text, const QString &pointer)
{
    return apply(text, {Edit::remove(pointer)});
}

Result<QByteArray>
DocumentText::renameKey(const QByteArray &text, const QString &pointer, const QString &key)
{
    return apply(text, {Edit::rename(pointer, key)});
}

Result<QByteArray>
DocumentText::setRaw(const QByteArray &text, const QString &pointer, const QByteArray &yaml)
{
    return apply(text, {Edit::setRaw(pointer, yaml)});
}

Result<QByteArray> DocumentText::raw(const QByteArray &text, const QString &pointer)
{
    const auto all = raw(text, QStringList{pointer});
    return all ? Result<QByteArray>(all->first()) : fail(all.error());
}

Result<QByteArrayList> DocumentText::raw(const QByteArray &bytes, const QStringList &pointers)
{
    const YamlText text(bytes);
    if (!text.isReadable())
        return unreadable();
    QByteArrayList all;
    for (const QString &pointer : pointers) {
        const QStringList parts = pointerParts(pointer);
        const YamlPlace place = text.find(parts);
        if (!place.entry)
            return missing(parts);
        all += rawOf(text, place);
    }
    return all;
}

} // namespace Saltern
