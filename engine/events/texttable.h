#pragma once

#include "engine/events/shorthash.h"

#include <span>
#include <string>
#include <vector>

namespace Saltern {

/// A test that a value may have fulfilled.
struct TestHit
{
    std::uint32_t test = 0;
    bool certain = true; // false: the value only looks like it; ask the test itself
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
    struct Slot
    {
        std::uint32_t hash = 0;
        std::uint32_t textStart = 0;
        std::uint32_t textSize = 0;
        std::uint32_t firstHit = 0;
        std::uint32_t hitCount = 0; // 0 = an empty slot
    };

    std::vector<Slot> m_slots;
    std::uint32_t m_mask = 0;
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
