#pragma once

#include "engine/events/arrayconsistency.h"
#include "engine/events/pathtrie.h"
#include "engine/events/valuetest.h"

#include <simdjson.h>

#include <vector>

namespace Saltern {

/// The values of one event at the paths of a PathTrie. Reused from event to event, so that reading
/// allocates only when an event is larger than any before.
class EventLeaves
{
public:
    struct Leaf
    {
        Scalar value;
        std::uint32_t element = 0; // the innermost array element around it
        std::int32_t next = -1;    // the next leaf of the same field
    };

    /// Collects the leaves of `event`, whose texts are borrowed until the parser reads again.
    void read(const PathTrie &paths, std::size_t fieldCount, simdjson::dom::object event);

    /// The index of the first leaf of a field, -1 when there is none. Follow Leaf::next.
    std::int32_t first(std::size_t field) const { return m_first[field]; }
    const Leaf &leaf(std::int32_t index) const { return m_leaves[static_cast<std::size_t>(index)]; }

    /// The fields that have a leaf, each once, in the order of the event.
    const std::vector<std::uint32_t> &fields() const { return m_fields; }

    /// Whether any leaf lies inside an array element.
    bool hasArrays() const { return m_hasArrays; }
    const std::vector<ArrayElement> &elements() const { return m_elements; }

private:
    void readObject(PathTrie::Node node, simdjson::dom::object object, std::uint32_t element);
    void readArray(PathTrie::Node node, simdjson::dom::array array, std::uint32_t element);
    void readValue(PathTrie::Node node, simdjson::dom::element value, std::uint32_t element);
    void add(std::size_t field, const Scalar &value, std::uint32_t element);

    const PathTrie *m_paths = nullptr; // during read() only
    std::vector<Leaf> m_leaves;
    std::vector<std::int32_t> m_first; // by field
    std::vector<std::int32_t> m_last;
    std::vector<std::uint32_t> m_fields;
    std::vector<ArrayElement> m_elements;
    std::uint32_t m_arrays = 0;
    bool m_hasArrays = false;
};

} // namespace Saltern
