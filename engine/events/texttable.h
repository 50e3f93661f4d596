#pragma once

#include "engine/events/shorthash.h"

#include <span>
#include <string>
#include <vector>

namespace Saltern {

/// A test that a value may have fulfilled.
struct TestHit
{
    static constexpr std::uint32_t noGuard = ~std::uint32_t{0};

    std::uint32_t test : 31;
    std::uint32_t certain : 1; // 0: the value only looks like it; ask the test itself
    std::uint32_t guard;       // a test without which the hit is of no use, or noGuard
};

/// Texts and the tests that want them, in one flat hash table. Immutable.
class TextTable
{
public:
    struct Entry
    {
        std::string text;
        TestHit hit;
    };

    TextTable() = default;
    explicit TextTable(std::vector<Entry> entries);

    bool isEmpty() const { return m_slots.empty(); }
    std::span<const TestHit> find(std::string_view text) const;

private:
    static constexpr std::uint32_t noText = ~std::uint32_t{0};

    struct Slot
    {
        std::uint32_t hash = 0;
        std::uint32_t text = noText;
    };
    struct Text
    {
        std::uint32_t start = 0;
        std::uint32_t size = 0;
        std::uint32_t firstHit = 0;
        std::uint32_t hitCount = 0;
    };

    std::vector<Slot> m_slots; // small, because most look-ups find nothing and see no more than it
    std::uint32_t m_mask = 0;
    std::vector<Text> m_index;
    std::string m_texts;
    std::vector<TestHit> m_hits;
};

/// Beginnings (or endings) of texts. A look-up costs one probe for each length that occurs.
class AffixTable
{
public:
    enum class End { Prefix, Suffix };

    explicit AffixTable(End end) : m_end(end) {}
    AffixTable(End end, std::vector<TextTable::Entry> entries);

    bool isEmpty() const { return m_table.isEmpty(); }
    void find(std::string_view text, std::vector<TestHit> &hits) const;

private:
    End m_end;
    TextTable m_table;
    std::vector<std::size_t> m_lengths; // ascending
};

} // namespace Saltern
