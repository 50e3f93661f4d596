#pragma once

#include "engine/events/valuetest.h"

namespace Saltern {

/// The values that the patterns name for one field. They stand in for those that events will have,
/// as if they were all there are and equally frequent, which tells how much a test narrows down.
class ValueSample
{
public:
    ValueSample() = default;
    explicit ValueSample(const std::vector<const FieldTest *> &tests);

    /// How likely a value is to be taken for one that fulfils the test when it is looked up, from 0
    /// to 1. Tests that cannot be looked up are always taken.
    double likelihood(const FieldTest &test) const;

    /// Whether a wildcard is better looked up by what it ends with than by what it begins with.
    bool isToldByTail(const Wildcard &wildcard) const;

private:
    double likelihood(const Comparison &comparison) const;
    template<typename Fits>
    double textsThat(Fits fits) const; // how many of the distinct ones
    template<typename Fits>
    double numbersThat(Fits fits) const;

    std::vector<std::string> m_texts; // so many of them that more would not tell more
    std::vector<double> m_numbers;
    double m_distinctTexts = 0;
    double m_distinctNumbers = 0;
    double m_distinct = 0; // literals included
};

} // namespace Saltern
