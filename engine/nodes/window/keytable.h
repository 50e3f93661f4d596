#pragma once

#include <QtGlobal>

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>

namespace Saltern {

/// What a window remembers, by key, and in the order in which the keys are due. That order is the
/// one in which they were last put off, because within a window all waits are as long.
template<typename State>
class KeyTable
{
public:
    struct Place;
    using Entry = std::pair<const std::string, Place>;
    struct Place
    {
        qint64 dueNs = 0;
        Entry *previous = nullptr;
        Entry *next = nullptr;
        State state;
    };

    std::size_t size() const { return m_entries.size(); }
    Entry *find(std::string_view key)
    {
        const auto found = m_entries.find(key);
        return found == m_entries.end() ? nullptr : &*found;
    }
    /// The next that is due; null when nothing is remembered.
    Entry *first() { return m_first; }
    const Entry *first() const { return m_first; }
    const Entry *last() const { return m_last; }

    Entry &add(std::string key, qint64 dueNs)
    {
        Entry &entry = *m_entries.try_emplace(std::move(key)).first;
        entry.second.dueNs = dueNs;
        append(entry);
        return entry;
    }

    /// `dueNs` is not before that of any other.
    void putOff(Entry &entry, qint64 dueNs)
    {
        entry.second.dueNs = dueNs;
        if (&entry == m_last)
            return;
        unlink(entry);
        append(entry);
    }

    void remove(Entry &entry)
    {
        unlink(entry);
        m_entries.erase(m_entries.find(std::string_view(entry.first)));
    }

    /// Nothing is due later than `latestNs`: the clock was set back.
    void limitDues(qint64 latestNs)
    {
        for (Entry *entry = m_first; entry; entry = entry->second.next)
            entry->second.dueNs = std::min(entry->second.dueNs, latestNs);
    }

private:
    // noexcept, so that the library does not keep every hash: 8 bytes a key.
    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const noexcept
        {
            return std::hash<std::string_view>()(key);
        }
    };

    void append(Entry &entry)
    {
        entry.second.previous = m_last;
        entry.second.next = nullptr;
        (m_last ? m_last->second.next : m_first) = &entry;
        m_last = &entry;
    }

    void unlink(Entry &entry)
    {
        Place &place = entry.second;
        (place.previous ? place.previous->second.next : m_first) = place.next;
        (place.next ? place.next->second.previous : m_last) = place.previous;
    }

    std::unordered_map<std::string, Place, Hash, std::equal_to<>> m_entries;
    Entry *m_first = nullptr;
    Entry *m_last = nullptr;
};

} // namespace Saltern
