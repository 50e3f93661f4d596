#pragma once

#include "engine/events/event.h"
#include "engine/events/matcher.h"

#include <QJsonArray>

namespace Saltern {

/// One pattern held against one event at a time, with the reason when it does not fit.
class EventTest
{
public:
    static Result<EventTest> make(const QJsonObject &pattern);

    Result<bool> fits(const Event &event);

    /// Each clause that does not fit: {"path", "clause", "seen", "sentence"}. For the trace.
    QJsonArray whyNot(const Event &event) const;

private:
    explicit EventTest(Pattern pattern);

    Pattern m_pattern;
    Matcher m_matcher;
    std::vector<quint32> m_matches;
};

} // namespace Saltern
