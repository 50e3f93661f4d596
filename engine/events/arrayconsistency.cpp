#include "engine/events/arrayconsistency.h"

#include <algorithm>
#include <tuple>

namespace Saltern {

namespace {

using Element = std::uint32_t;

// A field that still has to be settled, by one of these elements (or by none of them, if absent).
struct Goal
{
    std::size_t order = 0;
    bool absent = false;
    std::vector<Element> at;
};

class Search
{
public:
    explicit Search(const std::vector<ArrayElement> &elements) : m_elements(elements) {}

    bool start(const std::vector<PlacedField> &fields, std::size_t next, std::vector<Goal> goals);

private:
    struct Way // one array element below the current one, and a goal that leads there
    {
        std::uint32_t array;
        Element element;
        std::size_t goal;
        Element target;
    };

    bool settle(Element here, std::vector<Goal> goals);
    bool settleEither(Element here, const std::vector<Goal> &goals, std::size_t goal);
    bool settleArray(const std::vector<Goal> &goals, const Way *begin, const Way *end);
    bool isAmbiguous(Element here, const Goal &goal, bool someAbsent) const;
    Element below(Element here, Element target) const;

    const std::vector<ArrayElement> &m_elements;
    int m_choicesLeft = 10'000;
};

// Decides for each field whether it is to be present or absent, which is open only for a pattern
// like [{"exists": false}, "x"].
bool Search::start(const std::vector<PlacedField> &fields,
                   std::size_t next,
                   std::vector<Goal> goals)
{
    for (; next < fields.size(); ++next) {
        const PlacedField &field = fields[next];
        if (field.absent && field.values.empty())
            continue;
        if (field.absent && !field.fitting.empty()) {
            std::vector<Goal> withAbsence = goals;
            withAbsence.push_back({next, true, field.values});
            if (--m_choicesLeft < 0)
                return false;
            if (start(fields, next + 1, std::move(withAbsence)))
                return true;
        }
        if (field.fitting.empty() && !field.absent)
            return false;
        const bool absent = field.fitting.empty();
        goals.push_back({next, absent, absent ? field.values : field.fitting});
    }
    return settle(0, std::move(goals));
}

// The array element directly below `here` that holds `target`.
Element Search::below(Element here, Element target) const
{
    while (m_elements[target].parent != here)
        target = m_elements[target].parent;
    return target;
}

bool Search::isAmbiguous(Element here, const Goal &goal, bool someAbsent) const
{
    if (goal.absent)
        return false;
    const auto isHere = [here](Element element) { return element == here; };
    if (std::any_of(goal.at.begin(), goal.at.end(), isHere)) {
        // A value right here restricts nothing, so no other can be better, unless a restriction is
        // what lets another field be absent.
        return someAbsent && !std::all_of(goal.at.begin(), goal.at.end(), isHere);
    }
    const std::uint32_t array = m_elements[below(here, goal.at.front())].array;
    return std::any_of(goal.at.begin(), goal.at.end(), [&](Element element) {
        return m_elements[below(here, element)].array != array;
    });
}

bool Search::settle(Element here, std::vector<Goal> goals)
{
    const bool someAbsent =
        std::any_of(goals.begin(), goals.end(), [](const Goal &goal) { return goal.absent; });
    std::vector<Way> ways;
    for (std::size_t i = 0; i < goals.size(); ++i) {
        const Goal &goal = goals[i];
        if (isAmbiguous(here, goal, someAbsent))
            return settleEither(here, goals, i);
        const bool isHere = std::find(goal.at.begin(), goal.at.end(), here) != goal.at.end();
        if (isHere && goal.absent)
            return false;
        if (isHere)
            continue;
        for (const Element target : goal.at) {
            const Element element = below(here, target);
            ways.push_back({m_elements[element].array, element, i, target});
        }
    }
    std::sort(ways.begin(), ways.end(), [](const Way &a, const Way &b) {
        return std::tie(a.array, a.element, a.goal) < std::tie(b.array, b.element, b.goal);
    });
    for (std::size_t i = 0, end = 0; i < ways.size(); i = end) {
        while (end < ways.size() && ways[end].array == ways[i].array)
            ++end;
        if (!settleArray(goals, ways.data() + i, ways.data() + end))
            return false;
    }
    return true;
}

// A goal that several arrays (or an array and a value beside it) can settle: tries each. Only an
// event that repeats a key, or spells one path in two ways, gets here.
bool Search::settleEither(Element here, const std::vector<Goal> &goals, std::size_t goal)
{
    constexpr std::uint32_t noArray = ~std::uint32_t{0};
    const auto arrayOf = [&](Element element) {
        return element == here ? noArray : m_elements[below(here, element)].array;
    };
    std::vector<std::uint32_t> arrays;
    for (const Element element : goals[goal].at) {
        const std::uint32_t array = arrayOf(element);
        if (std::find(arrays.begin(), arrays.end(), array) != arrays.end())
            continue;
        arrays.push_back(array);
        if (--m_choicesLeft < 0)
            return false;
        std::vector<Goal> narrowed = goals;
        std::erase_if(narrowed[goal].at, [&](Element other) { return arrayOf(other) != array; });
        if (settle(here, std::move(narrowed)))
            return true;
    }
    return false;
}

// All goals that lead into one array must agree on one of its elements.
bool Search::settleArray(const std::vector<Goal> &goals, const Way *begin, const Way *end)
{
    std::vector<std::size_t> needed;
    for (const Way *way = begin; way != end; ++way) {
        if (!goals[way->goal].absent)
            needed.push_back(way->goal);
    }
    std::sort(needed.begin(), needed.end());
    needed.erase(std::unique(needed.begin(), needed.end()), needed.end());
    for (const Way *way = begin; way != end; ++way) {
        // Nothing before it chose an element of this array, so every value in it counts.
        const Goal &goal = goals[way->goal];
        if (goal.absent && (needed.empty() || goals[needed.front()].order > goal.order))
            return false;
    }
    for (const Way *way = begin; way != end;) {
        const Element element = way->element;
        std::vector<Goal> inside;
        std::size_t settled = 0;
        for (; way != end && way->element == element; ++way) {
            const Goal &goal = goals[way->goal];
            if (inside.empty() || inside.back().order != goal.order) {
                inside.push_back({goal.order, goal.absent, {}});
                settled += goal.absent ? 0 : 1;
            }
            inside.back().at.push_back(way->target);
        }
        if (settled == needed.size() && settle(element, std::move(inside)))
            return true;
    }
    return false;
}

} // namespace

bool canMatchTogether(const std::vector<ArrayElement> &elements,
                      const std::vector<PlacedField> &fields)
{
    return Search(elements).start(fields, 0, {});
}

} // namespace Saltern
