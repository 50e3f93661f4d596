#include "engine/pipeline/yamlsource.h"

#include <algorithm>

namespace Saltern {

namespace {

// The length of the UTF-8 sequence at the front, 0 when there is no valid one (RFC 3629: no
// overlong forms, no surrogates, nothing above U+10FFFF).
qsizetype sequenceLength(QByteArrayView text)
{
    const auto byte = [&](qsizetype i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80)
        return 1;
    const qsizetype length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length)
        return 0;
    for (qsizetype i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80)
            return 0;
    }
    const bool overlong = (lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xf0 && byte(1) < 0x90);
    const bool outside = (lead == 0xed && byte(1) > 0x9f) || (lead == 0xf4 && byte(1) > 0x8f);
    return overlong || outside ? 0 : length;
}

bool isForbidden(const char *at, const char *end)
{
    const auto c = static_cast<unsigned char>(*at);
    if (c == '\r')
        return at + 1 == end || at[1] != '\n';
    return (c < 0x20 && c != '\t' && c != '\n') || c == 0x7f;
}

bool isBlank(QByteArrayView line)
{
    return line.trimmed().isEmpty();
}

qsizetype spacesBefore(QByteArrayView line)
{
    return std::find_if(line.begin(), line.end(), [](char c) { return c != ' '; }) - line.begin();
}

} // namespace

YamlSource::YamlSource(const QByteArray &text)
    : m_bytes(text.startsWith("\xef\xbb\xbf") ? text.mid(3) : text)
{
    m_lines.push_back(0);
    for (qsizetype i = m_bytes.indexOf('\n'); i >= 0; i = m_bytes.indexOf('\n', i + 1))
        m_lines.push_back(i + 1);
}

std::optional<Problem> YamlSource::unreadable() const
{
    const auto problem = [](SourcePosition at, const char *code, QString message, QString remedy) {
        return Problem{Severity::Error, at, QString(), QString::fromLatin1(code), message, remedy};
    };
    if (m_bytes.startsWith("\xff\xfe") || m_bytes.startsWith("\xfe\xff"))
        return problem({1, 1},
                       "not-utf8",
                       QStringLiteral("The file is UTF-16."),
                       QStringLiteral("Save it as UTF-8."));
    const char *const end = m_bytes.constData() + m_bytes.size();
    for (const char *at = m_bytes.constData(); at < end;) {
        const qsizetype length = sequenceLength(QByteArrayView(at, end));
        const SourcePosition where = length == 0 || isForbidden(at, end)
                                         ? position(at - m_bytes.constData())
                                         : SourcePosition();
        if (length == 0)
            return problem(where,
                           "not-utf8",
                           QStringLiteral("The byte 0x%1 is not UTF-8.")
                               .arg(static_cast<unsigned char>(*at), 2, 16, QLatin1Char('0')),
                           QStringLiteral("Save the file as UTF-8."));
        if (where.isKnown())
            return problem(where,
                           "control-character",
                           QStringLiteral("There is a control character (0x%1).")
                               .arg(static_cast<unsigned char>(*at), 2, 16, QLatin1Char('0')),
                           QStringLiteral("Remove it, or write it as an escape in double quotes."));
        at += length;
    }
    return std::nullopt;
}

SourcePosition YamlSource::position(qsizetype offset) const
{
    offset = std::clamp<qsizetype>(offset, 0, m_bytes.size());
    const qsizetype index = lineAt(offset);
    const qsizetype begin = m_lines[static_cast<std::size_t>(index)];
    const auto isFirstByte = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
    const auto characters =
        std::count_if(m_bytes.begin() + begin, m_bytes.begin() + offset, isFirstByte);
    return {static_cast<int>(index) + 1, static_cast<int>(characters) + 1};
}

qsizetype YamlSource::lineAt(qsizetype offset) const
{
    return std::upper_bound(m_lines.begin(), m_lines.end(), offset) - m_lines.begin() - 1;
}

QByteArrayView YamlSource::line(qsizetype index) const
{
    const auto at = static_cast<std::size_t>(index);
    const qsizetype begin = m_lines[at];
    const qsizetype end = at + 1 < m_lines.size() ? m_lines[at + 1] - 1 : m_bytes.size();
    return QByteArrayView(m_bytes).sliced(begin, end - begin);
}

bool YamlSource::hasTabIndent(qsizetype index) const
{
    const QByteArrayView text = line(index);
    const auto first =
        std::find_if(text.begin(), text.end(), [](char c) { return c != ' ' && c != '\t'; });
    return first != text.end() && *first != '\r' && *first != '#' &&
           std::find(text.begin(), first, '\t') != first;
}

qsizetype YamlSource::endOfBlock(qsizetype header) const
{
    qsizetype last = header;
    qsizetype indent = -1;
    for (qsizetype i = header + 1; i < lineCount(); ++i) {
        const QByteArrayView text = line(i);
        if (isBlank(text))
            continue;
        if (indent < 0)
            indent = spacesBefore(text);
        if (indent == 0 || spacesBefore(text) < indent)
            break;
        last = i;
    }
    return last;
}

std::optional<qsizetype> YamlSource::closingQuote(qsizetype offset) const
{
    const char quote = m_bytes.at(offset);
    for (qsizetype at = offset + 1; at < m_bytes.size(); ++at) {
        const char c = m_bytes.at(at);
        const bool doubled =
            quote == '\'' && c == quote && at + 1 < m_bytes.size() && m_bytes.at(at + 1) == quote;
        if (doubled || (quote == '"' && c == '\\'))
            ++at;
        else if (c == quote)
            return at;
    }
    return std::nullopt;
}

qsizetype YamlSource::lastLineOfScalar(qsizetype offset) const
{
    const char first = m_bytes.at(offset);
    if (first == '|' || first == '>')
        return endOfBlock(lineAt(offset));
    if (first == '"' || first == '\'')
        return lineAt(closingQuote(offset).value_or(m_bytes.size()));
    return lineAt(offset);
}

std::optional<int> YamlSource::blockIndent(qsizetype offset) const
{
    const qsizetype header = lineAt(offset);
    const QByteArrayView indicators = QByteArrayView(m_bytes).sliced(
        offset, m_lines[static_cast<std::size_t>(header)] + line(header).size() - offset);
    const auto comment = std::find(indicators.begin(), indicators.end(), '#');
    const bool explicitIndent =
        std::any_of(indicators.begin(), comment, [](char c) { return c >= '0' && c <= '9'; });
    for (qsizetype i = header + 1; i < lineCount() && !explicitIndent; ++i) {
        if (!isBlank(line(i)))
            return static_cast<int>(spacesBefore(line(i)));
    }
    return std::nullopt;
}

Problem tabProblem(const YamlSource &source, qsizetype line)
{
    const QByteArrayView text = source.line(line);
    const auto tab = std::find(text.begin(), text.end(), '\t') - text.begin();
    return {Severity::Error,
            {static_cast<int>(line) + 1, static_cast<int>(tab) + 1},
            QString(),
            QStringLiteral("tab"),
            QStringLiteral("The line is indented with a tab."),
            QStringLiteral("Indent with spaces.")};
}

} // namespace Saltern
