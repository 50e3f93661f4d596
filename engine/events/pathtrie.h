#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace Saltern {

/// Finds, while an event is walked from its root, which of a fixed set of dotted paths a value
/// stands at. A key of the event may itself hold dots: {"a.b": 1} and {"a": {"b": 1}} both are the
/// path a.b. Keys are hashed once each; nothing is allocated after construction.
class PathTrie
{
public:
    using Node = std::uint32_t;
    static constexpr Node root = 0;
    static constexpr Node nowhere = ~Node{0};

    PathTrie() : PathTrie(std::vector<std::string>()) {}

    /// The position of a path in `paths` is its field number. Paths are distinct.
    explicit PathTrie(const std::vector<std::string> &paths);

    /// The node that `key` leads to from `node`, or `nowhere` when no path goes that way.
    Node child(Node node, std::string_view key) const;

    /// Whether any path goes on below the node.
    bool hasChildren(Node node) const { return m_nodes[node].mask != noTable; }

    /// The field whose path ends at the node, or -1.
    int field(Node node) const { return m_nodes[node].field; }

private:
    static constexpr std::uint32_t noTable = ~std::uint32_t{0};

    struct NodeEntry
    {
        std::uint64_t keySizes = 0; // a bit for each; most keys of an event are ruled out by it
        std::uint32_t firstSlot = 0;
        std::uint32_t mask = noTable;
        int field = -1;
    };
    struct Slot
    {
        std::uint32_t hash = 0;
        std::uint32_t keyStart = 0;
        std::uint32_t keySize = 0;
        Node child = nowhere; // nowhere = an empty slot
    };

    std::vector<NodeEntry> m_nodes;
    std::vector<Slot> m_slots;
    std::string m_keys;
};

} // namespace Saltern
