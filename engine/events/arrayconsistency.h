#pragma once

#include <cstdint>
#include <vector>

namespace Saltern {

/// One element of one array of the event. Values that lie in different elements of the same array
/// do not match together.
struct ArrayElement
{
    std::uint32_t parent = 0; // the element around it; 0 is the event itself
    std::uint32_t array = 0;  // which array it belongs to; each array of the event has its number
};

/// What one field of a pattern needs, in terms of where in the event's arrays it can be had.
struct PlacedField
{
    std::vector<std::uint32_t> fitting; // elements around the values that fit; empty = none fits
    std::vector<std::uint32_t> values;  // elements around all values at the path
    bool absent = false;                // also content with no value at the path
};

/// Whether every field can be satisfied by values of which no two lie in different elements of the
/// same array. A field that is to be absent looks only at the values that are consistent with those
/// chosen for the fields before it: that is how Event Ruler reads `exists: false` inside arrays.
/// `fields` are in the order of their paths. The time grows linearly with the number of values as
/// long as the event repeats no key; what repeated keys can add is bounded, and past the bound the
/// answer is no.
bool canMatchTogether(const std::vector<ArrayElement> &elements,
                      const std::vector<PlacedField> &fields);

} // namespace Saltern
