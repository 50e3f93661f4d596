#include "engine/events/wildcard.h"

namespace Saltern {

Result<Wildcard> Wildcard::parse(std::string_view pattern)
{
    Wildcard wildcard;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char next = i + 1 < pattern.size() ? pattern[i + 1] : '\0';
        if (pattern[i] == '*') {
            if (next == '*')
                return fail(ErrorKind::BadInput,
                            QStringLiteral("A wildcard has two asterisks side by side."),
                            QStringLiteral("One * already stands for any text; write \\* for an "
                                           "asterisk itself."));
            wildcard.m_pieces.emplace_back();
        } else if (pattern[i] == '\\') {
            if (next != '*' && next != '\\')
                return fail(ErrorKind::BadInput,
                            QStringLiteral("A wildcard has a backslash that escapes nothing."),
                            QStringLiteral("Only \\* and \\\\ are escapes; write \\\\ for a "
                                           "backslash itself."));
            wildcard.m_pieces.back() += next;
            ++i;
        } else {
            wildcard.m_pieces.back() += pattern[i];
        }
    }
    return wildcard;
}

bool Wildcard::matches(std::string_view text) const
{
    if (m_pieces.size() == 1)
        return text == head();
    if (text.size() < head().size() + tail().size() || !text.starts_with(head()) ||
        !text.ends_with(tail()))
        return false;
    text.remove_prefix(head().size());
    text.remove_suffix(tail().size());
    // The leftmost place for each piece leaves the most room for the next ones.
    for (std::size_t i = 1; i + 1 < m_pieces.size(); ++i) {
        const std::size_t at = text.find(m_pieces[i]);
        if (at == std::string_view::npos)
            return false;
        text.remove_prefix(at + m_pieces[i].size());
    }
    return true;
}

} // namespace Saltern
