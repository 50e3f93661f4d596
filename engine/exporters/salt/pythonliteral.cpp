#include "engine/exporters/salt/pythonliteral.h"

#include <QJsonArray>
#include <QJsonObject>

#include <cmath>

namespace Saltern {

namespace {

constexpr qsizetype lineWidth = 100;
constexpr int indentStep = 4;

QByteArray escaped(char32_t character)
{
    switch (character) {
    case U'"':
        return "\\\"";
    case U'\\':
        return "\\\\";
    case U'\n':
        return "\\n";
    default:
        break;
    }
    if (character >= 0x20 && character < 0x7f)
        return QByteArray(1, static_cast<char>(character));
    const auto digits = QByteArray::number(static_cast<uint>(character), 16);
    if (character <= 0xff)
        return "\\x" + digits.rightJustified(2, '0');
    return character <= 0xffff ? "\\u" + digits.rightJustified(4, '0')
                               : "\\U" + digits.rightJustified(8, '0');
}

QByteArray numberText(const QJsonValue &value)
{
    // Whole numbers keep all their digits; the two defaults tell whether it is one.
    if (value.toInteger(0) == value.toInteger(1))
        return QByteArray::number(value.toInteger());
    const double number = value.toDouble();
    if (!std::isfinite(number))
        return number < 0 ? "float(\"-inf\")" : "float(\"inf\")";
    return QByteArray::number(number, 'g', 17);
}

QByteArray join(const QList<QByteArray> &entries, char open, char close, int indent)
{
    QByteArray line = open + entries.join(", ") + close;
    if (indent + line.size() <= lineWidth && !line.contains('\n'))
        return line;
    const QByteArray inner(indent + indentStep, ' ');
    QByteArray text(1, open);
    for (const QByteArray &entry : entries)
        text += '\n' + inner + entry + ',';
    return text + '\n' + QByteArray(indent, ' ') + close;
}

} // namespace

QByteArray quotedText(const QString &text)
{
    QByteArray out("\"");
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t character = text[i].unicode();
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            character = QChar::surrogateToUcs4(text[i], text[i + 1]);
            ++i;
        }
        out += escaped(character);
    }
    return out + '"';
}

QByteArray pythonLiteral(const QJsonValue &value, int indent)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        return value.toBool() ? "True" : "False";
    case QJsonValue::Double:
        return numberText(value);
    case QJsonValue::String:
        return quotedText(value.toString());
    case QJsonValue::Array: {
        QList<QByteArray> entries;
        const QJsonArray array = value.toArray();
        for (const QJsonValue &item : array)
            entries += pythonLiteral(item, indent + indentStep);
        return join(entries, '[', ']', indent);
    }
    case QJsonValue::Object: {
        QList<QByteArray> entries;
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member)
            entries += quotedText(member.key()) + ": " +
                       pythonLiteral(member.value(), indent + indentStep);
        return join(entries, '{', '}', indent);
    }
    default:
        return "None";
    }
}

} // namespace Saltern
