#include "engine/events/templatefilters.h"

#include "engine/base/compactjson.h"
#include "engine/events/template.h"

#include <QJsonObject>
#include <QLocale>
#include <QUrl>

#include <array>
#include <cmath>

namespace Saltern {

namespace {

QString typeName(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return QStringLiteral("null");
    case QJsonValue::Bool:
        return QStringLiteral("true or false");
    case QJsonValue::Double:
        return QStringLiteral("a number");
    case QJsonValue::String:
        return QStringLiteral("text");
    case QJsonValue::Array:
        return QStringLiteral("a list");
    case QJsonValue::Object:
        return QStringLiteral("an object");
    case QJsonValue::Undefined:
        break;
    }
    return QStringLiteral("nothing");
}

tl::unexpected<Error> needs(const char *filter, const char *wanted, const QJsonValue &got)
{
    return fail(ErrorKind::BadInput,
                QStringLiteral("The filter \"%1\" needs %2, but got %3.")
                    .arg(QLatin1StringView(filter), QLatin1StringView(wanted), typeName(got)),
                QStringLiteral("Check the path in front of it."));
}

tl::unexpected<Error> tooLong()
{
    return fail(ErrorKind::TooLarge,
                QStringLiteral("The template makes more than %1 characters of text.")
                    .arg(maximumRenderedLength),
                QStringLiteral("Pick a smaller part of the event."));
}

// People count characters; UTF-16 has two units for some.
qsizetype characterCount(const QString &text)
{
    return std::count_if(text.begin(), text.end(), [](QChar c) { return !c.isLowSurrogate(); });
}

QString firstCharacters(const QString &text, qsizetype count)
{
    qsizetype end = 0;
    while (end < text.size() && count > 0) {
        end += text[end].isHighSurrogate() && end + 1 < text.size() ? 2 : 1;
        --count;
    }
    return text.left(end);
}

bool isFalse(const QJsonValue &value)
{
    return value.isUndefined() || value.isNull() || value == QJsonValue(false) ||
           value == QJsonValue(0) || value == QJsonValue(QString()) ||
           value == QJsonValue(QJsonArray()) || value == QJsonValue(QJsonObject());
}

QString asJson(const QJsonValue &value)
{
    return QString::fromUtf8(compactJson(value));
}

QJsonValue numberValue(double number)
{
    constexpr double exact = 9007199254740992.0; // 2^53
    if (std::abs(number) <= exact && number == std::floor(number))
        return QJsonValue(static_cast<qint64>(number));
    return QJsonValue(number);
}

Result<QJsonValue> filterDefault(const QJsonValue &value, const QJsonArray &arguments)
{
    const bool alsoFalse = arguments.size() > 1 && arguments[1].toBool();
    const bool replaced = value.isUndefined() || (alsoFalse && isFalse(value));
    if (!replaced)
        return value;
    return arguments.isEmpty() ? QJsonValue(QString()) : QJsonValue(arguments[0]);
}

Result<QJsonValue> filterUpper(const QJsonValue &value, const QJsonArray &)
{
    return QJsonValue(templateText(value).toUpper());
}

Result<QJsonValue> filterLower(const QJsonValue &value, const QJsonArray &)
{
    return QJsonValue(templateText(value).toLower());
}

Result<QJsonValue> filterCapitalize(const QJsonValue &value, const QJsonArray &)
{
    const QString text = templateText(value).toLower();
    return QJsonValue(QString(text.left(1).toUpper() + text.mid(1)));
}

Result<QJsonValue> filterTitle(const QJsonValue &value, const QJsonArray &)
{
    QString text = templateText(value).toLower();
    bool begins = true;
    for (QChar &c : text) {
        if (begins)
            c = c.toUpper();
        begins = c.isSpace() || QStringView(u"-([{<").contains(c);
    }
    return QJsonValue(text);
}

Result<QJsonValue> filterTrim(const QJsonValue &value, const QJsonArray &)
{
    return QJsonValue(templateText(value).trimmed());
}

Result<QJsonValue> filterString(const QJsonValue &value, const QJsonArray &)
{
    return QJsonValue(templateText(value));
}

Result<QJsonValue> filterLength(const QJsonValue &value, const QJsonArray &)
{
    if (value.isString())
        return QJsonValue(characterCount(value.toString()));
    if (value.isArray())
        return QJsonValue(value.toArray().size());
    if (value.isObject())
        return QJsonValue(value.toObject().size());
    return needs("length", "text, a list or an object", value);
}

Result<QJsonValue> filterToJson(const QJsonValue &value, const QJsonArray &)
{
    return QJsonValue(asJson(value));
}

std::optional<double> readNumber(const QJsonValue &value)
{
    if (value.isDouble())
        return value.toDouble();
    if (value.isBool())
        return value.toBool() ? 1 : 0;
    bool ok = false;
    const double number = value.toString().trimmed().toDouble(&ok);
    return ok && std::isfinite(number) ? std::optional(number) : std::nullopt;
}

Result<QJsonValue> filterInt(const QJsonValue &value, const QJsonArray &arguments)
{
    bool ok = false;
    if (const qint64 exact = value.toString().trimmed().toLongLong(&ok); ok)
        return QJsonValue(exact);
    if (value.isDouble() && value.toInteger(0) == value.toInteger(1))
        return value;
    const auto number = readNumber(value);
    if (number && std::abs(*number) < 9.2e18)
        return QJsonValue(static_cast<qint64>(*number));
    if (!arguments.isEmpty())
        return QJsonValue(arguments[0]);
    return needs("int", "a number or text that is one", value);
}

Result<QJsonValue> filterFloat(const QJsonValue &value, const QJsonArray &arguments)
{
    if (const auto number = readNumber(value))
        return QJsonValue(*number);
    if (!arguments.isEmpty())
        return QJsonValue(arguments[0]);
    return needs("float", "a number or text that is one", value);
}

Result<QJsonValue> filterRound(const QJsonValue &value, const QJsonArray &arguments)
{
    const auto number = readNumber(value);
    if (!number)
        return needs("round", "a number", value);
    const int precision = arguments.isEmpty() ? 0 : arguments[0].toInt();
    const QString method =
        arguments.size() > 1 ? arguments[1].toString() : QStringLiteral("common");
    if (std::abs(precision) > 15)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The filter \"round\" takes at most 15 decimals."),
                    QStringLiteral("Write round(2), for example."));
    const double scale = std::pow(10.0, precision);
    if (method == QLatin1StringView("ceil"))
        return numberValue(std::ceil(*number * scale) / scale);
    if (method == QLatin1StringView("floor"))
        return numberValue(std::floor(*number * scale) / scale);
    if (method == QLatin1StringView("common"))
        return numberValue(std::round(*number * scale) / scale);
    return fail(ErrorKind::BadInput,
                QStringLiteral("The filter \"round\" does not know the method \"%1\".")
                    .arg(method.left(40)),
                QStringLiteral("Use 'common', 'ceil' or 'floor'."));
}

Result<QJsonValue> filterAbs(const QJsonValue &value, const QJsonArray &)
{
    const auto number = readNumber(value);
    return number ? Result<QJsonValue>(numberValue(std::abs(*number)))
                  : needs("abs", "a number", value);
}

Result<QJsonValue> filterJoin(const QJsonValue &value, const QJsonArray &arguments)
{
    if (!value.isArray())
        return needs("join", "a list", value);
    const QString separator = arguments.isEmpty() ? QString() : templateText(arguments[0]);
    QString joined;
    bool first = true;
    const QJsonArray items = value.toArray();
    for (const QJsonValue &item : items) {
        if (!first)
            joined += separator;
        first = false;
        joined += templateText(item);
        if (joined.size() > maximumRenderedLength)
            return tooLong();
    }
    return QJsonValue(joined);
}

QJsonValue characterOrNothing(const QString &character)
{
    return character.isEmpty() ? QJsonValue(QJsonValue::Undefined) : QJsonValue(character);
}

Result<QJsonValue> filterFirst(const QJsonValue &value, const QJsonArray &)
{
    if (value.isString())
        return characterOrNothing(firstCharacters(value.toString(), 1));
    return value.isArray() ? Result<QJsonValue>(value.toArray().at(0))
                           : needs("first", "a list or text", value);
}

Result<QJsonValue> filterLast(const QJsonValue &value, const QJsonArray &)
{
    if (value.isString()) {
        const QString text = value.toString();
        return characterOrNothing(
            text.right(!text.isEmpty() && text.back().isLowSurrogate() ? 2 : 1));
    }
    const QJsonArray list = value.toArray();
    return value.isArray() ? Result<QJsonValue>(list.at(list.size() - 1))
                           : needs("last", "a list or text", value);
}

Result<QJsonValue> filterUnique(const QJsonValue &value, const QJsonArray &)
{
    if (!value.isArray())
        return needs("unique", "a list", value);
    QJsonArray kept;
    QSet<QString> seen;
    const QJsonArray items = value.toArray();
    for (const QJsonValue &item : items) {
        const QString key = asJson(item);
        if (!seen.contains(key)) {
            seen.insert(key);
            kept.append(item);
        }
    }
    return QJsonValue(kept);
}

Result<QJsonValue> filterReplace(const QJsonValue &value, const QJsonArray &arguments)
{
    QString text = templateText(value);
    const QString before = templateText(arguments[0]);
    const QString after = templateText(arguments[1]);
    if (before.isEmpty())
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The filter \"replace\" cannot replace an empty text."),
                    QStringLiteral("Say what is to be replaced, as in replace('/', '-')."));
    const qsizetype grown = text.count(before) * qMax<qsizetype>(0, after.size() - before.size());
    if (text.size() + grown > maximumRenderedLength)
        return tooLong();
    return QJsonValue(text.replace(before, after));
}

Result<QJsonValue> filterTruncate(const QJsonValue &value, const QJsonArray &arguments)
{
    const QString text = templateText(value);
    const qsizetype length = arguments.isEmpty() ? 255 : arguments[0].toInt(-1);
    const bool killWords = arguments.size() > 1 && arguments[1].toBool();
    const QString end = arguments.size() > 2 ? templateText(arguments[2]) : QStringLiteral("...");
    const qsizetype kept = length - characterCount(end);
    if (kept < 0)
        return fail(ErrorKind::BadInput,
                    QStringLiteral("The filter \"truncate\" has no room for its ending."),
                    QStringLiteral("Give it a length of more than %1.").arg(end.size()));
    if (characterCount(text) <= length)
        return QJsonValue(text);
    QString shortened = firstCharacters(text, kept);
    if (const qsizetype space = shortened.lastIndexOf(u' '); !killWords && space > 0)
        shortened.truncate(space);
    return QJsonValue(QString(shortened + end));
}

Result<QJsonValue> filterBase64(const QJsonValue &value, const QJsonArray &)
{
    return QJsonValue(QString::fromLatin1(templateText(value).toUtf8().toBase64()));
}

Result<QJsonValue> filterUrlEncode(const QJsonValue &value, const QJsonArray &)
{
    return QJsonValue(QString::fromLatin1(QUrl::toPercentEncoding(templateText(value), "/")));
}

constexpr std::array filters{
    TemplateFilter{QLatin1StringView("abs"), 0, 0, false, filterAbs},
    TemplateFilter{QLatin1StringView("b64encode"), 0, 0, false, filterBase64},
    TemplateFilter{QLatin1StringView("capitalize"), 0, 0, false, filterCapitalize},
    TemplateFilter{QLatin1StringView("count"), 0, 0, false, filterLength},
    TemplateFilter{QLatin1StringView("d"), 0, 2, true, filterDefault},
    TemplateFilter{QLatin1StringView("default"), 0, 2, true, filterDefault},
    TemplateFilter{QLatin1StringView("first"), 0, 0, false, filterFirst},
    TemplateFilter{QLatin1StringView("float"), 0, 1, false, filterFloat},
    TemplateFilter{QLatin1StringView("int"), 0, 1, false, filterInt},
    TemplateFilter{QLatin1StringView("join"), 0, 1, false, filterJoin},
    TemplateFilter{QLatin1StringView("last"), 0, 0, false, filterLast},
    TemplateFilter{QLatin1StringView("length"), 0, 0, false, filterLength},
    TemplateFilter{QLatin1StringView("lower"), 0, 0, false, filterLower},
    TemplateFilter{QLatin1StringView("replace"), 2, 2, false, filterReplace},
    TemplateFilter{QLatin1StringView("round"), 0, 2, false, filterRound},
    TemplateFilter{QLatin1StringView("string"), 0, 0, false, filterString},
    TemplateFilter{QLatin1StringView("title"), 0, 0, false, filterTitle},
    TemplateFilter{QLatin1StringView("tojson"), 0, 0, false, filterToJson},
    TemplateFilter{QLatin1StringView("trim"), 0, 0, false, filterTrim},
    TemplateFilter{QLatin1StringView("truncate"), 0, 3, false, filterTruncate},
    TemplateFilter{QLatin1StringView("unique"), 0, 0, false, filterUnique},
    TemplateFilter{QLatin1StringView("upper"), 0, 0, false, filterUpper},
    TemplateFilter{QLatin1StringView("urlencode"), 0, 0, false, filterUrlEncode},
};

} // namespace

const TemplateFilter *findTemplateFilter(QStringView name)
{
    const auto found = std::find_if(
        filters.begin(), filters.end(), [&](const TemplateFilter &f) { return f.name == name; });
    return found == filters.end() ? nullptr : &*found;
}

QStringList templateFilterNames()
{
    QStringList names;
    for (const TemplateFilter &filter : filters)
        names += filter.name;
    return names;
}

QString templateText(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isDouble()) {
        // Whole numbers keep all their digits; the two defaults tell whether it is one.
        if (value.toInteger(0) == value.toInteger(1))
            return QString::number(value.toInteger());
        return QString::number(value.toDouble(), 'g', QLocale::FloatingPointShortest);
    }
    return asJson(value);
}

} // namespace Saltern
