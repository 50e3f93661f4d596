#include "app/studio/models/nodesummary.h"

#include "engine/pipeline/registry.h"

namespace Saltern {

namespace {

QString plain(const QJsonValue &value)
{
    if (value.isArray()) {
        QStringList parts;
        const QJsonArray array = value.toArray();
        for (const QJsonValue &item : array)
            parts += plain(item);
        return parts.join(QStringLiteral(", "));
    }
    return value.isObject() ? QString() : value.toVariant().toString();
}

// One clause of a pattern: "exitCode ≠ 0", "image nginx:*".
QString clause(const QString &key, const QJsonValue &test)
{
    const QString name = key.mid(key.lastIndexOf(u'.') + 1);
    const QJsonValue first = test.isArray() ? test.toArray().at(0) : test;
    if (!first.isObject())
        return QStringLiteral("%1 = %2").arg(name, plain(test));
    const QJsonObject operation = first.toObject();
    if (operation.isEmpty())
        return name;
    const QString word = operation.begin().key();
    const QJsonValue value = operation.begin().value();
    if (word == QLatin1StringView("anything-but"))
        return value.isObject() ? clause(name, value)
                                : QStringLiteral("%1 \u2260 %2").arg(name, plain(value));
    if (word == QLatin1StringView("prefix"))
        return QStringLiteral("%1 %2*").arg(name, plain(value));
    if (word == QLatin1StringView("suffix"))
        return QStringLiteral("%1 *%2").arg(name, plain(value));
    if (word == QLatin1StringView("numeric"))
        return QStringLiteral("%1 %2").arg(name, plain(value).remove(u','));
    if (word == QLatin1StringView("exists"))
        return value.toBool() ? QStringLiteral("has ") + name : QStringLiteral("no ") + name;
    return value.isObject() || value.isArray()
               ? clause(name + u'.' + word, value)
               : QStringLiteral("%1 %2 %3").arg(name, word, plain(value));
}

QString pattern(const QJsonObject &object)
{
    if (object.isEmpty())
        return {};
    QString key = object.begin().key();
    QJsonValue value = object.begin().value();
    // Nested keys are the same as dotted ones; a test is a list.
    while (value.isObject() && !value.toObject().isEmpty()) {
        const QJsonObject inner = value.toObject();
        key = inner.begin().key();
        value = inner.begin().value();
    }
    const QString text = clause(key, value);
    return object.size() > 1 ? QStringLiteral("%1 +%2").arg(text).arg(object.size() - 1) : text;
}

QString detail(const Parameter &parameter, const QJsonValue &value)
{
    switch (parameter.type) {
    case ParameterType::Pattern:
        return pattern(value.toObject());
    case ParameterType::Path:
        return value.toString().section(u'/', -1);
    case ParameterType::Code:
        return value.toString().trimmed().section(u'\n', 0, 0);
    case ParameterType::List:
    case ParameterType::Text:
    case ParameterType::Url:
    case ParameterType::Cron:
    case ParameterType::Duration:
    case ParameterType::Json:
        return plain(value).section(u'\n', 0, 0);
    default:
        return {};
    }
}

} // namespace

QStringList nodeSummary(const Node &node)
{
    QStringList words{node.kind.name.isEmpty() ? QStringLiteral("no kind")
                                               : QString(node.kind.name).replace(u'.', u' ')};
    const NodeDescriptor *descriptor = findDescriptor(node.kind);
    if (!descriptor)
        return {words.first() + QStringLiteral(" · unknown kind")};
    QString best;
    for (const Parameter &parameter : descriptor->parameters) {
        const QJsonValue value = node.parameters.value(parameter.name);
        if (value.isUndefined() || parameter.advanced)
            continue;
        const bool isWord = parameter.type == ParameterType::Choice ||
                            parameter.name == QLatin1StringView("runtime");
        if (isWord && words.size() < 3)
            words += plain(value);
        const QString text = isWord ? QString() : detail(parameter, value);
        // What events are picked by says more than what else is set.
        if (best.isEmpty() || (parameter.type == ParameterType::Pattern && !text.isEmpty()))
            best = text;
    }
    QStringList lines{words.join(QStringLiteral(" · "))};
    if (!best.isEmpty())
        lines += best;
    return lines;
}

} // namespace Saltern
