#include "engine/events/matcher.h"

#include "engine/events/arrayconsistency.h"
#include "engine/events/eventleaves.h"
#include "engine/events/patternrules.h"

#include <algorithm>
#include <map>

namespace Saltern {

class Matcher::Private
{
public:
    struct Test
    {
        std::size_t field = 0;
        FieldTest test;
    };
    struct Rule
    {
        quint32 id = 0;
        std::vector<std::size_t> tests; // ordered by path
    };

    void add(const Entry &entry);
    bool fits(const Test &test) const;
    bool fits(const Rule &rule) const;

    simdjson::dom::parser parser;
    EventLeaves leaves;
    PathTrie paths;
    std::map<std::string, std::size_t> fields;
    std::vector<Test> tests;
    std::vector<Rule> rules;
};

void Matcher::Private::add(const Entry &entry)
{
    const Pattern::Rules &pattern = *entry.pattern.rules();
    const std::size_t firstTest = tests.size();
    for (const Pattern::Rules::Field &field : pattern.fields)
        tests.push_back({fields.try_emplace(field.path, fields.size()).first->second, field.test});
    for (const auto &way : pattern.ways) {
        Rule rule{entry.id, {}};
        for (const int field : way)
            rule.tests.push_back(firstTest + static_cast<std::size_t>(field));
        rules.push_back(std::move(rule));
    }
}

bool Matcher::Private::fits(const Test &test) const
{
    bool canBeAbsent = test.test.absent;
    for (auto at = leaves.first(test.field); at >= 0; at = leaves.leaf(at).next) {
        if (test.test.matches(leaves.leaf(at).value))
            return true;
        canBeAbsent = canBeAbsent && leaves.leaf(at).element != 0;
    }
    return canBeAbsent;
}

bool Matcher::Private::fits(const Rule &rule) const
{
    const bool each = std::all_of(rule.tests.begin(), rule.tests.end(), [this](std::size_t test) {
        return fits(tests[test]);
    });
    if (!each || !leaves.hasArrays())
        return each;
    std::vector<PlacedField> placed;
    for (const std::size_t index : rule.tests) {
        const Test &test = tests[index];
        PlacedField &field = placed.emplace_back();
        field.absent = test.test.absent;
        for (auto at = leaves.first(test.field); at >= 0; at = leaves.leaf(at).next) {
            const EventLeaves::Leaf &leaf = leaves.leaf(at);
            field.values.push_back(leaf.element);
            if (test.test.matches(leaf.value))
                field.fitting.push_back(leaf.element);
        }
    }
    return canMatchTogether(leaves.elements(), placed);
}

Matcher::Matcher() : Matcher(std::vector<Entry>())
{
}

Matcher::Matcher(const std::vector<Entry> &entries) : d(std::make_unique<Private>())
{
    for (const Entry &entry : entries)
        d->add(entry);
    std::vector<std::string> paths(d->fields.size());
    for (const auto &[path, field] : d->fields)
        paths[field] = path;
    d->paths = PathTrie(paths);
}

Matcher::~Matcher() = default;
Matcher::Matcher(Matcher &&) noexcept = default;
Matcher &Matcher::operator=(Matcher &&) noexcept = default;

Result<void> Matcher::match(QByteArrayView paddedJson, std::vector<quint32> &matches)
{
    matches.clear();
    simdjson::dom::object event;
    const auto size = static_cast<std::size_t>(paddedJson.size());
    const auto error = d->parser.parse(paddedJson.data(), size, false).get(event);
    if (error)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The event is not a JSON object: %1")
                        .arg(QString::fromLatin1(simdjson::error_message(error))));
    d->leaves.read(d->paths, d->fields.size(), event);
    for (const Private::Rule &rule : d->rules) {
        if (d->fits(rule))
            matches.push_back(rule.id);
    }
    std::sort(matches.begin(), matches.end());
    matches.erase(std::unique(matches.begin(), matches.end()), matches.end());
    return {};
}

} // namespace Saltern
