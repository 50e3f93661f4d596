#include "engine/base/compactjson.h"
#include "engine/events/eventleaves.h"
#include "engine/events/eventparser.h"
#include "engine/events/patternexplainer.h"
#include "engine/events/patternrules.h"

#include <algorithm>

namespace Saltern {

namespace {

constexpr qsizetype longestShown = 120; // characters of a value in a sentence

QString compact(const QJsonValue &value)
{
    return QString::fromUtf8(compactJson(value));
}

QString shortened(const QString &text)
{
    return text.size() <= longestShown ? text : text.left(longestShown - 1) + u'…';
}

QJsonValue toJson(const Scalar &value)
{
    switch (value.type) {
    case Scalar::Type::Null:
        return QJsonValue::Null;
    case Scalar::Type::False:
        return false;
    case Scalar::Type::True:
        return true;
    case Scalar::Type::Number:
        return value.number;
    case Scalar::Type::Text:
        break;
    }
    return QString::fromUtf8(value.text.data(), static_cast<qsizetype>(value.text.size()));
}

QString listed(const QJsonValue &operand)
{
    const QJsonArray values = operand.isArray() ? operand.toArray() : QJsonArray{operand};
    QStringList shown;
    for (const QJsonValue &value : values)
        shown.append(compact(value));
    return shown.join(QStringLiteral(" or "));
}

QString numberWanted(const QJsonArray &terms)
{
    QStringList shown;
    for (qsizetype i = 0; i + 1 < terms.size(); i += 2)
        shown.append(terms.at(i).toString() + u' ' + compact(terms.at(i + 1)));
    return QStringLiteral("a number ") + shown.join(QStringLiteral(" and "));
}

// What one expression of a clause asks for: `a text that begins with "web-"`.
QString wanted(const QString &name, const QJsonValue &operand)
{
    if (name == u"anything-but") {
        const QJsonObject inner = operand.toObject();
        return QStringLiteral("anything but ") +
               (inner.isEmpty() ? listed(operand)
                                : wanted(inner.constBegin().key(), inner.constBegin().value()));
    }
    if (operand.isObject())
        return wanted(name, operand.toObject().constBegin().value()) +
               QStringLiteral(" in any case");
    if (name == u"prefix")
        return QStringLiteral("a text that begins with ") + listed(operand);
    if (name == u"suffix")
        return QStringLiteral("a text that ends with ") + listed(operand);
    if (name == u"wildcard")
        return QStringLiteral("a text like ") + listed(operand);
    if (name == u"equals-ignore-case")
        return listed(operand) + QStringLiteral(" in any case");
    if (name == u"cidr")
        return QStringLiteral("an address in ") + operand.toString();
    if (name == u"numeric")
        return numberWanted(operand.toArray());
    if (name == u"exists")
        return operand.toBool() ? QStringLiteral("any value") : QStringLiteral("no value");
    return listed(operand);
}

QString wanted(const QJsonArray &clause)
{
    QStringList alternatives;
    for (const QJsonValue &expression : clause) {
        const QJsonObject object = expression.toObject();
        alternatives.append(object.isEmpty()
                                ? compact(expression)
                                : wanted(object.constBegin().key(), object.constBegin().value()));
    }
    return alternatives.join(QStringLiteral(", or "));
}

// What can be said of a clause before there is an event.
struct ClauseText
{
    QString path;
    QString clause;
    QString wanted; // shortened
};

ClauseText textOf(const Pattern::Rules::Field &field)
{
    return {.path = QString::fromStdString(field.path),
            .clause = compact(field.clause),
            .wanted = shortened(wanted(field.clause))};
}

QString sentence(const ClauseVerdict &verdict, const ClauseText &text, qsizetype values)
{
    QString seen = QStringLiteral("is missing");
    if (values > 0)
        seen = (values == 1 ? QStringLiteral("is ") : QStringLiteral("has the values ")) +
               shortened(verdict.seen);
    return verdict.path + u' ' + seen +
           (verdict.matched ? QStringLiteral(", which fits: ")
                            : QStringLiteral(", but the pattern wants ")) +
           text.wanted + u'.';
}

ClauseVerdict judge(const Pattern::Rules::Field &field,
                    const ClauseText &text,
                    const EventLeaves &leaves,
                    std::int32_t firstLeaf)
{
    ClauseVerdict verdict;
    verdict.path = text.path;
    verdict.pointer = field.pointer;
    verdict.clause = text.clause;
    verdict.matched = field.test.absent && firstLeaf < 0;
    QJsonArray values;
    for (auto at = firstLeaf; at >= 0; at = leaves.leaf(at).next) {
        const Scalar &value = leaves.leaf(at).value;
        verdict.matched = verdict.matched || field.test.matches(value);
        values.append(toJson(value));
    }
    if (!values.isEmpty())
        verdict.seen = compact(values.size() == 1 ? values.first() : QJsonValue(values));
    verdict.sentence = sentence(verdict, text, values.size());
    return verdict;
}

} // namespace

class PatternExplainer::Private
{
public:
    explicit Private(const Pattern &pattern);

    std::vector<ClauseVerdict> explain(QByteArrayView paddedJson);

private:
    struct Clause
    {
        const Pattern::Rules::Field *field = nullptr; // the pattern's
        std::size_t leaf = 0;                         // its number among the paths
        ClauseText text;
    };

    const Pattern m_pattern;
    std::vector<Clause> m_clauses;
    std::size_t m_pathCount = 0;
    PathTrie m_paths;
    EventParser m_parser;
    EventLeaves m_leaves;
};

PatternExplainer::Private::Private(const Pattern &pattern) : m_pattern(pattern)
{
    if (pattern.isNull())
        return;
    const auto &fields = pattern.rules()->fields;
    std::vector<std::string> paths;
    for (const auto &field : fields)
        paths.push_back(field.path);
    std::sort(paths.begin(), paths.end());
    paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
    for (const auto &field : fields) {
        const auto at = std::lower_bound(paths.begin(), paths.end(), field.path) - paths.begin();
        m_clauses.push_back({&field, static_cast<std::size_t>(at), textOf(field)});
    }
    m_pathCount = paths.size();
    m_paths = PathTrie(paths);
}

std::vector<ClauseVerdict> PatternExplainer::Private::explain(QByteArrayView paddedJson)
{
    std::vector<ClauseVerdict> verdicts;
    if (m_clauses.empty())
        return verdicts;
    const auto parsed = m_parser.parse(paddedJson);
    if (!parsed)
        return verdicts;
    m_leaves.read(m_paths, m_pathCount, *parsed);
    verdicts.reserve(m_clauses.size());
    for (const Clause &clause : m_clauses)
        verdicts.push_back(
            judge(*clause.field, clause.text, m_leaves, m_leaves.first(clause.leaf)));
    return verdicts;
}

PatternExplainer::PatternExplainer(const Pattern &pattern) : d(std::make_unique<Private>(pattern))
{
}
PatternExplainer::~PatternExplainer() = default;
PatternExplainer::PatternExplainer(PatternExplainer &&) noexcept = default;
PatternExplainer &PatternExplainer::operator=(PatternExplainer &&) noexcept = default;

std::vector<ClauseVerdict> PatternExplainer::explain(QByteArrayView paddedJson)
{
    return d->explain(paddedJson);
}

std::vector<ClauseVerdict> explainPattern(const Pattern &pattern, const QJsonObject &event)
{
    QByteArray json = compactJson(event);
    json.reserve(json.size() + static_cast<qsizetype>(simdjson::SIMDJSON_PADDING));
    return PatternExplainer(pattern).explain(json);
}

QString explainOutcome(bool matched, const std::vector<ClauseVerdict> &verdicts)
{
    const auto isOptional = [](const ClauseVerdict &verdict) {
        return verdict.pointer.contains(QLatin1StringView("/$or/"));
    };
    const bool someOptional = std::any_of(verdicts.begin(), verdicts.end(), isOptional);
    if (matched)
        return someOptional ? QStringLiteral("It matches: one branch of each \"$or\" is enough.")
                            : QStringLiteral("It matches: every clause fits.");
    const auto misses = [&](const ClauseVerdict &verdict) {
        return !verdict.matched && !isOptional(verdict);
    };
    const auto missing = std::count_if(verdicts.begin(), verdicts.end(), misses);
    if (missing > 0)
        return QStringLiteral("It does not match: %1 of %2 clauses %3.")
            .arg(missing)
            .arg(verdicts.size())
            .arg(missing == 1 ? QStringLiteral("fails") : QStringLiteral("fail"));
    const bool all = std::all_of(verdicts.begin(),
                                 verdicts.end(),
                                 [](const ClauseVerdict &verdict) { return verdict.matched; });
    return someOptional && !all
               ? QStringLiteral("It does not match: no branch of an \"$or\" fits as a whole.")
               : QStringLiteral(
                     "It does not match: each clause fits a value, but only values in different "
                     "elements of one array.");
}

} // namespace Saltern
