#include "engine/nodes/eventtest.h"

namespace Saltern {

EventTest::EventTest(const Pattern &pattern)
    : m_explainer(pattern), m_matcher({Matcher::Entry{0, pattern}})
{
}

Result<EventTest> EventTest::make(const QJsonObject &pattern)
{
    auto compiled = Pattern::fromJson(pattern);
    if (!compiled)
        return fail(compiled.error());
    return EventTest(*compiled);
}

Result<bool> EventTest::fits(const Event &event)
{
    if (const auto done = m_matcher.match(event.json(), m_matches); !done)
        return fail(done.error());
    return !m_matches.empty();
}

QJsonArray EventTest::whyNot(const Event &event)
{
    const std::vector<ClauseVerdict> verdicts = m_explainer.explain(event.json());
    for (std::size_t i = m_clauses.size(); i < verdicts.size(); ++i)
        m_clauses.push_back({{QStringLiteral("path"), verdicts[i].path},
                             {QStringLiteral("clause"), verdicts[i].clause}});
    QJsonArray reasons;
    for (std::size_t i = 0; i < verdicts.size(); ++i) {
        if (verdicts[i].matched)
            continue;
        QJsonObject reason = m_clauses[i];
        reason.insert(QStringLiteral("seen"), verdicts[i].seen);
        reason.insert(QStringLiteral("sentence"), verdicts[i].sentence);
        reasons.append(std::move(reason));
    }
    return reasons;
}

} // namespace Saltern
