#pragma once

#include <QStringView>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace Saltern {

/// A text whose characters match in either case. Each character of the pattern stands for itself,
/// its lower-case and its upper-case form (Unicode, no locale), which may differ in length: "ß"
/// also matches "SS". Texts are UTF-8.
class CaseFoldedText
{
public:
    CaseFoldedText() = default;
    explicit CaseFoldedText(QStringView text);

    bool equals(std::string_view text) const;
    bool isPrefixOf(std::string_view text) const;
    bool isSuffixOf(std::string_view text) const;

    /// The text with ASCII letters in lower case when nothing else in it has two cases: then, and
    /// only then, one hash of the lower-cased value finds it.
    std::optional<std::string> asciiKey() const;

    bool operator==(const CaseFoldedText &) const = default;

private:
    std::optional<std::size_t> consumedFromStart(std::string_view text) const;
    std::optional<std::size_t> consumedFromEnd(std::string_view text) const;

    std::vector<std::vector<std::string>> m_characters; // the forms of each character
};

/// ASCII letters in lower case, everything else untouched.
char asciiLower(char c);

} // namespace Saltern
