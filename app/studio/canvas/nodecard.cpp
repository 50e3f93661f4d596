#include "app/studio/canvas/nodecard.h"

#include "app/studio/canvas/nodegeometry.h"
#include "app/studio/models/categoryname.h"
#include "engine/nodes/jsontext.h"
#include "engine/pipeline/registry.h"

#include <QFileInfo>
#include <QRegularExpression>

namespace Saltern {

namespace {

constexpr int kindLineWords = 2;
constexpr int wordLength = 16;
constexpr int kindLineLength = 26; // characters that fit on a card
constexpr int summaryLength = 21;  // of a summary line, where all are equally wide

const QString dot = QStringLiteral(" · ");

bool isWord(const QString &text)
{
    return !text.isEmpty() && text.size() <= wordLength && !text.contains(u'{') &&
           !text.contains(u'\n');
}

/// The setting as one word for the kind line, or nothing when it is not of that sort.
QString kindWord(const Parameter &parameter, const QJsonValue &value)
{
    switch (parameter.type) {
    case ParameterType::Choice:
        return value.toString();
    case ParameterType::Text:
        return !parameter.templated && isWord(value.toString()) ? value.toString() : QString();
    case ParameterType::List: {
        if (!parameter.acceptsOne)
            return {};
        const QString words = oneOrMany(value).join(QStringLiteral(", "));
        return isWord(words) ? words : QString();
    }
    default:
        return {};
    }
}

struct KindLine
{
    QStringList words;
    QStringList used; // names of the settings in it
};

KindLine kindLine(const NodeDescriptor &descriptor, const Node &node)
{
    KindLine line{.words = {descriptor.title.toLower()}};
    for (const Parameter &parameter : descriptor.parameters) {
        if (parameter.advanced || !node.parameters.contains(parameter.name))
            continue;
        const QString word = kindWord(parameter, node.parameters[parameter.name]);
        if (word.isEmpty())
            continue;
        line.words.append(word);
        line.used.append(parameter.name);
        if (line.used.size() == kindLineWords)
            break;
    }
    return line;
}

// "web…" for what begins with web, "…:latest" for what ends so.
QString operandText(const QJsonObject &test)
{
    const QString word = test.isEmpty() ? QString() : test.begin().key();
    const QJsonValue operand = test.isEmpty() ? QJsonValue() : test.begin().value();
    if (word == QLatin1StringView("prefix") && operand.isString())
        return operand.toString() + u'…';
    if (word == QLatin1StringView("suffix") && operand.isString())
        return u'…' + operand.toString();
    return oneOrMany(operand).join(QStringLiteral(", "));
}

QString operatorLine(const QString &name, const QJsonObject &test)
{
    const QString word = test.isEmpty() ? QString() : test.begin().key();
    const QJsonValue operand = test.isEmpty() ? QJsonValue() : test.begin().value();
    if (word == QLatin1StringView("anything-but"))
        return name + QStringLiteral(" ≠ ") +
               operandText(operand.isObject() ? operand.toObject() : test);
    if (word == QLatin1StringView("exists"))
        return (operand.toBool() ? QStringLiteral("has ") : QStringLiteral("no ")) + name;
    if (word == QLatin1StringView("numeric"))
        return name + u' ' + oneOrMany(operand).join(u' ');
    return name + QStringLiteral(" = ") + operandText(test);
}

QString clauseLine(const QString &path, const QJsonArray &tests)
{
    const QString name = path.section(u'.', -1);
    QStringList alternatives;
    for (const QJsonValue &test : tests) {
        if (test.isObject())
            return operatorLine(name, test.toObject());
        alternatives.append(test.isNull() ? QStringLiteral("null") : textOf(test));
    }
    return name + QStringLiteral(" = ") + alternatives.join(QStringLiteral(" | "));
}

void collectClauses(const QString &prefix, const QJsonObject &pattern, QStringList &clauses)
{
    for (auto it = pattern.begin(); it != pattern.end(); ++it) {
        const QString path = prefix.isEmpty() ? it.key() : prefix + u'.' + it.key();
        if (it.key() == QLatin1StringView("$or"))
            clauses.append(QStringLiteral("one of %1").arg(it.value().toArray().size()));
        else if (it.value().isObject())
            collectClauses(path, it.value().toObject(), clauses);
        else
            clauses.append(clauseLine(path, it.value().toArray()));
    }
}

QString mapLine(const QJsonObject &map)
{
    QStringList entries;
    for (auto it = map.begin(); it != map.end(); ++it)
        entries.append(it.key() + QStringLiteral(" = ") + textOf(it.value()));
    return entries.join(QStringLiteral(", "));
}

QString listLine(const Parameter &parameter, const QJsonValue &value)
{
    const QJsonArray list = value.toArray();
    QStringList names;
    for (const QJsonValue &element : list) {
        const QJsonObject object = element.toObject();
        if (!element.isObject())
            names.append(textOf(element));
        else if (object.contains(QStringLiteral("name")))
            names.append(object[QStringLiteral("name")].toString());
    }
    if (!value.isArray())
        return textOf(value);
    return names.isEmpty() ? parameter.title.toLower() + u' ' + QString::number(list.size())
                           : names.join(QStringLiteral(" | "));
}

// Of a path too long for a card the end says most: "…container.name".
QString pathLine(const QString &path)
{
    if (path.size() <= summaryLength)
        return path;
    const QString end = path.right(summaryLength - 1);
    const qsizetype first = end.indexOf(u'.');
    return u'…' + (first < 0 ? end : end.mid(first + 1));
}

// As a person would say it: "secret.PAGER_URL", "{name} died with {exitCode}".
QString templateLine(const QString &text)
{
    static const QRegularExpression path(QStringLiteral("^[\\w.]+$"));
    static const QRegularExpression lone(QStringLiteral("^\\{\\{([^{}]*)\\}\\}$"));
    static const QRegularExpression one(QStringLiteral("\\{\\{([^{}]*)\\}\\}"));
    if (path.match(text).hasMatch())
        return pathLine(text);
    if (const auto match = lone.match(text); match.hasMatch())
        return pathLine(match.captured(1).trimmed());
    QString line;
    qsizetype from = 0;
    for (auto it = one.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        const QString value = match.captured(1).section(u'|', 0, 0).trimmed();
        line +=
            text.mid(from, match.capturedStart() - from) + u'{' + value.section(u'.', -1) + u'}';
        from = match.capturedEnd();
    }
    return line + text.mid(from);
}

QString summaryLine(const Parameter &parameter, const QJsonValue &value)
{
    switch (parameter.type) {
    case ParameterType::Pattern:
        return patternLine(value.toObject());
    case ParameterType::Path:
        return QFileInfo(value.toString()).fileName();
    case ParameterType::Code:
        return value.toString().trimmed().section(u'\n', 0, 0);
    case ParameterType::Map:
        return mapLine(value.toObject());
    case ParameterType::List:
        return listLine(parameter, value);
    case ParameterType::Boolean:
        return value.toBool() ? parameter.title.toLower() : QString();
    case ParameterType::Integer:
    case ParameterType::Number:
    case ParameterType::Duration:
    case ParameterType::ByteSize:
        return parameter.title.toLower() + u' ' + textOf(value);
    default:
        return templateLine(textOf(value).simplified());
    }
}

} // namespace

QString cardTitle(const NodeDescriptor *descriptor, const Node &node)
{
    if (!node.label.isEmpty())
        return node.label;
    return descriptor ? descriptor->title : node.id;
}

QString cardTitleIn(const Pipeline &pipeline, const QString &id)
{
    const Node *node = pipeline.node(id);
    return node ? cardTitle(findDescriptor(node->kind), *node) : id;
}

QString kindLineOf(const NodeDescriptor *descriptor, const Node &node)
{
    if (!descriptor)
        return QStringLiteral("unknown kind") + dot + node.kind.name;
    QStringList words = kindLine(*descriptor, node).words;
    // Of two words too many the later one says more: "docker event · die".
    if (words.size() > 2 && words.join(dot).size() > kindLineLength)
        words.removeAt(1);
    return words.join(dot);
}

QStringList summaryLinesOf(const NodeDescriptor *descriptor, const Node &node)
{
    QStringList lines;
    if (!descriptor)
        return lines;
    const QStringList used = kindLine(*descriptor, node).used;
    for (const Parameter &parameter : descriptor->parameters) {
        const QJsonValue value = node.parameters[parameter.name];
        if (parameter.advanced || parameter.type == ParameterType::Target || value.isUndefined() ||
            value == parameter.defaultValue || used.contains(parameter.name))
            continue;
        const QString line = summaryLine(parameter, value);
        if (!line.isEmpty())
            lines.append(line);
        if (lines.size() == NodeShape::summaryLines)
            break;
    }
    return lines;
}

QString placeLineOf(const Node &node)
{
    const QString place = node.parameters[QStringLiteral("place")].toString(
        node.parameters[QStringLiteral("hosts")].toString());
    if (place.isEmpty() || place == QLatin1StringView("*"))
        return {};
    return QStringLiteral("on ") +
           (place == QLatin1StringView("event-host") ? QStringLiteral("event host") : place);
}

QString categoryName(const NodeDescriptor *descriptor)
{
    return descriptor ? categoryName(descriptor->category) : QStringLiteral("unknown");
}

QString patternLine(const QJsonObject &pattern)
{
    QStringList clauses;
    collectClauses({}, pattern, clauses);
    return clauses.join(QStringLiteral(", "));
}

} // namespace Saltern
