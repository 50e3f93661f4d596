#include "engine/events/eventleaves.h"

namespace Saltern {

void EventLeaves::read(const PathTrie &paths, std::size_t fieldCount, simdjson::dom::object event)
{
    m_paths = &paths;
    m_leaves.clear();
    m_first.resize(fieldCount, -1);
    m_last.resize(fieldCount, -1);
    for (const std::uint32_t field : m_fields)
        m_first[field] = -1;
    m_fields.clear();
    m_elements.assign(1, {});
    m_arrays = 0;
    m_hasArrays = false;
    readObject(PathTrie::root, event, 0);
}

void EventLeaves::readObject(PathTrie::Node node,
                             simdjson::dom::object object,
                             std::uint32_t element)
{
    for (const auto member : object) {
        const PathTrie::Node child = m_paths->child(node, member.key);
        if (child != PathTrie::nowhere)
            readValue(child, member.value, element);
    }
}

void EventLeaves::readArray(PathTrie::Node node, simdjson::dom::array array, std::uint32_t element)
{
    const std::uint32_t number = m_arrays++;
    for (const simdjson::dom::element member : array) {
        if (member.is_object() || member.is_array()) {
            m_elements.push_back({element, number});
            readValue(node, member, static_cast<std::uint32_t>(m_elements.size() - 1));
        } else {
            readValue(node, member, element);
        }
    }
}

void EventLeaves::readValue(PathTrie::Node node,
                            simdjson::dom::element value,
                            std::uint32_t element)
{
    using simdjson::dom::element_type;
    const element_type type = value.type();
    if (type == element_type::OBJECT) {
        if (m_paths->hasChildren(node))
            readObject(node, value.get_object().value_unsafe(), element);
        return;
    }
    if (type == element_type::ARRAY) {
        readArray(node, value.get_array().value_unsafe(), element);
        return;
    }
    const int field = m_paths->field(node);
    if (field < 0)
        return;
    Scalar scalar;
    switch (type) {
    case element_type::STRING:
        scalar.type = Scalar::Type::Text;
        scalar.text = value.get_string().value_unsafe();
        break;
    case element_type::BOOL:
        scalar.type = value.get_bool().value_unsafe() ? Scalar::Type::True : Scalar::Type::False;
        break;
    case element_type::NULL_VALUE:
        break;
    default:
        scalar.type = Scalar::Type::Number;
        scalar.number = value.get_double().value_unsafe();
        break;
    }
    add(static_cast<std::size_t>(field), scalar, element);
}

void EventLeaves::add(std::size_t field, const Scalar &value, std::uint32_t element)
{
    const auto index = static_cast<std::int32_t>(m_leaves.size());
    m_leaves.push_back({value, element, -1});
    if (m_first[field] < 0) {
        m_first[field] = index;
        m_fields.push_back(static_cast<std::uint32_t>(field));
    } else {
        m_leaves[static_cast<std::size_t>(m_last[field])].next = index;
    }
    m_last[field] = index;
    m_hasArrays = m_hasArrays || element != 0;
}

} // namespace Saltern
