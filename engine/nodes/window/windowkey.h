#pragma once

#include "engine/base/result.h"
#include "engine/events/event.h"
#include "engine/events/eventleaves.h"
#include "engine/events/eventparser.h"
#include "engine/events/template.h"

#include <string>

namespace Saltern {

/// Reads the key of an event: what `by` says, an expression as in a template, without the braces.
class WindowKey
{
public:
    /// The longest key, in bytes of UTF-8: what is remembered for each must have a bound.
    static constexpr std::size_t longest = 512;

    /// `by` empty = every event has the same key, "".
    static Result<WindowKey> make(const QString &by);

    Result<std::string> of(const Event &event);

private:
    bool readPlainText(const Event &event, std::string &key);
    Result<std::string> render(const Event &event) const;

    QString m_by;
    Template m_template;
    // For a plain path to a text, which is nearly every `by` there is: no QJson is built for it.
    bool m_isPlainPath = false;
    PathTrie m_path;
    EventParser m_parser;
    EventLeaves m_leaves;
};

} // namespace Saltern
