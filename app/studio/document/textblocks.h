#pragma once

#include "engine/pipeline/documenttext.h"
#include "engine/pipeline/pipelinereader.h"

#include <optional>
#include <set>
#include <vector>

namespace Saltern {

/// A document's text cut into the lines of each node and each wire, so that an edit of a few of
/// them costs as much as they are long and not as much as the document is. What it cannot cut
/// (nodes in brackets, a byte order mark, a text with problems) is left to the whole text.
class TextBlocks
{
public:
    /// Nothing when the text cannot be cut. `loaded` is what readPipeline() made of it.
    static std::optional<TextBlocks> cut(const QByteArray &text, const LoadedPipeline &loaded);

    /// The text with the edits done; nothing when they reach further than a few blocks.
    std::optional<QByteArray> edited(const QList<DocumentText::Edit> &edits) const;

    /// The pipeline of `after`, which differs from this text in a few blocks, and these blocks
    /// taken over. Nothing, and no change, when it differs in more; then read all of it.
    std::optional<Pipeline> follow(const QByteArray &after, const Pipeline &pipeline);

private:
    struct Part // the nodes, or the wires
    {
        std::vector<qsizetype>
            starts; // of each block's first line; comments above it are part of it
        qsizetype end = 0;

        qsizetype begin() const { return starts.front(); }
        qsizetype endOf(std::size_t block) const
        {
            return block + 1 < starts.size() ? starts[block + 1] : end;
        }
    };
    struct Touched // blocks, by their rows; those that are gone are among them
    {
        std::set<std::size_t> nodes;
        std::set<std::size_t> goneNodes;
        std::set<std::size_t> wires;
        std::set<std::size_t> goneWires;
    };
    struct Range // of blocks; `last` is behind the last
    {
        std::size_t first = 0;
        std::size_t last = 0;
    };

    static std::optional<Part> cutPart(const QByteArray &text,
                                       const LoadedPipeline &loaded,
                                       const QString &key,
                                       const std::vector<SourcePosition> &positions);
    std::optional<Touched> touchedBy(const QList<DocumentText::Edit> &edits) const;
    static bool
    keepOne(std::set<std::size_t> &rows, const std::set<std::size_t> &gone, const Part &part);
    static QList<DocumentText::Edit> inFew(QList<DocumentText::Edit> edits,
                                           const std::set<std::size_t> &wires);
    std::optional<Range> rangeOf(const Part &part, qsizetype from, qsizetype to) const;
    std::optional<Pipeline> read(const QByteArray &lines, const QString &key, Part &part) const;
    std::optional<Pipeline> followBoth(const QByteArray &after, const Pipeline &pipeline);
    void takeOver(Part &part, const Range &range, const Part &inner, qsizetype grown);
    void indexRows(const Pipeline &pipeline);

    QByteArray m_text;
    Part m_nodes;
    std::optional<Part> m_wires; // when they are a list with a line each
    QHash<QString, std::size_t> m_rows;
};

} // namespace Saltern
