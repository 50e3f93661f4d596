#pragma once

#include "engine/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace Saltern {

/// A text in which `*` stands for any run of bytes, also none. `\*` is an asterisk and `\\` a
/// backslash. Matching takes at most length of text x length of pattern, usually one pass.
class Wildcard
{
public:
    Wildcard() = default;

    /// Refuses `**` and any other use of a backslash.
    static Result<Wildcard> parse(std::string_view pattern);

    bool matches(std::string_view text) const;

    /// What every match begins and ends with; may be empty.
    const std::string &head() const { return m_pieces.front(); }
    const std::string &tail() const { return m_pieces.back(); }

    bool operator==(const Wildcard &) const = default;

private:
    std::vector<std::string> m_pieces{std::string()}; // the literal texts between the asterisks
};

} // namespace Saltern
