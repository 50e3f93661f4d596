#include "engine/events/texttable.h"

#include <algorithm>
#include <bit>

namespace Saltern {

TextTable::TextTable(std::vector<Entry> entries)
{
    std::stable_sort(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) {
        return a.text < b.text;
    });
    for (std::size_t i = 0; i < entries.size(); ++i) {
        if (i == 0 || entries[i].text != entries[i - 1].text) {
            m_index.push_back({static_cast<std::uint32_t>(m_texts.size()),
                               static_cast<std::uint32_t>(entries[i].text.size()),
                               static_cast<std::uint32_t>(i)});
            m_texts += entries[i].text;
        }
        ++m_index.back().hitCount;
        m_hits.push_back(entries[i].hit);
    }
    if (m_index.empty())
        return;
    m_slots.resize(std::bit_ceil(m_index.size() * 2));
    m_mask = static_cast<std::uint32_t>(m_slots.size() - 1);
    for (std::uint32_t i = 0; i < m_index.size(); ++i) {
        const Text &text = m_index[i];
        const std::uint32_t hash = shortHash({m_texts.data() + text.start, text.size});
        std::uint32_t at = hash & m_mask;
        while (m_slots[at].text != noText)
            at = (at + 1) & m_mask;
        m_slots[at] = {hash, i};
    }
}

std::span<const TestHit> TextTable::find(std::string_view text) const
{
    if (m_slots.empty())
        return {};
    const std::uint32_t hash = shortHash(text);
    for (std::uint32_t at = hash & m_mask; m_slots[at].text != noText; at = (at + 1) & m_mask) {
        if (m_slots[at].hash != hash)
            continue;
        const Text &entry = m_index[m_slots[at].text];
        if (entry.size == text.size() &&
            equalShort(m_texts.data() + entry.start, text.data(), text.size()))
            return {m_hits.data() + entry.firstHit, entry.hitCount};
    }
    return {};
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
