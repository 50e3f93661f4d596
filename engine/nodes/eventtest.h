#pragma once

#include "engine/events/event.h"
#include "engine/events/matcher.h"
#include "engine/events/patternexplainer.h"

#include <QJsonArray>
#include <QJsonObject>

namespace Saltern {

/// One pattern held against one event at a time, with the reason when it does not fit.
class EventTest
{
public:
    static Result<EventTest> make(const QJsonObject &pattern);

    Result<bool> fits(const Event &event);

    /// Each clause that does not fit: {"path", "clause", "seen", "sentence"}. For the trace.
    QJsonArray whyNot(const Event &event);

private:
    explicit EventTest(const Pattern &pattern);

    PatternExplainer m_explainer;
    std::vector<QJsonObject> m_clauses; // of each reason what is the same for every event
    Matcher m_matcher;
    std::vector<quint32> m_matches;
};

} // namespace Saltern
