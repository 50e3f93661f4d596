#include "engine/events/valuetest.h"

#include <algorithm>

namespace Saltern {

bool IsInRange::matches(const Scalar &value) const
{
    if (value.type != Scalar::Type::Number)
        return false;
    const bool above = lowOpen ? value.number > low : value.number >= low;
    const bool below = highOpen ? value.number < high : value.number <= high;
    return above && below;
}

bool IgnoringCase::matches(const Scalar &value) const
{
    if (value.type != Scalar::Type::Text)
        return false;
    switch (part) {
    case Part::Whole:
        return text.equals(value.text);
    case Part::Prefix:
        return text.isPrefixOf(value.text);
    case Part::Suffix:
        return text.isSuffixOf(value.text);
    }
    return false;
}

bool IsInNetwork::matches(const Scalar &value) const
{
    if (value.type != Scalar::Type::Text)
        return false;
    const auto address = parseIpAddress(value.text);
    return address && network.contains(*address);
}

bool matches(const Comparison &comparison, const Scalar &value)
{
    return std::visit([&value](const auto &c) { return c.matches(value); }, comparison);
}

bool FieldTest::matches(const Scalar &value) const
{
    const auto fits = [&value](const Comparison &c) { return Saltern::matches(c, value); };
    return present || std::any_of(anyOf.begin(), anyOf.end(), fits) ||
           std::any_of(noneOf.begin(), noneOf.end(), [&fits](const auto &excluded) {
               return std::none_of(excluded.begin(), excluded.end(), fits);
           });
}

} // namespace Saltern
