#pragma once

#include "engine/pipeline/problem.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace Saltern {

/// A document larger than this is refused before it is parsed (bytes).
inline constexpr qsizetype maximumDocumentBytes = 1024 * 1024;

/// The bytes of a YAML text and where its lines begin. Offsets are in bytes from the start of
/// bytes(), which has no byte order mark.
class YamlSource
{
public:
    explicit YamlSource(const QByteArray &text);

    const QByteArray &bytes() const { return m_bytes; }

    /// The first thing that makes the text unfit for parsing: its size, its encoding, a control
    /// character.
    std::optional<Problem> unreadable() const;

    SourcePosition position(qsizetype offset) const;

    /// The line, from 0, that holds the byte.
    qsizetype lineAt(qsizetype offset) const;
    qsizetype lineCount() const { return static_cast<qsizetype>(m_lines.size()); }
    QByteArrayView line(qsizetype index) const;

    /// Whether the line is indented with at least one tab.
    bool hasTabIndent(qsizetype index) const;

    /// Where the quote that opens at `offset` is closed; nothing when it never is.
    std::optional<qsizetype> closingQuote(qsizetype offset) const;

    /// The last line of the block scalar or quoted text that begins at `offset`.
    qsizetype lastLineOfScalar(qsizetype offset) const;

    /// The indentation of the lines of the literal block that begins at `offset`; nothing when it
    /// has an indicator of its own or no lines.
    std::optional<int> blockIndent(qsizetype offset) const;

private:
    qsizetype endOfBlock(qsizetype header) const;

    QByteArray m_bytes;
    std::vector<qsizetype> m_lines; // where each line begins
};

/// "Indent with spaces", for the line with this index.
Problem tabProblem(const YamlSource &source, qsizetype line);

} // namespace Saltern
