#pragma once

#include "engine/events/intervalindex.h"
#include "engine/events/texttable.h"
#include "engine/events/valuetest.h"

#include <map>

namespace Saltern {

/// How many values the tests of one field tell apart: the more there are, the less likely an event
/// has a given one.
struct ValueVariety
{
    explicit ValueVariety(const std::vector<const FieldTest *> &tests);

    /// Whether wildcards are better found by what they end with.
    bool prefersTails() const { return tails > heads; }

    std::size_t texts = 0;
    std::size_t heads = 0; // prefixes, and what wildcards begin with
    std::size_t tails = 0; // suffixes, and what wildcards end with
    std::size_t numbers = 0;
};

/// Finds, among the tests of one field, those that a value may fulfil, without trying each.
/// Whatever cannot be looked up (anything-but, exists, a wildcard that begins and ends with an
/// asterisk...) is an uncertain hit for every value.
class ValueIndex
{
public:
    struct Entry
    {
        std::uint32_t id = 0;
        const FieldTest *test = nullptr; // read by the constructor only
    };

    ValueIndex(const std::vector<Entry> &tests, const ValueVariety &variety);

    /// Appends the tests of interest; one may come more than once.
    void find(const Scalar &value, std::vector<TestHit> &hits) const;

private:
    struct Draft;

    void findText(std::string_view text, std::vector<TestHit> &hits) const;

    TextTable m_texts;
    TextTable m_foldedTexts; // keys and values with ASCII in lower case
    AffixTable m_prefixes{AffixTable::End::Prefix};
    AffixTable m_suffixes{AffixTable::End::Suffix};
    AffixTable m_foldedPrefixes{AffixTable::End::Prefix};
    AffixTable m_foldedSuffixes{AffixTable::End::Suffix};
    std::map<double, std::vector<TestHit>> m_numbers;
    IntervalIndex<double, TestHit> m_ranges;
    IntervalIndex<IpAddress, TestHit> m_networks;
    std::vector<TestHit> m_literals[3]; // null, false, true
    std::vector<TestHit> m_always;
    bool m_folds = false;
};

} // namespace Saltern
