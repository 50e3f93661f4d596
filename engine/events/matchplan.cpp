#include "engine/events/matchplan.h"

#include "engine/events/patternrules.h"

#include <QJsonDocument>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>

namespace Saltern {

namespace {

// How likely a value is to fulfil a comparison, for want of better knowledge: as if the values that
// the patterns name were all there are, and equally frequent.
struct Likelihood
{
    const ValueVariety &variety;

    static double oneOf(std::size_t count) { return 1.0 / static_cast<double>(count + 1); }

    double operator()(const IsText &) const { return oneOf(variety.texts); }
    double operator()(const IsNumber &) const { return oneOf(variety.numbers); }
    double operator()(const IsLiteral &) const { return 0.4; }
    double operator()(const HasPrefix &) const { return oneOf(variety.heads); }
    double operator()(const HasSuffix &) const { return oneOf(variety.tails); }
    double operator()(const IgnoringCase &c) const
    {
        return c.text.asciiKey() ? oneOf(variety.texts) : 0.6;
    }
    double operator()(const FitsWildcard &c) const
    {
        if (c.wildcard.head().empty() && c.wildcard.tail().empty())
            return 0.7;
        return oneOf(std::max(variety.heads, variety.tails));
    }
    double operator()(const IsInRange &) const { return 0.35; }
    double operator()(const IsInNetwork &) const { return 0.1; }
};

double likelihood(const FieldTest &test, const ValueVariety &variety)
{
    if (test.absent)
        return 2; // worse than any other: it can hold without a value to find it by
    if (test.present || !test.noneOf.empty())
        return 0.95;
    double sum = 0;
    for (const Comparison &comparison : test.anyOf)
        sum += std::visit(Likelihood{variety}, comparison);
    return std::min(sum, 0.9);
}

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
    void internTests(const Matcher::Entry &entry);
    void surveyFields();
    void placeRules();
    void buildIndexes();

    MatchPlan &m_plan;
    std::unordered_map<std::string, std::uint32_t> m_fields;
    std::unordered_map<std::string, std::uint32_t> m_tests; // by path and clause
    std::vector<ValueVariety> m_varieties;                  // by field
    std::vector<Draft> m_drafts;
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

void Planner::internTests(const Matcher::Entry &entry)
{
    const Pattern::Rules &rules = *entry.pattern.rules();
    std::vector<std::uint32_t> tests;
    for (const Pattern::Rules::Field &field : rules.fields) {
        const QByteArray clause = QJsonDocument(field.clause).toJson(QJsonDocument::Compact);
        const auto [at, isNew] =
            m_tests.try_emplace(field.path + '\0' + clause.toStdString(),
                                static_cast<std::uint32_t>(m_plan.tests.size()));
        if (isNew)
            m_plan.tests.push_back({m_fields.at(field.path), field.test});
        tests.push_back(at->second);
    }
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
    for (const MatchPlan::Test &test : m_plan.tests)
        byField[test.field].push_back(&test.test);
    for (const auto &tests : byField)
        m_varieties.emplace_back(tests);
}

// Rules with the same first test end up side by side.
void Planner::placeRules()
{
    std::vector<double> likely;
    for (const MatchPlan::Test &test : m_plan.tests)
        likely.push_back(likelihood(test.test, m_varieties[test.field]));
    for (Draft &draft : m_drafts) {
        std::stable_sort(draft.tests.begin(), draft.tests.end(), [&likely](auto a, auto b) {
            return likely[a] < likely[b];
        });
    }
    std::stable_sort(m_drafts.begin(), m_drafts.end(), [](const Draft &a, const Draft &b) {
        return a.tests.front() < b.tests.front();
    });
    for (const Draft &draft : m_drafts) {
        const auto rule = static_cast<std::uint32_t>(m_plan.rules.size());
        const auto firstTest = static_cast<std::uint32_t>(m_plan.ruleTests.size());
        m_plan.ruleTests.insert(m_plan.ruleTests.end(), draft.tests.begin(), draft.tests.end());
        m_plan.rules.push_back(
            {draft.id, firstTest, static_cast<std::uint32_t>(m_plan.ruleTests.size())});
        MatchPlan::Test &access = m_plan.tests[draft.tests.front()];
        if (access.firstRule == access.endRule)
            access.firstRule = rule;
        access.endRule = rule + 1;
    }
}

void Planner::buildIndexes()
{
    std::vector<std::vector<ValueIndex::Entry>> entries(m_fields.size());
    for (std::uint32_t i = 0; i < m_plan.tests.size(); ++i) {
        const MatchPlan::Test &test = m_plan.tests[i];
        if (test.firstRule == test.endRule)
            continue;
        if (test.test.absent)
            m_plan.alwaysAsked.push_back(i);
        else
            entries[test.field].push_back({i, &test.test});
    }
    for (std::size_t field = 0; field < entries.size(); ++field)
        m_plan.indexes.emplace_back(entries[field], m_varieties[field]);
}

void Planner::run(const std::vector<Matcher::Entry> &entries)
{
    numberFields(entries);
    for (const Matcher::Entry &entry : entries)
        internTests(entry);
    surveyFields();
    placeRules();
    buildIndexes();
}

} // namespace

MatchPlan::MatchPlan(const std::vector<Matcher::Entry> &entries)
{
    Planner(*this).run(entries);
}

} // namespace Saltern
