#include "engine/events/matcher.h"

#include "engine/events/arrayconsistency.h"
#include "engine/events/eventleaves.h"
#include "engine/events/eventparser.h"
#include "engine/events/matchplan.h"

#include <algorithm>

namespace Saltern {

/// The plan, and what is known so far about the event at hand.
class Matcher::Private
{
public:
    explicit Private(const std::vector<Entry> &entries);

    Result<void> match(QByteArrayView paddedJson, std::vector<quint32> &matches);

private:
    enum class Answer : std::uint8_t {
        Unasked,
        No,
        Yes,
        Followed, // yes, and the rules that are found through the test have been tried
    };

    void forget();
    void answerShared();
    void follow(const TestHit &hit, std::vector<quint32> &matches);
    bool holds(std::uint32_t test)
    {
        const Answer answer = m_answers[test];
        return answer == Answer::Unasked ? holdsNow(test) : answer != Answer::No;
    }
    bool holdsNow(std::uint32_t test);
    bool ask(std::uint32_t test) const;
    bool holdsTogether(const MatchPlan::Rule &rule) const;
    bool isInArrays(std::uint32_t test) const;
    PlacedField place(std::uint32_t test) const;

    const MatchPlan m_plan;
    EventParser m_parser;
    EventLeaves m_leaves;
    std::vector<Answer> m_untouched;    // by test, before anything is known of an event
    std::vector<Answer> m_answers;      // by test
    std::vector<std::uint32_t> m_known; // the tests with another answer than at first
    std::vector<TestHit> m_hits;
};

Matcher::Private::Private(const std::vector<Entry> &entries)
    : m_plan(entries), m_untouched(m_plan.tests.size(), Answer::Unasked)
{
    for (const std::uint32_t test : m_plan.sharedTests)
        m_untouched[test] = Answer::No;
    m_answers = m_untouched;
}

Result<void> Matcher::Private::match(QByteArrayView paddedJson, std::vector<quint32> &matches)
{
    const auto event = m_parser.parse(paddedJson);
    if (!event)
        return fail(event.error());
    m_leaves.read(m_plan.paths, m_plan.indexes.size(), *event);
    forget();
    answerShared();
    for (const std::uint32_t field : m_leaves.fields()) {
        if (m_plan.indexes[field].isEmpty())
            continue;
        m_hits.clear();
        for (auto at = m_leaves.first(field); at >= 0; at = m_leaves.leaf(at).next)
            m_plan.indexes[field].find(m_leaves.leaf(at).value, m_hits);
        for (const TestHit &hit : m_hits)
            follow(hit, matches);
    }
    for (const std::uint32_t test : m_plan.alwaysAsked)
        follow({test, false, TestHit::noGuard}, matches);
    return {};
}

void Matcher::Private::forget()
{
    for (const std::uint32_t test : m_known)
        m_answers[test] = m_untouched[test];
    m_known.clear();
}

void Matcher::Private::answerShared()
{
    m_hits.clear();
    for (const std::uint32_t field : m_leaves.fields()) {
        if (m_plan.shared[field].isEmpty())
            continue;
        for (auto at = m_leaves.first(field); at >= 0; at = m_leaves.leaf(at).next)
            m_plan.shared[field].find(m_leaves.leaf(at).value, m_hits);
    }
    for (const TestHit &hit : m_hits) {
        m_answers[hit.test] = Answer::Yes;
        m_known.push_back(hit.test);
    }
}

// A test can be hit several times: by several values, or by several of its alternatives.
void Matcher::Private::follow(const TestHit &hit, std::vector<quint32> &matches)
{
    if (hit.guard != TestHit::noGuard && !holds(hit.guard))
        return;
    if (m_answers[hit.test] == Answer::Followed || (!hit.certain && !holds(hit.test)))
        return;
    if (m_answers[hit.test] == Answer::Unasked)
        m_known.push_back(hit.test);
    m_answers[hit.test] = Answer::Followed;
    const MatchPlan::Test &test = m_plan.tests[hit.test];
    for (std::uint32_t i = test.firstRule; i < test.endRule; ++i) {
        const MatchPlan::Rule &rule = m_plan.rules[i];
        bool all = rule.guard == TestHit::noGuard || holds(rule.guard);
        for (std::uint32_t t = rule.firstTest + 2; all && t < rule.endTest; ++t)
            all = holds(m_plan.ruleTests[t]);
        if (all && (!m_leaves.hasArrays() || holdsTogether(rule)))
            matches.push_back(rule.id);
    }
}

bool Matcher::Private::holdsNow(std::uint32_t test)
{
    const bool yes = ask(test);
    m_answers[test] = yes ? Answer::Yes : Answer::No;
    m_known.push_back(test);
    return yes;
}

// Whether the test can hold on its own; a field that is to be absent may still turn out to be
// present in the array element that the other tests agree on.
bool Matcher::Private::ask(std::uint32_t test) const
{
    const FieldTest &wanted = m_plan.wanted[test];
    bool canBeAbsent = wanted.absent;
    for (auto at = m_leaves.first(m_plan.tests[test].field); at >= 0; at = m_leaves.leaf(at).next) {
        const EventLeaves::Leaf &leaf = m_leaves.leaf(at);
        if (wanted.matches(leaf.value))
            return true;
        canBeAbsent = canBeAbsent && leaf.element != 0;
    }
    return canBeAbsent;
}

bool Matcher::Private::holdsTogether(const MatchPlan::Rule &rule) const
{
    const auto begin = m_plan.ruleTests.begin() + rule.firstTest;
    const auto end = m_plan.ruleTests.begin() + rule.endTest;
    const bool inArrays = std::any_of(begin, end, [this](auto test) { return isInArrays(test); });
    if (!inArrays)
        return true;
    std::vector<std::uint32_t> tests(begin, end);
    std::sort(tests.begin(), tests.end(), [this](auto a, auto b) {
        return m_plan.tests[a].field < m_plan.tests[b].field;
    });
    std::vector<PlacedField> placed;
    placed.reserve(tests.size());
    for (const std::uint32_t test : tests)
        placed.push_back(place(test));
    return canMatchTogether(m_leaves.elements(), placed);
}

bool Matcher::Private::isInArrays(std::uint32_t test) const
{
    for (auto at = m_leaves.first(m_plan.tests[test].field); at >= 0; at = m_leaves.leaf(at).next) {
        if (m_leaves.leaf(at).element != 0)
            return true;
    }
    return false;
}

PlacedField Matcher::Private::place(std::uint32_t test) const
{
    const FieldTest &wanted = m_plan.wanted[test];
    PlacedField field;
    field.absent = wanted.absent;
    for (auto at = m_leaves.first(m_plan.tests[test].field); at >= 0; at = m_leaves.leaf(at).next) {
        const EventLeaves::Leaf &leaf = m_leaves.leaf(at);
        field.values.push_back(leaf.element);
        if (wanted.matches(leaf.value))
            field.fitting.push_back(leaf.element);
    }
    return field;
}

Matcher::Matcher() : Matcher(std::vector<Entry>())
{
}
Matcher::Matcher(const std::vector<Entry> &entries) : d(std::make_unique<Private>(entries))
{
}
Matcher::~Matcher() = default;
Matcher::Matcher(Matcher &&) noexcept = default;
Matcher &Matcher::operator=(Matcher &&) noexcept = default;

Result<void> Matcher::match(QByteArrayView paddedJson, std::vector<quint32> &matches)
{
    matches.clear();
    if (auto done = d->match(paddedJson, matches); !done)
        return done;
    std::sort(matches.begin(), matches.end());
    matches.erase(std::unique(matches.begin(), matches.end()), matches.end());
    return {};
}

} // namespace Saltern
