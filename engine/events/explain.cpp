#include "engine/events/eventleaves.h"
#include "engine/events/eventparser.h"
#include "engine/events/patternrules.h"

#include <QJsonDocument>

#include <algorithm>

namespace Saltern {

namespace {

constexpr qsizetype longestShown = 120; // characters of a value in a sentence

QString compact(const QJsonValue &value)
{
    const QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(json.sliced(1, json.size() - 2));
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

QString sentence(const ClauseVerdict &verdict, const QJsonArray &clause, qsizetype values)
{
    QString seen = QStringLiteral("is missing");
    if (values > 0)
        seen = (values == 1 ? QStringLiteral("is ") : QStringLiteral("has the values ")) +
               shortened(verdict.seen);
    return verdict.path + u' ' + seen +
           (verdict.matched ? QStringLiteral(", which fits: ")
                            : QStringLiteral(", but the pattern wants ")) +
           shortened(wanted(clause)) + u'.';
}

ClauseVerdict
judge(const Pattern::Rules::Field &field, const EventLeaves &leaves, std::int32_t firstLeaf)
{
    ClauseVerdict verdict;
    verdict.path = QString::fromStdString(field.path);
    verdict.pointer = field.pointer;
    verdict.clause = compact(field.clause);
    verdict.matched = field.test.absent && firstLeaf < 0;
    QJsonArray values;
    for (auto at = firstLeaf; at >= 0; at = leaves.leaf(at).next) {
        const Scalar &value = leaves.leaf(at).value;
        verdict.matched = verdict.matched || field.test.matches(value);
        values.append(toJson(value));
    }
    if (!values.isEmpty())
        verdict.seen = compact(values.size() == 1 ? values.first() : QJsonValue(values));
    verdict.sentence = sentence(verdict, field.clause, values.size());
    return verdict;
}

} // namespace

std::vector<ClauseVerdict> explainPattern(const Pattern &pattern, const QJsonObject &event)
{
    std::vector<ClauseVerdict> verdicts;
    if (pattern.isNull())
        return verdicts;
    const auto &fields = pattern.rules()->fields;
    std::vector<std::string> paths;
    for (const auto &field : fields)
        paths.push_back(field.path);
    std::sort(paths.begin(), paths.end());
    paths.erase(std::unique(paths.begin(), paths.end()), paths.end());

    QByteArray json = QJsonDocument(event).toJson(QJsonDocument::Compact);
    json.reserve(json.size() + simdjson::SIMDJSON_PADDING);
    EventParser parser;
    const auto parsed = parser.parse(json);
    if (!parsed)
        return verdicts;
    EventLeaves leaves;
    leaves.read(PathTrie(paths), paths.size(), *parsed);
    for (const auto &field : fields) {
        const auto at = std::lower_bound(paths.begin(), paths.end(), field.path) - paths.begin();
        verdicts.push_back(judge(field, leaves, leaves.first(static_cast<std::size_t>(at))));
    }
    return verdicts;
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
