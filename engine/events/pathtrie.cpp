#include "engine/events/pathtrie.h"

#include "engine/events/shorthash.h"

#include <algorithm>
#include <bit>
#include <map>

namespace Saltern {

namespace {

struct Draft
{
    std::map<std::string, PathTrie::Node> children; // by the rest of the path, dots included
    int field = -1;
};

std::vector<std::size_t> stepEnds(std::string_view path)
{
    std::vector<std::size_t> ends;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] == '.')
            ends.push_back(i);
    }
    ends.push_back(path.size());
    return ends;
}

std::uint64_t sizeBit(std::string_view key)
{
    return std::uint64_t{1} << std::min<std::size_t>(key.size(), 63);
}

// One node for every beginning of every path. From each of them, every longer beginning can be
// reached in one go, because an event's key may hold any number of the steps in between.
std::vector<Draft> draftNodes(const std::vector<std::string> &paths)
{
    std::vector<Draft> drafts(1);
    std::map<std::string, PathTrie::Node, std::less<>> byBeginning;
    for (std::size_t field = 0; field < paths.size(); ++field) {
        const std::string &path = paths[field];
        std::vector<std::pair<PathTrie::Node, std::size_t>> above{{PathTrie::root, 0}};
        for (const std::size_t end : stepEnds(path)) {
            const auto [entry, isNew] = byBeginning.try_emplace(
                path.substr(0, end), static_cast<PathTrie::Node>(drafts.size()));
            if (isNew)
                drafts.emplace_back();
            for (const auto &[node, start] : above)
                drafts[node].children.emplace(path.substr(start, end - start), entry->second);
            above.emplace_back(entry->second, end + 1);
        }
        drafts[above.back().first].field = static_cast<int>(field);
    }
    return drafts;
}

} // namespace

PathTrie::PathTrie(const std::vector<std::string> &paths)
{
    for (const Draft &draft : draftNodes(paths)) {
        NodeEntry node;
        node.field = draft.field;
        if (!draft.children.empty()) {
            const auto size = static_cast<std::uint32_t>(std::bit_ceil(draft.children.size() * 2));
            node.firstSlot = static_cast<std::uint32_t>(m_slots.size());
            node.mask = size - 1;
            m_slots.resize(m_slots.size() + size);
            for (const auto &[key, child] : draft.children) {
                node.keySizes |= sizeBit(key);
                const std::uint32_t hash = shortHash(key);
                std::uint32_t at = hash & node.mask;
                while (m_slots[node.firstSlot + at].child != nowhere)
                    at = (at + 1) & node.mask;
                m_slots[node.firstSlot + at] = {hash,
                                                static_cast<std::uint32_t>(m_keys.size()),
                                                static_cast<std::uint32_t>(key.size()),
                                                child};
                m_keys += key;
            }
        }
        m_nodes.push_back(node);
    }
}

PathTrie::Node PathTrie::child(Node node, std::string_view key) const
{
    const NodeEntry &entry = m_nodes[node];
    if ((entry.keySizes & sizeBit(key)) == 0)
        return nowhere;
    const std::uint32_t hash = shortHash(key);
    for (std::uint32_t at = hash & entry.mask;; at = (at + 1) & entry.mask) {
        const Slot &slot = m_slots[entry.firstSlot + at];
        if (slot.child == nowhere)
            return nowhere;
        if (slot.hash == hash && slot.keySize == key.size() &&
            equalShort(m_keys.data() + slot.keyStart, key.data(), key.size()))
            return slot.child;
    }
}

} // namespace Saltern
