#pragma once

#include "engine/events/casefold.h"
#include "engine/events/ipaddress.h"
#include "engine/events/wildcard.h"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace Saltern {

/// One leaf value of an event. Text is UTF-8 without escapes, borrowed from whoever parsed it.
struct Scalar
{
    enum class Type : std::uint8_t { Null, False, True, Number, Text };

    Type type = Type::Null;
    double number = 0; // IEEE double, as in Event Ruler
    std::string_view text;
};

// The comparisons of the pattern dialect (docs/patterns.md). Those of texts are false for every
// value that is not a text, those of numbers for every value that is not a number.

struct IsLiteral // null, true, false
{
    Scalar::Type type = Scalar::Type::Null;
    bool matches(const Scalar &value) const { return value.type == type; }
    bool operator==(const IsLiteral &) const = default;
};

struct IsNumber
{
    double number = 0;
    bool matches(const Scalar &value) const
    {
        return value.type == Scalar::Type::Number && value.number == number;
    }
    bool operator==(const IsNumber &) const = default;
};

struct IsInRange
{
    double low = 0; // may be an infinity
    double high = 0;
    bool lowOpen = false;
    bool highOpen = false;
    bool matches(const Scalar &value) const;
    bool operator==(const IsInRange &) const = default;
};

struct IsText
{
    std::string text;
    bool matches(const Scalar &value) const
    {
        return value.type == Scalar::Type::Text && value.text == text;
    }
    bool operator==(const IsText &) const = default;
};

struct HasPrefix
{
    std::string prefix;
    bool matches(const Scalar &value) const
    {
        return value.type == Scalar::Type::Text && value.text.starts_with(prefix);
    }
    bool operator==(const HasPrefix &) const = default;
};

struct HasSuffix
{
    std::string suffix;
    bool matches(const Scalar &value) const
    {
        return value.type == Scalar::Type::Text && value.text.ends_with(suffix);
    }
    bool operator==(const HasSuffix &) const = default;
};

struct IgnoringCase
{
    enum class Part : std::uint8_t { Whole, Prefix, Suffix };

    CaseFoldedText text;
    Part part = Part::Whole;
    bool matches(const Scalar &value) const;
    bool operator==(const IgnoringCase &) const = default;
};

struct FitsWildcard
{
    Wildcard wildcard;
    bool matches(const Scalar &value) const
    {
        return value.type == Scalar::Type::Text && wildcard.matches(value.text);
    }
    bool operator==(const FitsWildcard &) const = default;
};

struct IsInNetwork
{
    IpNetwork network;
    bool matches(const Scalar &value) const;
    bool operator==(const IsInNetwork &) const = default;
};

using Comparison = std::variant<IsText,
                                IsNumber,
                                IsLiteral,
                                HasPrefix,
                                HasSuffix,
                                IgnoringCase,
                                FitsWildcard,
                                IsInRange,
                                IsInNetwork>;

bool matches(const Comparison &comparison, const Scalar &value);

/// What one field of a pattern asks of the values at its path: any one value that fits any one of
/// these does.
struct FieldTest
{
    std::vector<Comparison> anyOf;
    std::vector<std::vector<Comparison>> noneOf; // each anything-but: fits when none inside does
    bool present = false;                        // exists: true
    bool absent = false;                         // exists: false; fits when there is no value

    bool matches(const Scalar &value) const;
    bool operator==(const FieldTest &) const = default;
};

} // namespace Saltern
