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
    QJsonArray reasons;
    for (const ClauseVerdict &verdict : m_explainer.explain(event.json())) {
        if (verdict.matched)
            continue;
        reasons.append(QJsonObject{{QStringLiteral("path"), verdict.path},
                                   {QStringLiteral("clause"), verdict.clause},
                                   {QStringLiteral("seen"), verdict.seen},
                                   {QStringLiteral("sentence"), verdict.sentence}});
    }
    return reasons;
}

} // namespace Saltern
