#include "engine/pipeline/yamlwriter.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>

namespace Saltern {

namespace {

constexpr qsizetype longestFlow = 60;

// What reads back as a string without quotes in every YAML reader: a word that no version of YAML
// takes for a number, a boolean or null, and no character that starts something else.
bool isPlainSafe(const QString &text)
{
    static const QRegularExpression safe(
        QStringLiteral("^[A-Za-z_./][A-Za-z0-9_./@+=%-]*(?: ->|[ :][A-Za-z0-9_./@+=%()-]+)*$"));
    static const QRegularExpression reserved(
        QStringLiteral(
            "^(?:y|n|yes|no|on|off|true|false|null|~|\\.nan|[-+]?\\.inf|[-+]?\\.?\\d.*)$"),
        QRegularExpression::CaseInsensitiveOption);
    return safe.match(text).hasMatch() && !reserved.match(text).hasMatch() && !text.endsWith(u':');
}

// Legal in JSON text, but not as they are in YAML: C1 controls, Unicode line ends, the byte order
// mark.
bool needsEscape(QChar c)
{
    return (c >= QChar(0x7f) && c <= QChar(0x9f)) || c == QChar(0x2028) || c == QChar(0x2029) ||
           c == QChar(0xfeff);
}

QByteArray quoted(const QString &text)
{
    const QByteArray list = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    const QString json = QString::fromUtf8(list.sliced(1, list.size() - 2));
    QString escaped;
    for (const QChar c : json) {
        if (needsEscape(c))
            escaped += QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
        else
            escaped += c;
    }
    return escaped.toUtf8();
}

// A literal block keeps every byte only if no line is odd: control characters, blanks that a
// reader would take for indentation, or nothing but blank lines.
bool fitsLiteralBlock(const QString &text)
{
    if (!text.contains(u'\n') || text.startsWith(u' ') || text.startsWith(u'\n') ||
        text.endsWith(QLatin1StringView("\n\n")))
        return false;
    return std::all_of(text.begin(), text.end(), [](QChar c) {
        return c == u'\n' || (c >= u' ' && !needsEscape(c));
    });
}

QByteArray literalBlock(const QString &text, int indent)
{
    const bool endsWithLine = text.endsWith(u'\n');
    QByteArray out = endsWithLine ? " |" : " |-";
    const QStringList lines = (endsWithLine ? text.chopped(1) : text).split(u'\n');
    for (const QString &line : lines) {
        out += '\n';
        if (!line.isEmpty())
            out += QByteArray(indent + 2, ' ') + line.toUtf8();
    }
    return out;
}

bool hasLines(const QJsonValue &value)
{
    if (value.isString())
        return value.toString().contains(u'\n');
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        return std::any_of(
            object.begin(), object.end(), [](const QJsonValue &v) { return hasLines(v); });
    }
    const QJsonArray array = value.toArray();
    return std::any_of(array.begin(), array.end(), [](const QJsonValue &v) { return hasLines(v); });
}

QByteArray blockObject(const QJsonObject &object, int column)
{
    QByteArray out;
    for (auto entry = object.begin(); entry != object.end(); ++entry)
        out += '\n' + QByteArray(column, ' ') + writeYamlKey(entry.key()) + ':' +
               writeYamlValue(entry.value(), column);
    return out;
}

QByteArray blockArray(const QJsonArray &array, int column)
{
    QByteArray out;
    const QByteArray indent = '\n' + QByteArray(column, ' ');
    const QByteArray deeper = indent + "  ";
    for (const QJsonValue &item : array) {
        QByteArray written = writeYamlValue(item, column);
        // The first key of a mapping, or the first dash of a list, goes on the line of the dash.
        if (written.startsWith(deeper))
            written = ' ' + written.sliced(deeper.size());
        out += indent + '-' + written;
    }
    return out;
}

} // namespace

QByteArray writeYamlFlow(const QJsonValue &value)
{
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        QByteArrayList parts;
        for (auto entry = object.begin(); entry != object.end(); ++entry)
            parts += writeYamlKey(entry.key()) + ": " + writeYamlFlow(entry.value());
        if (parts.isEmpty())
            return "{}";
        return "{ " + parts.join(", ") + " }";
    }
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        QByteArrayList parts;
        for (const QJsonValue &item : array)
            parts += writeYamlFlow(item);
        return '[' + parts.join(", ") + ']';
    }
    // Inside brackets a comma or a bracket would end a plain word; those are never plain-safe.
    return writeYamlScalar(value);
}

QByteArray writeYamlScalar(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        return value.toBool() ? "true" : "false";
    case QJsonValue::Double: {
        const QJsonArray one{value};
        const QByteArray list = QJsonDocument(one).toJson(QJsonDocument::Compact);
        return list.sliced(1, list.size() - 2);
    }
    case QJsonValue::String: {
        const QString text = value.toString();
        return isPlainSafe(text) ? text.toUtf8() : quoted(text);
    }
    default:
        return "null";
    }
}

QByteArray writeYamlKey(const QString &key)
{
    const QByteArray written = writeYamlScalar(key);
    return written.contains(' ') && !written.startsWith('"') ? quoted(key) : written;
}

QByteArray writeYamlValue(const QJsonValue &value, int indent)
{
    if (value.isString() && fitsLiteralBlock(value.toString()))
        return literalBlock(value.toString(), indent);
    if (!value.isObject() && !value.isArray())
        return ' ' + writeYamlScalar(value);
    const QByteArray oneLine = writeYamlFlow(value);
    if (!hasLines(value) && oneLine.size() <= longestFlow)
        return ' ' + oneLine;
    return value.isObject() ? blockObject(value.toObject(), indent + 2)
                            : blockArray(value.toArray(), indent + 2);
}

} // namespace Saltern
