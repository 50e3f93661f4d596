#include "engine/events/texttable.h"

#include <algorithm>
#include <bit>

namespace Saltern {

TextTable::TextTable(std::vector<Entry> entries)
{
    if (entries.empty())
        return;
    std::stable_sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) {
        return a.text < b.text;
    });
    m_slots.resize(std::bit_ceil(entries.size() * 2));
    m_mask = static_cast<std::uint32_t>(m_slots.size() - 1);
    for (std::size_t i = 0; i < entries.size();) {
        const std::string &text = entries[i].text;
        Slot slot;
        slot.hash = shortHash(text);
        slot.textStart = static_cast<std::uint32_t>(m_texts.size());
        slot.textSize = static_cast<std::uint32_t>(text.size());
        slot.firstHit = static_cast<std::uint32_t>(m_hits.size());
        m_texts += text;
        std::size_t next = i;
        for (; next < entries.size() && entries[next].text == text; ++next)
            m_hits.push_back(entries[next].hit);
        slot.hitCount = static_cast<std::uint32_t>(next - i);
        std::uint32_t at = slot.hash & m_mask;
        while (m_slots[at].hitCount != 0)
            at = (at + 1) & m_mask;
        m_slots[at] = slot;
        i = next;
    }
}

std::span<const TestHit> TextTable::find(std::string_view text) const
{
    if (m_slots.empty())
        return {};
    const std::uint32_t hash = shortHash(text);
    for (std::uint32_t at = hash & m_mask;; at = (at + 1) & m_mask) {
        const Slot &slot = m_slots[at];
        if (slot.hitCount == 0)
            return {};
        if (slot.hash == hash && slot.textSize == text.size() &&
            std::memcmp(m_texts.data() + slot.textStart, text.data(), text.size()) == 0)
            return {m_hits.data() + slot.firstHit, slot.hitCount};
    }
}

AffixTable::AffixTable(End end, std::vector<TextTable::Entry> entries) : m_end(end)
{
    for (const auto &entry : entries)
        m_lengths.push_back(entry.text.size());
    std::sort(m_lengths.begin(), m_lengths.end());
    m_lengths.erase(std::unique(m_lengths.begin(), m_lengths.end()), m_lengths.end());
    m_table = TextTable(std::move(entries));
}

void AffixTable::find(std::string_view text, std::vector<TestHit> &hits) const
{
    for (const std::size_t length : m_lengths) {
        if (length > text.size())
            return;
        const std::size_t start = m_end == End::Prefix ? 0 : text.size() - length;
        const auto found = m_table.find(text.substr(start, length));
        hits.insert(hits.end(), found.begin(), found.end());
    }
}

} // namespace Saltern
