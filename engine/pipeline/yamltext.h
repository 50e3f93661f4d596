#pragma once

#include "engine/pipeline/yamlsource.h"
#include "engine/pipeline/yamltree.h"

#include <QByteArray>
#include <QStringList>

#include <utility>

namespace Saltern {

/// One value of a YAML text with what surrounds it.
struct YamlPlace
{
    const YamlNode *node = nullptr;
    const YamlEntry *entry = nullptr; // when the value belongs to a key
    const YamlNode *parent = nullptr;
    qsizetype end = 0;   // where the next sibling of it or of a parent begins
    bool inFlow = false; // inside brackets
};

/// Bytes to put in place of those from `from` to `to`.
struct TextSpan
{
    qsizetype from = 0;
    qsizetype to = 0;
    QByteArray by = {};
};

/// A YAML text that is to be edited: its tree, and where each value ends. yaml-cpp tells only where
/// values begin. Offsets are in bytes of bytes(); places stay valid as long as the object.
class YamlText
{
public:
    explicit YamlText(const QByteArray &text);

    bool isReadable() const { return m_tree.complete; }
    const QByteArray &bytes() const { return m_source.bytes(); }
    bool isFlow(const YamlNode &node) const; // written with brackets

    /// Where the parts lead; node is null when something on the way is missing.
    YamlPlace find(const QStringList &parts) const;
    YamlPlace lastChild(const YamlPlace &collection) const;

    qsizetype endOf(const YamlPlace &place) const;
    qsizetype lineStart(qsizetype offset) const;
    qsizetype lineEnd(qsizetype offset) const; // the offset of its line end or of the text's end
    int columnOf(qsizetype offset) const { return static_cast<int>(offset - lineStart(offset)); }
    qsizetype colonOf(const YamlEntry &entry) const;
    qsizetype dashOf(const YamlNode &item) const;
    int indentOf(const YamlPlace &place) const;
    /// The whole lines of a key or an item, from the comment lines right above that are indented
    /// like it: where they begin, and behind their last line end.
    std::pair<qsizetype, qsizetype> linesOf(const YamlPlace &place) const;

    /// The whole text with the spans replaced; line ends as the text has them. The spans are in
    /// order and do not overlap.
    QByteArray replaced(const std::vector<TextSpan> &spans) const;

private:
    qsizetype endOfQuoted(qsizetype offset) const;
    qsizetype endOfFlow(qsizetype offset) const;
    qsizetype endOfPlain(const YamlPlace &place) const;

    YamlSource m_source;
    YamlTree m_tree;
    bool m_hasMark; // the text began with a byte order mark, which offsets do not count
    QByteArray m_lineEnd;
};

} // namespace Saltern
