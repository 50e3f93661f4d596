#include "engine/pipeline/yamltext.h"

#include <cctype>

namespace Saltern {

namespace {

bool isBlank(char c)
{
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}

} // namespace

YamlText::YamlText(const QByteArray &text)
    : m_source(text)
    , m_tree(readYamlTree(m_source))
    , m_hasMark(m_source.bytes().size() != text.size())
    , m_lineEnd(text.contains("\r\n") ? "\r\n" : "\n")
{
}

bool YamlText::isFlow(const YamlNode &node) const
{
    const char first = node.offset < bytes().size() ? bytes()[node.offset] : '\0';
    return (node.kind == YamlNode::Kind::Mapping && first == '{') ||
           (node.kind == YamlNode::Kind::Sequence && first == '[');
}

YamlPlace YamlText::find(const QStringList &parts) const
{
    YamlPlace place{.node = &m_tree.root, .end = bytes().size()};
    for (const QString &part : parts) {
        const YamlNode &parent = *place.node;
        YamlPlace next{
            .parent = &parent, .end = place.end, .inFlow = place.inFlow || isFlow(parent)};
        if (parent.kind == YamlNode::Kind::Mapping) {
            for (std::size_t i = 0; i < parent.entries.size(); ++i) {
                if (parent.entries[i].key != part)
                    continue;
                next.entry = &parent.entries[i];
                next.node = &next.entry->value;
                if (i + 1 < parent.entries.size())
                    next.end = parent.entries[i + 1].keyOffset;
            }
        } else if (parent.kind == YamlNode::Kind::Sequence) {
            bool isIndex = false;
            const auto index = static_cast<std::size_t>(part.toUInt(&isIndex));
            if (isIndex && index < parent.items.size()) {
                next.node = &parent.items[index];
                if (index + 1 < parent.items.size()) {
                    const qsizetype sibling = parent.items[index + 1].offset;
                    next.end = next.inFlow ? sibling : lineStart(dashOf(parent.items[index + 1]));
                }
            }
        }
        if (!next.node)
            return {.parent = &parent, .end = place.end, .inFlow = next.inFlow};
        place = next;
    }
    return place;
}

qsizetype YamlText::lineStart(qsizetype offset) const
{
    return offset == 0 ? 0 : bytes().lastIndexOf('\n', offset - 1) + 1;
}

qsizetype YamlText::lineEnd(qsizetype offset) const
{
    const qsizetype end = bytes().indexOf('\n', offset);
    if (end < 0)
        return bytes().size();
    return end > 0 && bytes()[end - 1] == '\r' && end > offset ? end - 1 : end;
}

qsizetype YamlText::endOfQuoted(qsizetype offset) const
{
    const char quote = bytes()[offset];
    for (qsizetype i = offset + 1; i < bytes().size(); ++i) {
        if (quote == '"' && bytes()[i] == '\\') {
            ++i;
        } else if (bytes()[i] == quote) {
            if (quote == '\'' && i + 1 < bytes().size() && bytes()[i + 1] == '\'')
                ++i; // '' stands for one quote
            else
                return i + 1;
        }
    }
    return bytes().size();
}

qsizetype YamlText::endOfFlow(qsizetype offset) const
{
    int depth = 0;
    for (qsizetype i = offset; i < bytes().size(); ++i) {
        const char c = bytes()[i];
        const char before = i > offset ? bytes()[i - 1] : ' ';
        const bool startsToken = before == ' ' || before == '\n' || before == ',' ||
                                 before == '[' || before == '{' || before == ':';
        if ((c == '"' || c == '\'') && startsToken)
            i = endOfQuoted(i) - 1;
        else if (c == '#' && (before == ' ' || before == '\n'))
            i = lineEnd(i) - 1;
        else if (c == '[' || c == '{')
            ++depth;
        else if ((c == ']' || c == '}') && --depth == 0)
            return i + 1;
    }
    return bytes().size();
}

// A plain scalar may go on over lines; a comment, the next key or a bracket around it ends it.
qsizetype YamlText::endOfPlain(const YamlPlace &place) const
{
    const qsizetype offset = place.node->offset;
    qsizetype end = place.end;
    for (qsizetype i = offset + 1; i < end; ++i) {
        const char c = bytes()[i];
        if ((c == '#' && isBlank(bytes()[i - 1])) ||
            (place.inFlow && (c == ',' || c == ']' || c == '}')))
            end = i;
    }
    while (end > offset && isBlank(bytes()[end - 1]))
        --end;
    return end;
}

qsizetype YamlText::endOf(const YamlPlace &place) const
{
    const YamlNode &node = *place.node;
    if (node.kind == YamlNode::Kind::Null)
        return place.entry ? colonOf(*place.entry) + 1 : node.offset;
    if (isFlow(node))
        return endOfFlow(node.offset);
    if (node.kind == YamlNode::Kind::Scalar) {
        const char first = bytes()[node.offset];
        if (node.plain)
            return endOfPlain(place);
        if (first == '"' || first == '\'')
            return endOfQuoted(node.offset);
        const qsizetype last = m_source.lastLineOfScalar(node.offset);
        qsizetype offset = node.offset;
        while (m_source.lineAt(offset) < last)
            offset = bytes().indexOf('\n', offset) + 1;
        return lineEnd(offset);
    }
    return endOf(lastChild(place)); // a block collection ends where its last part does
}

YamlPlace YamlText::lastChild(const YamlPlace &collection) const
{
    const YamlNode &node = *collection.node;
    YamlPlace last{
        .parent = &node, .end = collection.end, .inFlow = collection.inFlow || isFlow(node)};
    if (node.kind == YamlNode::Kind::Mapping) {
        last.entry = &node.entries.back();
        last.node = &last.entry->value;
    } else {
        last.node = &node.items.back();
    }
    return last;
}

qsizetype YamlText::colonOf(const YamlEntry &entry) const
{
    const char first = bytes()[entry.keyOffset];
    const qsizetype from =
        first == '"' || first == '\'' ? endOfQuoted(entry.keyOffset) : entry.keyOffset;
    for (qsizetype i = from; i < bytes().size(); ++i) {
        if (bytes()[i] == ':' && (i + 1 == bytes().size() || isBlank(bytes()[i + 1])))
            return i;
    }
    return from;
}

qsizetype YamlText::dashOf(const YamlNode &item) const
{
    // The value may stand on a line below its dash, with comments between the two.
    qsizetype end = item.offset;
    for (qsizetype start = lineStart(end); end > 0; start = lineStart(end)) {
        QByteArray before = bytes().sliced(start, end - start);
        if (const qsizetype comment = before.indexOf(" #"); comment >= 0)
            before.truncate(comment);
        while (!before.isEmpty() && isBlank(before.back()))
            before.chop(1);
        if (before.endsWith('-'))
            return start + before.size() - 1;
        end = start - 1;
    }
    return 0;
}

std::pair<qsizetype, qsizetype> YamlText::linesOf(const YamlPlace &place) const
{
    const qsizetype start = place.entry ? place.entry->keyOffset : dashOf(*place.node);
    const QByteArray comment = QByteArray(columnOf(start), ' ') + '#';
    qsizetype from = lineStart(start);
    while (from > 0) {
        const qsizetype above = lineStart(from - 1);
        if (!bytes().sliced(above, from - above).startsWith(comment))
            break;
        from = above;
    }
    const qsizetype end = lineEnd(endOf(place));
    const qsizetype next = bytes().indexOf('\n', end);
    return {from, next < 0 ? bytes().size() : next + 1};
}

int YamlText::indentOf(const YamlPlace &place) const
{
    if (place.entry)
        return columnOf(place.entry->keyOffset);
    return place.parent ? columnOf(dashOf(*place.node)) : -2;
}

QByteArray YamlText::replaced(const std::vector<TextSpan> &spans) const
{
    QByteArray out = m_hasMark ? QByteArray("\xEF\xBB\xBF") : QByteArray();
    qsizetype done = 0;
    for (const TextSpan &span : spans) {
        QByteArray by = span.by;
        // Without a last line end, a block of text written there would lose its own.
        if (span.to == bytes().size() && !by.isEmpty() && !by.endsWith('\n'))
            by += '\n';
        if (m_lineEnd.size() > 1)
            by.replace("\n", m_lineEnd);
        out += bytes().sliced(done, span.from - done) + by;
        done = span.to;
    }
    return out + bytes().sliced(done);
}

} // namespace Saltern
