#include "app/studio/document/textblocks.h"

#include "engine/pipeline/jsonpointer.h"

#include <algorithm>

namespace Saltern {

namespace {

constexpr std::size_t mostBlocks = 64; // above that the whole text is as fast

const QString nodesKey = QStringLiteral("nodes");
const QString wiresKey = QStringLiteral("wires");

std::vector<qsizetype> lineStarts(const QByteArray &text)
{
    std::vector<qsizetype> starts{0};
    for (qsizetype at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
        starts.push_back(at + 1);
    return starts;
}

// Deeper comments may be the last line of a text, which only looks like one.
bool isCommentAt(const QByteArray &text, qsizetype line, qsizetype indent)
{
    const QByteArray lead(indent, ' ');
    return QByteArrayView(text).sliced(line).startsWith(lead) && text.size() > line + indent &&
           text[line + indent] == '#';
}

std::vector<SourcePosition> nodePositions(const LoadedPipeline &loaded)
{
    std::vector<SourcePosition> positions;
    for (const Node &node : loaded.pipeline.nodes)
        positions.push_back(loaded.source.keys.value(pointerTo(u'/' + nodesKey, node.id)));
    return positions;
}

std::vector<SourcePosition> wirePositions(const LoadedPipeline &loaded)
{
    std::vector<SourcePosition> positions;
    for (qsizetype i = 0; i < loaded.pipeline.wires.size(); ++i)
        positions.push_back(loaded.source.values.value(pointerTo(u'/' + wiresKey, i)).position);
    return positions;
}

// The first line below `line` that holds a key of the document itself.
qsizetype lineOfNextKey(const LoadedPipeline &loaded, int line, qsizetype none)
{
    qsizetype next = none;
    for (const char *key : {"saltern",
                            "pipeline",
                            "title",
                            "description",
                            "guarantee",
                            "durability",
                            "missed",
                            "nodes",
                            "wires",
                            "tests"}) {
        const int at =
            loaded.source.keys.value(pointerTo(QString(), QString::fromLatin1(key))).line;
        if (at > line)
            next = std::min<qsizetype>(next, at);
    }
    return next;
}

} // namespace

std::optional<TextBlocks::Part> TextBlocks::cutPart(const QByteArray &text,
                                                    const LoadedPipeline &loaded,
                                                    const QString &key,
                                                    const std::vector<SourcePosition> &positions)
{
    const int keyLine = loaded.source.keys.value(pointerTo(QString(), key)).line;
    const std::vector<qsizetype> lines = lineStarts(text);
    const auto lineCount = static_cast<qsizetype>(lines.size());
    const auto startOf = [&](qsizetype line) { return lines[static_cast<std::size_t>(line - 1)]; };
    if (keyLine == 0 || positions.empty())
        return std::nullopt;
    Part part;
    int above = keyLine; // the last line that belongs to something else
    for (const SourcePosition &position : positions) {
        const qsizetype start = startOf(position.line);
        const QByteArrayView lead =
            QByteArrayView(text).sliced(start, position.column - 1).trimmed();
        const bool leads = key == nodesKey ? lead.isEmpty() : lead == QByteArrayView("-");
        if (position.line <= above || !leads ||
            (key == nodesKey && position.column != positions.front().column))
            return std::nullopt;
        qsizetype indent = 0;
        while (text[start + indent] == ' ')
            ++indent;
        int line = position.line;
        while (line - 1 > above && isCommentAt(text, startOf(line - 1), indent))
            --line;
        part.starts.push_back(startOf(line));
        above = position.line;
    }
    part.starts.front() = startOf(keyLine + 1);
    const qsizetype next = lineOfNextKey(loaded, keyLine, lineCount);
    part.end = startOf(next);
    return part.end >= part.starts.back() ? std::optional(part) : std::nullopt;
}

std::optional<TextBlocks> TextBlocks::cut(const QByteArray &text, const LoadedPipeline &loaded)
{
    if (!loaded.understood || !loaded.problems.isEmpty() || !text.endsWith('\n') ||
        text.startsWith("\xEF\xBB\xBF"))
        return std::nullopt;
    TextBlocks blocks;
    blocks.m_text = text;
    const auto nodes = cutPart(text, loaded, nodesKey, nodePositions(loaded));
    if (!nodes)
        return std::nullopt;
    blocks.m_nodes = *nodes;
    blocks.m_wires = cutPart(text, loaded, wiresKey, wirePositions(loaded));
    blocks.indexRows(loaded.pipeline);
    return blocks;
}

void TextBlocks::indexRows(const Pipeline &pipeline)
{
    m_rows.clear();
    for (qsizetype row = 0; row < pipeline.nodes.size(); ++row)
        m_rows.insert(pipeline.nodes[row].id, static_cast<std::size_t>(row));
}

// Which blocks the edits are about. A new node comes behind the last, a new wire too.
std::optional<TextBlocks::Touched>
TextBlocks::touchedBy(const QList<DocumentText::Edit> &edits) const
{
    using Kind = DocumentText::Edit::Kind;
    Touched touched;
    if (m_wires)
        touched.wires.insert(m_wires->starts.size() - 1);
    for (const DocumentText::Edit &edit : edits) {
        const QStringList parts = pointerParts(edit.pointer);
        const bool isPart = parts.size() == 2;
        if (m_wires && isPart && parts.first() == wiresKey) {
            bool isRow = false;
            const std::size_t row = parts.last().toUInt(&isRow);
            if (isRow ? row >= m_wires->starts.size() : edit.kind != Kind::Set)
                return std::nullopt;
            if (isRow)
                touched.wires.insert(row);
            if (isRow && edit.kind == Kind::Remove)
                touched.goneWires.insert(row);
            continue;
        }
        const auto row = m_rows.find(parts.value(1));
        const bool isNew = row == m_rows.end();
        if (parts.value(0) != nodesKey || parts.size() < 2 || (isPart && edit.kind == Kind::Set) ||
            (isNew && (!isPart || edit.kind != Kind::SetRaw)))
            return std::nullopt;
        touched.nodes.insert(isNew ? m_nodes.starts.size() - 1 : *row);
        if (isPart && edit.kind == Kind::Remove)
            touched.goneNodes.insert(*row);
    }
    const bool stay = keepOne(touched.nodes, touched.goneNodes, m_nodes) &&
                      (!m_wires || keepOne(touched.wires, touched.goneWires, *m_wires));
    return stay && touched.nodes.size() + touched.wires.size() <= mostBlocks
               ? std::optional(touched)
               : std::nullopt;
}

// Of which all are taken out, the list around them would be written instead: so one stays.
bool TextBlocks::keepOne(std::set<std::size_t> &rows,
                         const std::set<std::size_t> &gone,
                         const Part &part)
{
    if (gone.empty())
        return true;
    for (std::size_t row = 0; rows.size() == gone.size() && row < part.starts.size(); ++row)
        rows.insert(row);
    return rows.size() > gone.size();
}

std::optional<QByteArray> TextBlocks::edited(const QList<DocumentText::Edit> &edits) const
{
    const auto touched = touchedBy(edits);
    if (!touched)
        return std::nullopt;
    struct Piece
    {
        qsizetype at;   // in the text of a few blocks
        qsizetype from; // in the whole text
        qsizetype size;
    };
    QByteArray few;
    std::vector<Piece> pieces;
    const auto take = [&](const Part &part, const std::set<std::size_t> &rows) {
        for (const std::size_t row : rows) {
            const qsizetype from = part.starts[row];
            pieces.push_back({few.size(), from, part.endOf(row) - from});
            few += m_text.sliced(from, pieces.back().size);
        }
    };
    few += touched->nodes.empty() ? "" : "nodes:\n";
    take(m_nodes, touched->nodes);
    if (m_wires) {
        few += "wires:\n";
        take(*m_wires, touched->wires);
    }
    const auto spans = DocumentText::spans(few, inFew(edits, touched->wires));
    if (!spans)
        return std::nullopt;
    const bool windows = m_text.contains("\r\n");
    QByteArray out;
    qsizetype done = 0;
    for (const TextSpan &span : *spans) {
        const auto piece = std::find_if(pieces.begin(), pieces.end(), [&](const Piece &one) {
            return span.from >= one.at && span.from < one.at + one.size &&
                   span.to <= one.at + one.size;
        });
        if (piece == pieces.end())
            return std::nullopt;
        const qsizetype from = piece->from + span.from - piece->at;
        if (from < done)
            return std::nullopt; // wires stand above the nodes
        QByteArray by = span.by;
        if (windows)
            by.replace("\n", "\r\n");
        out += m_text.sliced(done, from - done) + by;
        done = from + span.to - span.from;
    }
    return out + m_text.sliced(done);
}

// A wire has another number among a few.
QList<DocumentText::Edit> TextBlocks::inFew(QList<DocumentText::Edit> edits,
                                            const std::set<std::size_t> &wires)
{
    for (DocumentText::Edit &edit : edits) {
        const QStringList parts = pointerParts(edit.pointer);
        bool isRow = false;
        const std::size_t row = parts.value(1).toUInt(&isRow);
        if (parts.first() == wiresKey && isRow)
            edit.pointer =
                pointerTo(u'/' + wiresKey, std::distance(wires.begin(), wires.find(row)));
    }
    return edits;
}

// Whole lines, and the block before them: what is put in at a border may belong to either side.
std::optional<TextBlocks::Range>
TextBlocks::rangeOf(const Part &part, qsizetype from, qsizetype to) const
{
    const qsizetype line = from == 0 ? 0 : m_text.lastIndexOf('\n', from - 1) + 1;
    if (line < part.begin() || line > part.end || to > part.end)
        return std::nullopt;
    const auto first = std::lower_bound(part.starts.begin(), part.starts.end(), line);
    const auto last = std::upper_bound(part.starts.begin(), part.starts.end(), std::max(line, to));
    const auto row = first - part.starts.begin();
    const Range range{static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, row - 1)),
                      static_cast<std::size_t>(last - part.starts.begin())};
    return range.last - range.first <= mostBlocks ? std::optional(range) : std::nullopt;
}

// Reads the lines of a few blocks as a document of their own and cuts them.
std::optional<Pipeline>
TextBlocks::read(const QByteArray &lines, const QString &key, Part &part) const
{
    const QByteArray text = QByteArray("saltern: 1\npipeline: part\n") +
                            (key == nodesKey ? "nodes:\n" : "nodes: {}\nwires:\n") + lines;
    LoadedPipeline loaded = readPipeline(text);
    if (!loaded.problems.isEmpty())
        return std::nullopt;
    const auto cut =
        cutPart(text, loaded, key, key == nodesKey ? nodePositions(loaded) : wirePositions(loaded));
    if (!cut || cut->end != text.size())
        return std::nullopt;
    part = *cut;
    return loaded.pipeline;
}

void TextBlocks::takeOver(Part &part, const Range &range, const Part &inner, qsizetype grown)
{
    const qsizetype begin = part.starts[range.first];
    std::vector<qsizetype> starts(part.starts.begin(),
                                  part.starts.begin() + static_cast<std::ptrdiff_t>(range.first));
    for (const qsizetype start : inner.starts)
        starts.push_back(begin + start - inner.begin());
    for (std::size_t row = range.last; row < part.starts.size(); ++row)
        starts.push_back(part.starts[row] + grown);
    part.starts = std::move(starts);
    part.end += grown;
}

// Nodes and wires changed in one step: what stands between them ("wires:") parts the two.
std::optional<Pipeline> TextBlocks::followBoth(const QByteArray &after, const Pipeline &pipeline)
{
    const QByteArray between = m_text.sliced(m_nodes.end, m_wires->begin() - m_nodes.end);
    const qsizetype at = after.indexOf(QByteArray('\n' + between), m_nodes.begin() - 1);
    if (at < 0)
        return std::nullopt;
    const QByteArray nodesOnly = after.left(at + 1) + m_text.sliced(m_nodes.end);
    const auto half = nodesOnly == m_text ? std::optional(pipeline) : follow(nodesOnly, pipeline);
    return half && nodesOnly != after ? follow(after, *half) : half;
}

std::optional<Pipeline> TextBlocks::follow(const QByteArray &after, const Pipeline &pipeline)
{
    const auto [left, right] =
        std::mismatch(m_text.begin(), m_text.end(), after.begin(), after.end());
    const qsizetype from = left - m_text.begin();
    qsizetype same = 0;
    while (same < std::min(m_text.size(), after.size()) - from &&
           m_text[m_text.size() - 1 - same] == after[after.size() - 1 - same])
        ++same;
    const qsizetype to = m_text.size() - same;
    const qsizetype grown = after.size() - m_text.size();

    if (m_wires && m_wires->begin() > m_nodes.end && from <= m_nodes.end && to > m_wires->begin())
        return followBoth(after, pipeline);
    const auto inNodes = rangeOf(m_nodes, from, to);
    const auto inWires = m_wires && !inNodes ? rangeOf(*m_wires, from, to) : std::nullopt;
    if (!inNodes && !inWires)
        return std::nullopt;
    Part &part = inNodes ? m_nodes : *m_wires;
    const Range range = inNodes ? *inNodes : *inWires;
    const qsizetype begin = part.starts[range.first];
    Part inner;
    const auto few = read(after.sliced(begin, part.endOf(range.last - 1) + grown - begin),
                          inNodes ? nodesKey : wiresKey,
                          inner);
    if (!few)
        return std::nullopt;
    Pipeline whole = pipeline;
    const auto first = static_cast<qsizetype>(range.first);
    const auto count = static_cast<qsizetype>(range.last - range.first);
    if (inNodes) {
        for (const Node &node : few->nodes) {
            const auto known = m_rows.find(node.id);
            if (known != m_rows.end() && (*known < range.first || *known >= range.last))
                return std::nullopt; // an id that is there twice is a problem of the whole
        }
        whole.nodes =
            pipeline.nodes.first(first) + few->nodes + pipeline.nodes.sliced(first + count);
    } else {
        whole.wires =
            pipeline.wires.first(first) + few->wires + pipeline.wires.sliced(first + count);
    }
    // Whatever else stands behind the part has moved.
    Part *other = inNodes ? (m_wires ? &*m_wires : nullptr) : &m_nodes;
    if (other && other->begin() > begin) {
        for (qsizetype &start : other->starts)
            start += grown;
        other->end += grown;
    }
    takeOver(part, range, inner, grown);
    m_text = after;
    if (inNodes)
        indexRows(whole);
    return whole;
}

} // namespace Saltern
