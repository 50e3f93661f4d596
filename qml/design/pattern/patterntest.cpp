#include "qml/design/pattern/patterntest.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

namespace Saltern {

namespace {

using Name = QLatin1StringView;

const Name ignoreCase("equals-ignore-case");
const Name anythingBut("anything-but");
const Name but("anything-but-"); // begins the ids of anything-but with a test inside
const Name inAnyCase("-ignore-case");

QString words(const char *text)
{
    return QCoreApplication::translate("PatternTest", text);
}

QString compact(const QJsonValue &value)
{
    const QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(json.sliced(1, json.size() - 2));
}

std::optional<QJsonValue> jsonOf(const QString &text)
{
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson('[' + text.toUtf8() + ']', &error);
    const QJsonArray array = document.array();
    if (error.error != QJsonParseError::NoError || array.size() != 1)
        return {};
    return array.first();
}

// The parts between commas that stand outside of quotes.
QStringList partsOf(const QString &text)
{
    QStringList parts{QString()};
    bool quoted = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (c == u'"' && (i == 0 || text.at(i - 1) != u'\\'))
            quoted = !quoted;
        if (c == u',' && !quoted)
            parts.append(QString());
        else
            parts.last().append(c);
    }
    return parts;
}

QString listText(const QJsonValue &value)
{
    const QJsonArray array = value.isArray() ? value.toArray() : QJsonArray{value};
    QStringList parts;
    for (const QJsonValue &element : array)
        parts += scalarText(element);
    return parts.join(QStringLiteral(", "));
}

QJsonValue listOf(const QString &text)
{
    QJsonArray array;
    const QStringList parts = partsOf(text);
    for (const QString &part : parts)
        array.append(scalarOf(part.trimmed()));
    return array.size() == 1 ? array.first() : QJsonValue(array);
}

QString numericText(const QJsonArray &terms)
{
    QStringList parts;
    for (qsizetype i = 0; i + 1 < terms.size(); i += 2)
        parts += terms.at(i).toString() + u' ' + compact(terms.at(i + 1));
    return parts.join(QStringLiteral(" and "));
}

std::optional<QJsonArray> numericOf(const QString &text)
{
    static const QRegularExpression term(
        QStringLiteral("\\s*(<=|>=|=|<|>)\\s*(-?[0-9.]+(?:[eE][+-]?[0-9]+)?)\\s*(?:and|,|$)"));
    QJsonArray terms;
    qsizetype at = 0;
    while (at < text.size()) {
        const auto found = term.match(text,
                                      at,
                                      QRegularExpression::NormalMatch,
                                      QRegularExpression::AnchorAtOffsetMatchOption);
        bool isNumber = false;
        const double number = found.captured(2).toDouble(&isNumber);
        if (!found.hasMatch() || !isNumber)
            return {};
        terms.append(found.captured(1));
        terms.append(number);
        at = found.capturedEnd();
    }
    return terms.isEmpty() ? std::nullopt : std::optional(terms);
}

bool isScalar(const QJsonValue &value)
{
    return !value.isArray() && !value.isObject();
}

bool isScalarList(const QJsonValue &value)
{
    const QJsonArray array = value.toArray();
    return !array.isEmpty() && std::all_of(array.begin(), array.end(), isScalar);
}

// The text tests that take one string, with the same inside anything-but.
bool isTextTest(const QString &name)
{
    static const QStringList names{QStringLiteral("prefix"),
                                   QStringLiteral("suffix"),
                                   QStringLiteral("wildcard"),
                                   QStringLiteral("equals-ignore-case")};
    return names.contains(name);
}

std::optional<PatternTest> expressionOf(const QString &name, const QJsonValue &operand)
{
    if ((isTextTest(name) || name == Name("exactly") || name == Name("cidr")) && operand.isString())
        return PatternTest{name, operand.toString()};
    if (name == Name("exists") && operand.isBool())
        return PatternTest{operand.toBool() ? name : QStringLiteral("missing"), {}};
    if (name == Name("numeric") && !numericText(operand.toArray()).isEmpty())
        return PatternTest{name, numericText(operand.toArray())};
    const QJsonObject inner = operand.toObject();
    if (inner.size() == 1 && name != anythingBut && inner.begin().key() == ignoreCase &&
        inner.begin().value().isString())
        return PatternTest{name + inAnyCase, inner.begin().value().toString()};
    if (name != anythingBut)
        return {};
    if (isScalar(operand) || isScalarList(operand))
        return PatternTest{name, listText(operand)};
    if (inner.size() == 1 && isTextTest(inner.begin().key()) &&
        (inner.begin().value().isString() || isScalarList(inner.begin().value())))
        return PatternTest{QString(but + inner.begin().key()), listText(inner.begin().value())};
    return {};
}

} // namespace

const std::vector<PatternTestKind> &patternTestKinds()
{
    static const std::vector<PatternTestKind> kinds{
        {QStringLiteral("is"), words("is"), QStringLiteral("web")},
        {QStringLiteral("anything-but"), words("is not"), QStringLiteral("0, 143")},
        {QStringLiteral("prefix"), words("begins with"), QStringLiteral("web-")},
        {QStringLiteral("suffix"), words("ends with"), QStringLiteral(":latest")},
        {QStringLiteral("wildcard"), words("is like"), QStringLiteral("web-*.local")},
        {QStringLiteral("numeric"), words("is a number"), QStringLiteral(">= 1 and < 10")},
        {QStringLiteral("exists"), words("exists"), {}},
        {QStringLiteral("missing"), words("is missing"), {}},
        {QStringLiteral("cidr"), words("is in network"), QStringLiteral("10.0.0.0/8")},
        {QStringLiteral("equals-ignore-case"), words("is, in any case"), QStringLiteral("web")},
        {QStringLiteral("prefix-ignore-case"),
         words("begins, in any case"),
         QStringLiteral("web-")},
        {QStringLiteral("suffix-ignore-case"), words("ends, in any case"), QStringLiteral(".png")},
        {QStringLiteral("anything-but-prefix"),
         words("does not begin with"),
         QStringLiteral("test-")},
        {QStringLiteral("anything-but-suffix"), words("does not end with"), QStringLiteral(".tmp")},
        {QStringLiteral("anything-but-wildcard"),
         words("is not like"),
         QStringLiteral("*-canary-*")},
        {QStringLiteral("anything-but-equals-ignore-case"),
         words("is not, in any case"),
         QStringLiteral("test")},
        {QStringLiteral("exactly"), words("is this spelling"), QStringLiteral("::1")},
        {QStringLiteral("raw"), words("as JSON"), QStringLiteral("{\"prefix\": \"web-\"}")},
    };
    return kinds;
}

PatternTest patternTestOf(const QJsonValue &entry)
{
    if (isScalar(entry))
        return {QStringLiteral("is"), scalarText(entry)};
    const QJsonObject object = entry.toObject();
    if (object.size() == 1) {
        if (const auto test = expressionOf(object.begin().key(), object.begin().value()))
            return *test;
    }
    return {QStringLiteral("raw"), compact(entry)};
}

std::optional<QJsonValue> patternEntry(const PatternTest &test)
{
    const auto wrapped = [](const QString &name, const QJsonValue &operand) {
        return QJsonValue(QJsonObject{{name, operand}});
    };
    if (test.test == Name("exists") || test.test == Name("missing"))
        return wrapped(QStringLiteral("exists"), test.test == Name("exists"));
    if (test.value.isEmpty())
        return {};
    if (test.test == Name("is"))
        return scalarOf(test.value);
    if (test.test == Name("raw"))
        return jsonOf(test.value);
    if (test.test == Name("numeric")) {
        const auto terms = numericOf(test.value);
        return terms ? std::optional(wrapped(test.test, *terms)) : std::nullopt;
    }
    if (test.test == anythingBut)
        return wrapped(test.test, listOf(test.value));
    if (test.test.startsWith(but))
        return wrapped(anythingBut, wrapped(test.test.sliced(but.size()), listOf(test.value)));
    if (test.test != ignoreCase && test.test.endsWith(inAnyCase))
        return wrapped(test.test.chopped(inAnyCase.size()), wrapped(ignoreCase, test.value));
    return wrapped(test.test, test.value);
}

QString scalarText(const QJsonValue &scalar)
{
    if (!scalar.isString())
        return compact(scalar);
    const QString text = scalar.toString();
    const bool plain = !text.isEmpty() && text == text.trimmed() && !text.contains(u',') &&
                       !text.startsWith(u'"') && scalarOf(text).isString();
    return plain ? text : compact(scalar);
}

QJsonValue scalarOf(const QString &text)
{
    const auto json = jsonOf(text);
    return json && isScalar(*json) ? *json : QJsonValue(text);
}

} // namespace Saltern
