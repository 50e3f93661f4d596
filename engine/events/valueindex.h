#pragma once

#include "engine/events/intervalindex.h"
#include "engine/events/texttable.h"
#include "engine/events/valuesample.h"

#include <map>

namespace Saltern {

/// Finds, among the tests of one field, those that a value may fulfil, without trying each.
/// Whatever cannot be looked up (anything-but, exists, a wildcard that begins and ends with an
/// asterisk...) is an uncertain hit for every value.
class ValueIndex
{
public:
    struct Entry
    {
        std::uint32_t test = 0;
        std::uint32_t guard = TestHit::noGuard;
        const FieldTest *wanted = nullptr; // read by the constructor only
    };

    ValueIndex(const std::vector<Entry> &tests, const ValueSample &sample);

    /// Whether find() is all it takes to know if a value fulfils the test.
    static bool decides(const FieldTest &test);

    bool isEmpty() const { return m_isEmpty; }

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
    bool m_isEmpty = true;
};

} // namespace Saltern
