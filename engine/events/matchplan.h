#pragma once

#include "engine/events/matcher.h"
#include "engine/events/pathtrie.h"
#include "engine/events/valueindex.h"

namespace Saltern {

/// What a matcher works by: all patterns taken apart into rules (one for each way a pattern can
/// match), and tests that rules share. Each rule is found through one of its tests, the one that
/// the fewest events are likely to fulfil; its other tests are asked only then. Immutable.
struct MatchPlan
{
    struct Test
    {
        std::uint32_t field = 0;
        std::uint32_t firstRule = 0; // the rules that are found through it
        std::uint32_t endRule = 0;
    };
    struct Rule
    {
        std::uint32_t id = 0;
        std::uint32_t firstTest = 0; // into ruleTests: the one it is found through, then the rest,
        std::uint32_t endTest = 0;   // the most telling first
        std::uint32_t guard = TestHit::noGuard; // the first of the rest
    };

    MatchPlan() = default;
    explicit MatchPlan(const std::vector<Matcher::Entry> &entries);

    PathTrie paths;                  // fields are numbered in the order of their paths
    std::vector<ValueIndex> indexes; // by field: the tests through which rules are found
    std::vector<ValueIndex> shared;  // by field: tests that many rules ask, answered at one go
    std::vector<Test> tests;
    std::vector<FieldTest> wanted; // by test
    std::vector<Rule> rules;
    std::vector<std::uint32_t> ruleTests;
    std::vector<std::uint32_t> sharedTests; // those in `shared`
    std::vector<std::uint32_t> alwaysAsked; // tests that an event without a value can fulfil
};

} // namespace Saltern
