#include "engine/nodes/eventtest.h"

namespace Saltern {

EventTest::EventTest(Pattern pattern)
    : m_pattern(pattern), m_matcher({Matcher::Entry{0, std::move(pattern)}})
{
}

Result<EventTest> EventTest::make(const QJsonObject &pattern)
{
    auto compiled = Pattern::fromJson(pattern);
    if (!compiled)
        return fail(compiled.error());
    return EventTest(std::move(*compiled));
}

Result<bool> EventTest::fits(const Event &event)
{
    if (const auto done = m_matcher.match(event.json(), m_matches); !done)
        return fail(done.error());
    return !m_matches.empty();
}

QJsonArray EventTest::whyNot(const Event &event) const
{
    QJsonArray reasons;
    for (const ClauseVerdict &verdict : explainPattern(m_pattern, event.object())) {
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
