#include "engine/events/valuesample.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace Saltern {

namespace {

constexpr std::size_t sampleSize = 128;

// Collects the values that comparisons name.
struct NamedValues
{
    std::set<std::string> texts;
    std::set<double> numbers;
    std::set<Scalar::Type> literals;

    void addNumber(double number)
    {
        if (std::isfinite(number))
            numbers.insert(number);
    }

    void operator()(const IsText &c) { texts.insert(c.text); }
    void operator()(const HasPrefix &c) { texts.insert(c.prefix); }
    void operator()(const HasSuffix &c) { texts.insert(c.suffix); }
    void operator()(const IgnoringCase &c)
    {
        if (auto key = c.text.asciiKey())
            texts.insert(std::move(*key));
    }
    void operator()(const FitsWildcard &c) { texts.insert(c.wildcard.head() + c.wildcard.tail()); }
    void operator()(const IsInNetwork &c) { texts.insert(c.network.first.toText()); }
    void operator()(const IsLiteral &c) { literals.insert(c.type); }
    void operator()(const IsNumber &c) { addNumber(c.number); }
    void operator()(const IsInRange &c)
    {
        addNumber(c.low);
        addNumber(c.high);
    }
};

// Evenly spread over the order of the values.
template<typename Value>
std::vector<Value> sampled(const std::set<Value> &values)
{
    std::vector<Value> all(values.begin(), values.end());
    if (all.size() <= sampleSize)
        return all;
    std::vector<Value> sample;
    for (std::size_t i = 0; i < sampleSize; ++i)
        sample.push_back(all[i * all.size() / sampleSize]);
    return sample;
}

template<typename Value, typename Fits>
double shareThat(const std::vector<Value> &sample, Fits fits)
{
    if (sample.empty())
        return 0;
    return static_cast<double>(std::count_if(sample.begin(), sample.end(), fits)) /
           static_cast<double>(sample.size());
}

bool cannotBeLookedUp(const Comparison &comparison)
{
    if (const auto *fits = std::get_if<FitsWildcard>(&comparison))
        return fits->wildcard.head().empty() && fits->wildcard.tail().empty();
    const auto *folded = std::get_if<IgnoringCase>(&comparison);
    return folded && !folded->text.asciiKey();
}

bool namesOneValue(const Comparison &comparison)
{
    const auto *folded = std::get_if<IgnoringCase>(&comparison);
    return (folded && folded->part == IgnoringCase::Part::Whole) ||
           std::holds_alternative<IsText>(comparison) ||
           std::holds_alternative<IsNumber>(comparison) ||
           std::holds_alternative<IsLiteral>(comparison);
}

// Wildcards are looked up by their ends.
bool looksFitting(const Comparison &comparison, const Scalar &text)
{
    const auto *fits = std::get_if<FitsWildcard>(&comparison);
    return fits ? text.text.starts_with(fits->wildcard.head()) &&
                      text.text.ends_with(fits->wildcard.tail())
                : matches(comparison, text);
}

} // namespace

ValueSample::ValueSample(const std::vector<const FieldTest *> &tests)
{
    NamedValues named;
    for (const FieldTest *test : tests) {
        for (const Comparison &comparison : test->anyOf)
            std::visit(named, comparison);
        for (const auto &excluded : test->noneOf) {
            for (const Comparison &comparison : excluded)
                std::visit(named, comparison);
        }
    }
    m_texts = sampled(named.texts);
    m_numbers = sampled(named.numbers);
    m_distinctTexts = static_cast<double>(named.texts.size());
    m_distinctNumbers = static_cast<double>(named.numbers.size());
    m_distinct = m_distinctTexts + m_distinctNumbers + static_cast<double>(named.literals.size());
}

double ValueSample::likelihood(const FieldTest &test) const
{
    if (test.present || !test.noneOf.empty())
        return 1;
    double sum = 0;
    for (const Comparison &comparison : test.anyOf)
        sum += likelihood(comparison);
    return std::min(sum, 1.0);
}

// A comparison fits at least the value that it names itself; one value more stands for all those
// that no pattern names.
double ValueSample::likelihood(const Comparison &comparison) const
{
    if (cannotBeLookedUp(comparison))
        return 1;
    double fitting = 1;
    if (!namesOneValue(comparison))
        fitting = std::max(
            fitting,
            textsThat([&](const std::string &text) {
                return looksFitting(comparison, {.type = Scalar::Type::Text, .text = text});
            }) + numbersThat([&](double number) {
                return matches(comparison, {.type = Scalar::Type::Number, .number = number});
            }));
    return std::min(fitting / (m_distinct + 1), 1.0);
}

template<typename Fits>
double ValueSample::textsThat(Fits fits) const
{
    return shareThat(m_texts, fits) * m_distinctTexts;
}

template<typename Fits>
double ValueSample::numbersThat(Fits fits) const
{
    return shareThat(m_numbers, fits) * m_distinctNumbers;
}

bool ValueSample::isToldByTail(const Wildcard &wildcard) const
{
    const std::string &head = wildcard.head();
    const std::string &tail = wildcard.tail();
    const double withHead = textsThat([&](const auto &text) { return text.starts_with(head); });
    const double withTail = textsThat([&](const auto &text) { return text.ends_with(tail); });
    return withTail < withHead || (withTail == withHead && tail.size() > head.size());
}

} // namespace Saltern
