#include "engine/events/valueindex.h"

#include <algorithm>

namespace Saltern {

namespace {

// An open end keeps its bound in the interval, where only the test can rule it out.
bool isExact(const IsInRange &range)
{
    return !range.lowOpen && !range.highOpen;
}

bool isDecided(const Comparison &comparison)
{
    if (const auto *range = std::get_if<IsInRange>(&comparison))
        return isExact(*range);
    if (const auto *folded = std::get_if<IgnoringCase>(&comparison))
        return folded->text.asciiKey().has_value();
    return !std::holds_alternative<FitsWildcard>(comparison);
}

} // namespace

// Sorts the comparisons of all tests into the tables that can find them.
struct ValueIndex::Draft
{
    std::vector<TextTable::Entry> texts;
    std::vector<TextTable::Entry> foldedTexts;
    std::vector<TextTable::Entry> prefixes;
    std::vector<TextTable::Entry> suffixes;
    std::vector<TextTable::Entry> foldedPrefixes;
    std::vector<TextTable::Entry> foldedSuffixes;
    std::vector<IntervalIndex<double, TestHit>::Interval> ranges;
    std::vector<IntervalIndex<IpAddress, TestHit>::Interval> networks;
    ValueIndex &index;
    const ValueSample &sample;
    const Entry *entry = nullptr;

    TestHit certain() const { return hit(true); }
    TestHit uncertain() const { return hit(false); }
    TestHit hit(bool certain) const { return {entry->test, certain, entry->guard}; }

    void operator()(const IsText &c) { texts.push_back({c.text, certain()}); }
    void operator()(const HasPrefix &c) { prefixes.push_back({c.prefix, certain()}); }
    void operator()(const HasSuffix &c) { suffixes.push_back({c.suffix, certain()}); }
    void operator()(const IsNumber &c) { index.m_numbers[c.number].push_back(certain()); }
    void operator()(const IsLiteral &c)
    {
        index.m_literals[static_cast<std::size_t>(c.type)].push_back(certain());
    }
    void operator()(const IsInRange &c) { ranges.push_back({c.low, c.high, hit(isExact(c))}); }
    void operator()(const IsInNetwork &c)
    {
        networks.push_back({c.network.first, c.network.last, certain()});
    }
    void operator()(const FitsWildcard &c)
    {
        const std::string &head = c.wildcard.head();
        const std::string &tail = c.wildcard.tail();
        if (head.empty() && tail.empty())
            index.m_always.push_back(uncertain());
        else if (sample.isToldByTail(c.wildcard))
            suffixes.push_back({tail, uncertain()});
        else
            prefixes.push_back({head, uncertain()});
    }
    void operator()(const IgnoringCase &c)
    {
        const auto key = c.text.asciiKey();
        if (!key) {
            index.m_always.push_back(uncertain());
            return;
        }
        auto &table = c.part == IgnoringCase::Part::Whole    ? foldedTexts
                      : c.part == IgnoringCase::Part::Prefix ? foldedPrefixes
                                                             : foldedSuffixes;
        table.push_back({*key, certain()});
    }
};

bool ValueIndex::decides(const FieldTest &test)
{
    return !test.absent && !test.present && test.noneOf.empty() &&
           std::all_of(test.anyOf.begin(), test.anyOf.end(), isDecided);
}

ValueIndex::ValueIndex(const std::vector<Entry> &tests, const ValueSample &sample)
    : m_isEmpty(tests.empty())
{
    Draft draft{.index = *this, .sample = sample};
    for (const Entry &entry : tests) {
        draft.entry = &entry;
        if (entry.wanted->present || !entry.wanted->noneOf.empty())
            m_always.push_back(draft.uncertain());
        for (const Comparison &comparison : entry.wanted->anyOf)
            std::visit(draft, comparison);
    }
    m_texts = TextTable(std::move(draft.texts));
    m_foldedTexts = TextTable(std::move(draft.foldedTexts));
    m_prefixes = AffixTable(AffixTable::End::Prefix, std::move(draft.prefixes));
    m_suffixes = AffixTable(AffixTable::End::Suffix, std::move(draft.suffixes));
    m_foldedPrefixes = AffixTable(AffixTable::End::Prefix, std::move(draft.foldedPrefixes));
    m_foldedSuffixes = AffixTable(AffixTable::End::Suffix, std::move(draft.foldedSuffixes));
    m_ranges = IntervalIndex<double, TestHit>(std::move(draft.ranges));
    m_networks = IntervalIndex<IpAddress, TestHit>(std::move(draft.networks));
    m_folds =
        !m_foldedTexts.isEmpty() || !m_foldedPrefixes.isEmpty() || !m_foldedSuffixes.isEmpty();
}

void ValueIndex::find(const Scalar &value, std::vector<TestHit> &hits) const
{
    const auto append = [&hits](const auto &found) {
        hits.insert(hits.end(), found.begin(), found.end());
    };
    append(m_always);
    switch (value.type) {
    case Scalar::Type::Null:
    case Scalar::Type::False:
    case Scalar::Type::True:
        append(m_literals[static_cast<std::size_t>(value.type)]);
        return;
    case Scalar::Type::Number:
        if (const auto number = m_numbers.find(value.number); number != m_numbers.end())
            append(number->second);
        m_ranges.find(value.number, hits);
        return;
    case Scalar::Type::Text:
        findText(value.text, hits);
        return;
    }
}

void ValueIndex::findText(std::string_view text, std::vector<TestHit> &hits) const
{
    const auto append = [&hits](const auto &found) {
        hits.insert(hits.end(), found.begin(), found.end());
    };
    append(m_texts.find(text));
    m_prefixes.find(text, hits);
    m_suffixes.find(text, hits);
    if (m_folds) {
        std::string folded(text);
        for (char &c : folded)
            c = asciiLower(c);
        append(m_foldedTexts.find(folded));
        m_foldedPrefixes.find(folded, hits);
        m_foldedSuffixes.find(folded, hits);
    }
    if (!m_networks.isEmpty()) {
        if (const auto address = parseIpAddress(text))
            m_networks.find(*address, hits);
    }
}

} // namespace Saltern
