#include "engine/events/matchplan.h"

#include "engine/events/patternrules.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace Saltern {

namespace {

// Worse than any other: a test for absence can hold without a value to find it by.
constexpr double unfindable = 2;

class Planner
{
public:
    explicit Planner(MatchPlan &plan) : m_plan(plan) {}

    void run(const std::vector<Matcher::Entry> &entries);

private:
    struct Draft
    {
        std::uint32_t id;
        std::vector<std::uint32_t> tests;
    };

    void numberFields(const std::vector<Matcher::Entry> &entries);
    std::uint32_t intern(std::uint32_t field, const QJsonArray &clause, const FieldTest &wanted);
    void internTests(const Matcher::Entry &entry);
    void surveyFields();
    void placeRules();
    double likelihood(std::uint32_t test) const;
    void chooseGuards();
    std::uint32_t sharedGuard(const MatchPlan::Test &test) const;
    std::uint32_t otherEnd(std::uint32_t test);
    void buildIndexes();
    void buildShared();

    MatchPlan &m_plan;
    std::unordered_map<std::string, std::uint32_t> m_fields;
    std::map<std::pair<std::uint32_t, std::string>, std::uint32_t> m_tests; // by field, clause
    std::vector<ValueSample> m_samples;                                     // by field
    std::vector<Draft> m_drafts;
    std::vector<std::uint32_t> m_guards; // by test, for its hits
};

void Planner::numberFields(const std::vector<Matcher::Entry> &entries)
{
    std::set<std::string> paths;
    for (const Matcher::Entry &entry : entries) {
        for (const Pattern::Rules::Field &field : entry.pattern.rules()->fields)
            paths.insert(field.path);
    }
    const std::vector<std::string> ordered(paths.begin(), paths.end());
    for (std::size_t i = 0; i < ordered.size(); ++i)
        m_fields.emplace(ordered[i], static_cast<std::uint32_t>(i));
    m_plan.paths = PathTrie(ordered);
}

std::uint32_t
Planner::intern(std::uint32_t field, const QJsonArray &clause, const FieldTest &wanted)
{
    const QByteArray written = QJsonDocument(clause).toJson(QJsonDocument::Compact);
    const auto [at, isNew] = m_tests.try_emplace({field, written.toStdString()},
                                                 static_cast<std::uint32_t>(m_plan.tests.size()));
    if (isNew) {
        m_plan.tests.push_back({field});
        m_plan.wanted.push_back(wanted);
    }
    return at->second;
}

void Planner::internTests(const Matcher::Entry &entry)
{
    const Pattern::Rules &rules = *entry.pattern.rules();
    std::vector<std::uint32_t> tests;
    for (const Pattern::Rules::Field &field : rules.fields)
        tests.push_back(intern(m_fields.at(field.path), field.clause, field.test));
    for (const auto &way : rules.ways) {
        Draft draft{entry.id, {}};
        for (const int field : way)
            draft.tests.push_back(tests[static_cast<std::size_t>(field)]);
        m_drafts.push_back(std::move(draft));
    }
}

void Planner::surveyFields()
{
    std::vector<std::vector<const FieldTest *>> byField(m_fields.size());
    for (std::size_t i = 0; i < m_plan.tests.size(); ++i)
        byField[m_plan.tests[i].field].push_back(&m_plan.wanted[i]);
    for (const auto &tests : byField)
        m_samples.emplace_back(tests);
}

double Planner::likelihood(std::uint32_t test) const
{
    const FieldTest &wanted = m_plan.wanted[test];
    return wanted.absent ? unfindable : m_samples[m_plan.tests[test].field].likelihood(wanted);
}

// Rules with the same first test end up side by side.
void Planner::placeRules()
{
    std::vector<double> likely;
    std::vector<double> worth; // how much a test rules out for the time it takes
    for (std::uint32_t test = 0; test < m_plan.tests.size(); ++test) {
        constexpr double costOfAsking = 3; // of an answer that a look-up may have given already
        const double cost = ValueIndex::decides(m_plan.wanted[test]) ? 1 : costOfAsking;
        likely.push_back(likelihood(test));
        worth.push_back((1 - likely.back()) / cost);
    }
    for (Draft &draft : m_drafts) {
        auto &tests = draft.tests;
        const auto access = std::min_element(
            tests.begin(), tests.end(), [&](auto a, auto b) { return likely[a] < likely[b]; });
        std::rotate(tests.begin(), access, access + 1);
        std::stable_sort(
            tests.begin() + 1, tests.end(), [&](auto a, auto b) { return worth[a] > worth[b]; });
    }
    std::stable_sort(m_drafts.begin(), m_drafts.end(), [](const Draft &a, const Draft &b) {
        return a.tests.front() < b.tests.front();
    });
    for (const Draft &draft : m_drafts) {
        const auto rule = static_cast<std::uint32_t>(m_plan.rules.size());
        const auto firstTest = static_cast<std::uint32_t>(m_plan.ruleTests.size());
        m_plan.ruleTests.insert(m_plan.ruleTests.end(), draft.tests.begin(), draft.tests.end());
        m_plan.rules.push_back({draft.id,
                                firstTest,
                                static_cast<std::uint32_t>(m_plan.ruleTests.size()),
                                draft.tests.size() > 1 ? draft.tests[1] : TestHit::noGuard});
        MatchPlan::Test &access = m_plan.tests[draft.tests.front()];
        if (access.firstRule == access.endRule)
            access.firstRule = rule;
        access.endRule = rule + 1;
    }
}

// The guard of all rules that are found through the test, if they have the same one.
std::uint32_t Planner::sharedGuard(const MatchPlan::Test &test) const
{
    const auto begin = m_plan.rules.begin() + test.firstRule;
    const auto end = m_plan.rules.begin() + test.endRule;
    const bool shared = std::all_of(
        begin, end, [begin](const MatchPlan::Rule &rule) { return rule.guard == begin->guard; });
    return shared ? begin->guard : TestHit::noGuard;
}

// The test that must hold for a wildcard to fit, beside the one by which it is looked up: its
// other end. It is not part of any pattern, and shared by all wildcards with that end.
std::uint32_t Planner::otherEnd(std::uint32_t test)
{
    const FieldTest wanted = m_plan.wanted[test];
    if (wanted.anyOf.size() != 1 || wanted.present || wanted.absent || !wanted.noneOf.empty())
        return TestHit::noGuard;
    const auto *fits = std::get_if<FitsWildcard>(&wanted.anyOf.front());
    if (!fits)
        return TestHit::noGuard;
    const std::uint32_t field = m_plan.tests[test].field;
    const bool isHead = m_samples[field].isToldByTail(fits->wildcard);
    const std::string &end = isHead ? fits->wildcard.head() : fits->wildcard.tail();
    if (end.empty())
        return TestHit::noGuard;
    const QString name = isHead ? QStringLiteral("prefix") : QStringLiteral("suffix");
    FieldTest other;
    if (isHead)
        other.anyOf.emplace_back(HasPrefix{end});
    else
        other.anyOf.emplace_back(HasSuffix{end});
    return intern(field, {QJsonObject{{name, QString::fromStdString(end)}}}, other);
}

void Planner::chooseGuards()
{
    const auto count = static_cast<std::uint32_t>(m_plan.tests.size());
    m_guards.resize(count, TestHit::noGuard);
    for (std::uint32_t i = 0; i < count; ++i) {
        if (m_plan.tests[i].firstRule == m_plan.tests[i].endRule)
            continue;
        const std::uint32_t ofRules = sharedGuard(m_plan.tests[i]);
        const std::uint32_t ofItself = otherEnd(i);
        const bool byRules =
            ofItself == TestHit::noGuard ||
            (ofRules != TestHit::noGuard && likelihood(ofRules) < likelihood(ofItself));
        m_guards[i] = byRules ? ofRules : ofItself;
    }
}

void Planner::buildIndexes()
{
    std::vector<std::vector<ValueIndex::Entry>> entries(m_fields.size());
    for (std::uint32_t i = 0; i < m_plan.tests.size(); ++i) {
        const MatchPlan::Test &test = m_plan.tests[i];
        if (test.firstRule == test.endRule)
            continue;
        if (m_plan.wanted[i].absent)
            m_plan.alwaysAsked.push_back(i);
        else
            entries[test.field].push_back({i, m_guards[i], &m_plan.wanted[i]});
    }
    for (std::size_t field = 0; field < entries.size(); ++field)
        m_plan.indexes.emplace_back(entries[field], m_samples[field]);
}

// The tests that guard many rules or hits: cheaper to answer all of a field by one look-up than one
// by one.
void Planner::buildShared()
{
    constexpr std::uint32_t many = 8;
    std::vector<std::uint32_t> guarded(m_plan.tests.size());
    const auto count = [&guarded](std::uint32_t guard) {
        if (guard != TestHit::noGuard)
            ++guarded[guard];
    };
    for (const MatchPlan::Rule &rule : m_plan.rules)
        count(rule.guard);
    for (const std::uint32_t guard : m_guards)
        count(guard);
    std::vector<std::vector<ValueIndex::Entry>> entries(m_fields.size());
    for (std::uint32_t i = 0; i < m_plan.tests.size(); ++i) {
        if (guarded[i] < many || !ValueIndex::decides(m_plan.wanted[i]))
            continue;
        m_plan.sharedTests.push_back(i);
        entries[m_plan.tests[i].field].push_back({i, TestHit::noGuard, &m_plan.wanted[i]});
    }
    for (std::size_t field = 0; field < entries.size(); ++field)
        m_plan.shared.emplace_back(entries[field], m_samples[field]);
}

void Planner::run(const std::vector<Matcher::Entry> &entries)
{
    numberFields(entries);
    for (const Matcher::Entry &entry : entries)
        internTests(entry);
    surveyFields();
    placeRules();
    chooseGuards();
    buildIndexes();
    buildShared();
}

} // namespace

MatchPlan::MatchPlan(const std::vector<Matcher::Entry> &entries)
{
    Planner(*this).run(entries);
}

} // namespace Saltern
