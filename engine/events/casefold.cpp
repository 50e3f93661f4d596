#include "engine/events/casefold.h"

#include <QList>
#include <QString>

#include <algorithm>

namespace Saltern {

CaseFoldedText::CaseFoldedText(QStringView text)
{
    const QList<uint> codePoints = text.toUcs4();
    for (const uint codePoint : codePoints) {
        const char32_t character = codePoint;
        const QString same = QString::fromUcs4(&character, 1);
        std::vector<std::string> forms;
        for (const QString &form : {same, same.toLower(), same.toUpper()}) {
            const std::string utf8 = form.toStdString();
            if (std::find(forms.begin(), forms.end(), utf8) == forms.end())
                forms.push_back(utf8);
        }
        m_characters.push_back(std::move(forms));
    }
}

bool CaseFoldedText::equals(std::string_view text) const
{
    return consumedFromStart(text) == text.size();
}

bool CaseFoldedText::isPrefixOf(std::string_view text) const
{
    return consumedFromStart(text).has_value();
}

bool CaseFoldedText::isSuffixOf(std::string_view text) const
{
    return consumedFromEnd(text).has_value();
}

// Taking the first form that fits is enough: no form of a character begins (or ends) with another
// form of the same character, which a test checks for all of Unicode.
std::optional<std::size_t> CaseFoldedText::consumedFromStart(std::string_view text) const
{
    const std::size_t whole = text.size();
    for (const auto &forms : m_characters) {
        const auto form = std::find_if(forms.begin(), forms.end(), [text](const std::string &f) {
            return text.starts_with(f);
        });
        if (form == forms.end())
            return std::nullopt;
        text.remove_prefix(form->size());
    }
    return whole - text.size();
}

std::optional<std::size_t> CaseFoldedText::consumedFromEnd(std::string_view text) const
{
    const std::size_t whole = text.size();
    for (auto forms = m_characters.rbegin(); forms != m_characters.rend(); ++forms) {
        const auto form = std::find_if(forms->begin(), forms->end(), [text](const std::string &f) {
            return text.ends_with(f);
        });
        if (form == forms->end())
            return std::nullopt;
        text.remove_suffix(form->size());
    }
    return whole - text.size();
}

std::optional<std::string> CaseFoldedText::asciiKey() const
{
    std::string key;
    for (const auto &forms : m_characters) {
        const bool ascii = std::all_of(
            forms.begin(), forms.end(), [](const std::string &form) { return form.size() == 1; });
        if (!ascii && forms.size() > 1)
            return std::nullopt;
        key += ascii ? std::string(1, asciiLower(forms.front().front())) : forms.front();
    }
    return key;
}

char asciiLower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

} // namespace Saltern
