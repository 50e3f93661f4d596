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

bool isLeaf(const QJsonValue &value)
{
    return !value.isObject() && !value.isArray();
}

// The values at a dotted path: keys may hold dots, arrays are looked through.
void collect(const QJsonValue &value, QStringView path, QJsonArray &found)
{
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (const QJsonValue &element : array) {
            if (path.isNull() && isLeaf(element))
                found.append(element);
            else
                collect(element, path, found);
        }
        return;
    }
    if (path.isNull()) {
        if (isLeaf(value))
            found.append(value);
        return;
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.constBegin(); it != object.constEnd(); ++it) {
        const QString &key = it.key();
        if (path == key)
            collect(it.value(), {}, found);
        else if (path.startsWith(key) && path.size() > key.size() && path[key.size()] == u'.')
            collect(it.value(), path.sliced(key.size() + 1), found);
    }
}

bool fits(const FieldTest &test, const QJsonValue &value)
{
    const std::string text = value.toString().toStdString();
    Scalar scalar;
    if (value.isString()) {
        scalar.type = Scalar::Type::Text;
        scalar.text = text;
    } else if (value.isDouble()) {
        scalar.type = Scalar::Type::Number;
        scalar.number = value.toDouble();
    } else if (value.isBool()) {
        scalar.type = value.toBool() ? Scalar::Type::True : Scalar::Type::False;
    }
    return test.matches(scalar);
}

// One expression of a clause as the rest of a sentence: `begins with "web-"`.
QString wanted(const QJsonValue &expression);

QString listed(const QJsonValue &operand)
{
    const QJsonArray values = operand.isArray() ? operand.toArray() : QJsonArray{operand};
    QStringList shown;
    for (const QJsonValue &value : values)
        shown.append(compact(value));
    return shown.join(QStringLiteral(" or "));
}

QString wantedText(const QString &name, const QJsonValue &operand)
{
    if (operand.isObject() && name != u"anything-but")
        return wantedText(name, operand.toObject().constBegin().value()) +
               QStringLiteral(" in any case");
    if (name == u"prefix")
        return QStringLiteral("a text that begins with ") + listed(operand);
    if (name == u"suffix")
        return QStringLiteral("a text that ends with ") + listed(operand);
    if (name == u"wildcard")
        return QStringLiteral("a text like ") + listed(operand);
    if (name == u"equals-ignore-case")
        return listed(operand) + QStringLiteral(" in any case");
    if (name == u"exactly")
        return listed(operand);
    if (name == u"cidr")
        return QStringLiteral("an address in ") + operand.toString();
    if (name == u"numeric") {
        QStringList terms;
        const QJsonArray array = operand.toArray();
        for (qsizetype i = 0; i + 1 < array.size(); i += 2)
            terms.append(array.at(i).toString() + u' ' + compact(array.at(i + 1)));
        return QStringLiteral("a number ") + terms.join(QStringLiteral(" and "));
    }
    if (name == u"exists")
        return operand.toBool() ? QStringLiteral("any value") : QStringLiteral("no value");
    if (operand.isObject())
        return QStringLiteral("anything but ") + wanted(operand);
    return QStringLiteral("anything but ") + listed(operand);
}

QString wanted(const QJsonValue &expression)
{
    if (!expression.isObject())
        return compact(expression);
    const QJsonObject object = expression.toObject();
    return wantedText(object.constBegin().key(), object.constBegin().value());
}

QString sentence(const ClauseVerdict &verdict, const QJsonArray &clause, const QJsonArray &found)
{
    QStringList alternatives;
    for (const QJsonValue &expression : clause)
        alternatives.append(wanted(expression));
    const QString asked = shortened(alternatives.join(QStringLiteral(", or ")));
    QString seen = QStringLiteral("is missing");
    if (!found.isEmpty())
        seen = (found.size() == 1 ? QStringLiteral("is ") : QStringLiteral("has the values "))
            + shortened(verdict.seen);
    return verdict.matched
               ? QStringLiteral("%1 %2, which fits: %3.").arg(verdict.path, seen, asked)
               : QStringLiteral("%1 %2, but the pattern wants %3.").arg(verdict.path, seen, asked);
}

} // namespace

std::vector<ClauseVerdict> explainPattern(const Pattern &pattern, const QJsonObject &event)
{
    std::vector<ClauseVerdict> verdicts;
    if (pattern.isNull())
        return verdicts;
    for (const Pattern::Rules::Field &field : pattern.rules()->fields) {
        ClauseVerdict verdict;
        verdict.path = QString::fromStdString(field.path);
        verdict.clause = compact(field.clause);
        QJsonArray found;
        collect(event, verdict.path, found);
        verdict.matched = field.test.absent && found.isEmpty();
        for (const QJsonValue &value : std::as_const(found))
            verdict.matched = verdict.matched || fits(field.test, value);
        if (!found.isEmpty())
            verdict.seen = compact(found.size() == 1 ? found.first() : QJsonValue(found));
        verdict.sentence = sentence(verdict, field.clause, found);
        verdicts.push_back(std::move(verdict));
    }
    return verdicts;
}

} // namespace Saltern
