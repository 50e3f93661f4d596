#include "engine/events/clausereader.h"

#include "engine/base/nearestname.h"
#include "engine/pipeline/jsonpointer.h"

#include <QJsonObject>

#include <limits>

namespace Saltern {

namespace {

std::string utf8(const QJsonValue &value)
{
    return value.toString().toStdString();
}

IgnoringCase ignoringCase(const QJsonValue &value, IgnoringCase::Part part)
{
    return {CaseFoldedText(value.toString()), part};
}

QString quoted(const QString &name)
{
    return u'"' + name + u'"';
}

} // namespace

QString describeType(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return QStringLiteral("null");
    case QJsonValue::Bool:
        return QStringLiteral("a boolean");
    case QJsonValue::Double:
        return QStringLiteral("a number");
    case QJsonValue::String:
        return QStringLiteral("a string");
    case QJsonValue::Array:
        return QStringLiteral("an array");
    case QJsonValue::Object:
        return QStringLiteral("an object");
    case QJsonValue::Undefined:
        break;
    }
    return QStringLiteral("nothing");
}

ClauseReader::ClauseReader(QString path, QString pointer)
    : m_path(std::move(path)), m_pointer(std::move(pointer))
{
}

const QStringList &ClauseReader::expressionNames()
{
    static const QStringList names{
        QStringLiteral("prefix"),
        QStringLiteral("suffix"),
        QStringLiteral("wildcard"),
        QStringLiteral("equals-ignore-case"),
        QStringLiteral("anything-but"),
        QStringLiteral("numeric"),
        QStringLiteral("cidr"),
        QStringLiteral("exists"),
        QStringLiteral("exactly"),
    };
    return names;
}

Result<FieldTest> ClauseReader::read(const QJsonArray &clause)
{
    if (clause.isEmpty())
        return wrong(
            QStringLiteral("the list of values is empty, so nothing could match."),
            QStringLiteral("Name at least one value, or write [{\"exists\": true}] for any "
                           "value."));
    FieldTest test;
    const QString pointer = m_pointer;
    for (qsizetype i = 0; i < clause.size(); ++i) {
        m_pointer = pointerTo(pointer, i);
        if (const auto read = element(clause.at(i), test); !read)
            return fail(read.error());
    }
    return test;
}

Result<void> ClauseReader::element(const QJsonValue &value, FieldTest &test)
{
    switch (value.type()) {
    case QJsonValue::Null:
        test.anyOf.emplace_back(IsLiteral{Scalar::Type::Null});
        return {};
    case QJsonValue::Bool:
        test.anyOf.emplace_back(
            IsLiteral{value.toBool() ? Scalar::Type::True : Scalar::Type::False});
        return {};
    case QJsonValue::Double:
        test.anyOf.emplace_back(IsNumber{value.toDouble()});
        return {};
    case QJsonValue::String:
        // One address has many spellings; as in Event Ruler, all of them are the same value.
        if (const auto address = parseIpAddress(utf8(value)))
            test.anyOf.emplace_back(IsInNetwork{{*address, *address}});
        else
            test.anyOf.emplace_back(IsText{utf8(value)});
        return {};
    case QJsonValue::Object:
        return expression(value.toObject(), test);
    default:
        return wrong(QStringLiteral("a list of values has %1 in it.").arg(describeType(value)),
                     QStringLiteral("Values stand in one flat list: [\"a\", \"b\"]."));
    }
}

Result<void> ClauseReader::expression(const QJsonObject &object, FieldTest &test)
{
    if (object.size() != 1)
        return wrong(
            object.isEmpty() ? QStringLiteral("a match expression is empty.")
                             : QStringLiteral("a match expression has %1 keys.").arg(object.size()),
            QStringLiteral("Write one key in each, such as {\"prefix\": \"web-\"}; several "
                           "expressions stand side by side in the list."));
    const QString name = object.constBegin().key();
    const QJsonValue operand = object.constBegin().value();
    m_pointer = pointerTo(m_pointer, name);

    const auto keep = [&test](Result<Comparison> comparison) -> Result<void> {
        if (!comparison)
            return fail(std::move(comparison).error());
        test.anyOf.push_back(std::move(*comparison));
        return {};
    };
    if (name == u"exactly" || name == u"equals-ignore-case")
        return keep(text(name, operand));
    if (name == u"prefix" || name == u"suffix")
        return keep(prefixOrSuffix(name, operand));
    if (name == u"wildcard")
        return keep(wildcard(operand));
    if (name == u"numeric")
        return keep(numeric(operand));
    if (name == u"cidr")
        return keep(cidr(operand));
    if (name == u"exists")
        return exists(operand, test);
    if (name == u"anything-but") {
        auto excluded = anythingBut(operand);
        if (!excluded)
            return fail(std::move(excluded).error());
        test.noneOf.push_back(std::move(*excluded));
        return {};
    }
    return wrong(QStringLiteral("%1 is not a match expression.").arg(quoted(name)),
                 suggestName(name, expressionNames()));
}

Result<Comparison> ClauseReader::text(const QString &name, const QJsonValue &operand)
{
    if (!operand.isString())
        return wrong(QStringLiteral("%1 compares texts, and %2 is not one.")
                         .arg(quoted(name), describeType(operand)),
                     QStringLiteral("Write {\"%1\": \"a text\"}.").arg(name));
    if (name == u"exactly")
        return IsText{utf8(operand)};
    return ignoringCase(operand, IgnoringCase::Part::Whole);
}

Result<Comparison> ClauseReader::prefixOrSuffix(const QString &name, const QJsonValue &operand)
{
    const bool isPrefix = name == u"prefix";
    if (operand.isString()) {
        if (isPrefix)
            return HasPrefix{utf8(operand)};
        return HasSuffix{utf8(operand)};
    }
    const QJsonObject object = operand.toObject();
    const QJsonValue folded = object.value(QLatin1StringView("equals-ignore-case"));
    if (object.size() != 1 || !folded.isString())
        return wrong(QStringLiteral("%1 needs a text.").arg(quoted(name)),
                     QStringLiteral("Write {\"%1\": \"a text\"}, or {\"%1\": "
                                    "{\"equals-ignore-case\": \"a text\"}}.")
                         .arg(name));
    return ignoringCase(folded, isPrefix ? IgnoringCase::Part::Prefix : IgnoringCase::Part::Suffix);
}

Result<Comparison> ClauseReader::wildcard(const QJsonValue &operand)
{
    if (!operand.isString())
        return wrong(QStringLiteral("\"wildcard\" compares texts, and %1 is not one.")
                         .arg(describeType(operand)),
                     QStringLiteral("Write {\"wildcard\": \"web-*.example\"}."));
    auto parsed = Wildcard::parse(utf8(operand));
    if (!parsed)
        return wrong(u"in " + quoted(operand.toString().left(80)) + u": " + parsed.error().message,
                     parsed.error().remedy);
    return FitsWildcard{std::move(*parsed)};
}

Result<Comparison> ClauseReader::numeric(const QJsonValue &operand)
{
    const QJsonArray terms = operand.toArray();
    const QString example = QStringLiteral("Write {\"numeric\": [\">=\", 1]} or {\"numeric\": "
                                           "[\">\", 0, \"<=\", 5]}, the lower bound first.");
    if (terms.size() != 2 && terms.size() != 4)
        return wrong(QStringLiteral("\"numeric\" needs one operator and number, or two of each."),
                     example);
    constexpr double infinity = std::numeric_limits<double>::infinity();
    IsInRange range{-infinity, infinity};
    for (qsizetype i = 0; i < terms.size(); i += 2) {
        const QString op = terms.at(i).toString();
        if (!terms.at(i + 1).isDouble())
            return wrong(QStringLiteral("in \"numeric\", %1 stands where a number belongs.")
                             .arg(describeType(terms.at(i + 1))),
                         example);
        const double number = terms.at(i + 1).toDouble();
        if (op == u"=" && terms.size() == 2)
            return IsNumber{number};
        if ((op == u">" || op == u">=") && i == 0) {
            range.low = number;
            range.lowOpen = op == u">";
        } else if ((op == u"<" || op == u"<=") && i == terms.size() - 2) {
            range.high = number;
            range.highOpen = op == u"<";
        } else {
            return wrong(QStringLiteral("in \"numeric\", the operator %1 cannot stand here.")
                             .arg(quoted(op)),
                         example);
        }
    }
    if (range.low > range.high || (range.low == range.high && (range.lowOpen || range.highOpen)))
        return wrong(QStringLiteral("no number is in this \"numeric\" range."), example);
    return range;
}

Result<Comparison> ClauseReader::cidr(const QJsonValue &operand)
{
    const auto network = parseIpNetwork(utf8(operand));
    if (!network)
        return wrong(QStringLiteral("\"cidr\" needs an IP address and the number of fixed bits."),
                     QStringLiteral("Write it as in \"10.0.0.0/8\" or \"2001:db8::/32\"."));
    return IsInNetwork{*network};
}

Result<void> ClauseReader::exists(const QJsonValue &operand, FieldTest &test)
{
    if (!operand.isBool())
        return wrong(
            QStringLiteral("\"exists\" needs true or false, not %1.").arg(describeType(operand)),
            QStringLiteral("Write {\"exists\": true}."));
    (operand.toBool() ? test.present : test.absent) = true;
    return {};
}

Result<std::vector<Comparison>> ClauseReader::anythingBut(const QJsonValue &operand)
{
    if (operand.isObject())
        return anythingButExpression(operand.toObject());
    return anythingButValues(operand.isArray() ? operand.toArray() : QJsonArray{operand});
}

Result<std::vector<Comparison>> ClauseReader::anythingButValues(const QJsonArray &values)
{
    std::vector<Comparison> excluded;
    bool texts = false;
    bool numbers = false;
    for (const QJsonValue &value : values) {
        if (value.isString()) {
            texts = true;
            excluded.emplace_back(IsText{utf8(value)});
        } else if (value.isDouble()) {
            numbers = true;
            excluded.emplace_back(IsNumber{value.toDouble()});
        } else {
            return wrong(QStringLiteral("\"anything-but\" excludes texts or numbers, not %1.")
                             .arg(describeType(value)),
                         QStringLiteral("To exclude null, true or false, list what is wanted "
                                        "instead."));
        }
    }
    if (texts == numbers)
        return wrong(
            texts ? QStringLiteral("\"anything-but\" mixes texts and numbers.")
                  : QStringLiteral("\"anything-but\" excludes nothing."),
            QStringLiteral("Write {\"anything-but\": [\"a\", \"b\"]} or {\"anything-but\": "
                           "[0, 1]}."));
    return excluded;
}

Result<std::vector<Comparison>> ClauseReader::anythingButExpression(const QJsonObject &object)
{
    static const QStringList known{QStringLiteral("prefix"),
                                   QStringLiteral("suffix"),
                                   QStringLiteral("equals-ignore-case"),
                                   QStringLiteral("wildcard")};
    const QString name = object.isEmpty() ? QString() : object.constBegin().key();
    if (object.size() != 1 || !known.contains(name))
        return wrong(object.size() == 1
                         ? QStringLiteral("\"anything-but\" cannot hold %1.").arg(quoted(name))
                         : QStringLiteral("\"anything-but\" holds %1 expressions instead of one.")
                               .arg(object.size()),
                     suggestName(name, known));
    m_pointer = pointerTo(m_pointer, name);
    const QJsonValue operand = object.constBegin().value();
    const QJsonArray values = operand.isArray() ? operand.toArray() : QJsonArray{operand};
    if (values.isEmpty())
        return wrong(QStringLiteral("\"anything-but\" excludes nothing."),
                     QStringLiteral("Write {\"anything-but\": {\"%1\": [\"a text\"]}}.").arg(name));
    std::vector<Comparison> excluded;
    for (const QJsonValue &value : values) {
        // An empty prefix or suffix would exclude every text; that is more likely a mistake.
        const bool affix = name == u"prefix" || name == u"suffix";
        if (!value.isString() || (affix && value.toString().isEmpty()))
            return wrong(
                QStringLiteral("%1 inside \"anything-but\" needs texts%2.")
                    .arg(quoted(name), affix ? QStringLiteral(" that are not empty") : QString()),
                QStringLiteral("Write {\"anything-but\": {\"%1\": [\"a text\"]}}.").arg(name));
        auto comparison = name == u"wildcard" ? wildcard(value)
                          : affix             ? prefixOrSuffix(name, value)
                                              : text(name, value);
        if (!comparison)
            return fail(std::move(comparison).error());
        excluded.push_back(std::move(*comparison));
    }
    return excluded;
}

tl::unexpected<Error> ClauseReader::wrong(const QString &message, const QString &remedy) const
{
    return fail(ErrorKind::BadInput,
                QStringLiteral("Pattern field %1: %2").arg(quoted(m_path), message),
                remedy,
                m_pointer);
}

} // namespace Saltern
