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
    const std::vector<Value> all(values.begin(), values.end());
    if (all.size() <= sampleSize)
        return all;
    std::vector<Value> sample;
    for (std::size_t i = 0; i < sampleSize; ++i)
        sample.push_back(all[i * all.size() / sampleSize]);
    return sample;
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
    m_literals.assign(named.literals.begin(), named.literals.end());
    m_distinctTexts = static_cast<double>(named.texts.size());
    m_distinctNumbers = static_cast<double>(named.numbers.size());
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
    double fitting = 1;
    if (const auto *wildcard = std::get_if<FitsWildcard>(&comparison)) {
        const std::string &head = wildcard->wildcard.head();
        const std::string &tail = wildcard->wildcard.tail();
        if (head.empty() && tail.empty())
            return 1;
        fitting = textsThat(
            [&](const auto &text) { return text.starts_with(head) && text.ends_with(tail); });
    } else if (const auto *folded = std::get_if<IgnoringCase>(&comparison);
               folded && !folded->text.asciiKey()) {
        return 1;
    } else if (std::holds_alternative<IsInRange>(comparison)) {
        const auto fits = std::count_if(m_numbers.begin(), m_numbers.end(), [&](double number) {
            return matches(comparison, {.type = Scalar::Type::Number, .number = number});
        });
        fitting = m_distinctNumbers * static_cast<double>(fits) /
                  static_cast<double>(std::max<std::size_t>(m_numbers.size(), 1));
    } else if (!std::holds_alternative<IsText>(comparison)) {
        fitting = textsThat([&](const auto &text) {
            return matches(comparison, {.type = Scalar::Type::Text, .text = text});
        });
    }
    const double distinct =
        m_distinctTexts + m_distinctNumbers + static_cast<double>(m_literals.size());
    return std::max(fitting, 1.0) / (distinct + 1);
}

template<typename Fits>
double ValueSample::textsThat(Fits fits) const
{
    if (m_texts.empty())
        return 0;
    const auto count = std::count_if(m_texts.begin(), m_texts.end(), fits);
    return m_distinctTexts * static_cast<double>(count) / static_cast<double>(m_texts.size());
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
