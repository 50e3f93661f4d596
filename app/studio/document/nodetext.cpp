#include "app/studio/document/nodetext.h"

#include "engine/pipeline/registry.h"
#include "engine/pipeline/validation.h"
#include "engine/pipeline/yamldocument.h"
#include "engine/pipeline/yamlwriter.h"

#include <QRegularExpression>
#include <QSet>

namespace Saltern {

namespace {

constexpr qsizetype longestId = 63;

QByteArray field(const QString &name, const QJsonValue &value)
{
    return writeYamlKey(name) + ':' + writeYamlValue(value, 0) + '\n';
}

QJsonObject examplesOf(const std::vector<Parameter> &parameters);

QJsonValue exampleOf(const Parameter &parameter)
{
    if (!parameter.example.isUndefined())
        return parameter.example;
    if (!parameter.defaultValue.isUndefined())
        return parameter.defaultValue;
    switch (parameter.type) {
    case ParameterType::Object:
        return examplesOf(parameter.fields);
    case ParameterType::List:
        return QJsonArray{exampleOf(parameter.fields.front())};
    case ParameterType::Choice:
        return parameter.choices.value(0);
    default:
        return QJsonValue::Undefined;
    }
}

QJsonObject examplesOf(const std::vector<Parameter> &parameters)
{
    QJsonObject values;
    for (const Parameter &parameter : parameters) {
        if (const QJsonValue example = exampleOf(parameter);
            parameter.required && !example.isUndefined())
            values.insert(parameter.name, example);
    }
    return values;
}

bool isValid(const NodeDescriptor &descriptor, const QJsonObject &parameters)
{
    Pipeline pipeline;
    pipeline.name = QStringLiteral("draft");
    pipeline.nodes.append({.id = QStringLiteral("node"),
                           .kind = {descriptor.kind, descriptor.version},
                           .parameters = parameters});
    return !hasErrors(validate(pipeline, {}, nullptr));
}

QJsonObject parametersOfExample(const NodeDescriptor &descriptor)
{
    const QJsonObject nodes = readYaml(descriptor.example.toUtf8()).value.toObject();
    QJsonObject fields = nodes.isEmpty() ? QJsonObject() : nodes.begin()->toObject();
    for (const char *own : {"kind", "label", "note", "disabled"})
        fields.remove(QLatin1StringView(own));
    return fields;
}

} // namespace

QByteArray writeNodeYaml(const Node &node)
{
    QByteArray out = field(QStringLiteral("kind"), node.kind.toString());
    if (!node.label.isEmpty())
        out += field(QStringLiteral("label"), node.label);
    if (!node.note.isEmpty())
        out += field(QStringLiteral("note"), node.note);
    if (node.disabled != Disabled::No)
        out += field(QStringLiteral("disabled"),
                     node.disabled == Disabled::Stop ? QJsonValue(true)
                                                     : QJsonValue(QStringLiteral("bypass")));
    QJsonObject left = node.parameters;
    if (const NodeDescriptor *descriptor = findDescriptor(node.kind)) {
        for (const Parameter &parameter : allParameters(*descriptor)) {
            if (left.contains(parameter.name))
                out += field(parameter.name, left.take(parameter.name));
        }
    }
    for (auto other = left.begin(); other != left.end(); ++other)
        out += field(other.key(), other.value());
    return out;
}

QJsonObject initialParameters(const NodeDescriptor &descriptor, const QJsonObject &given)
{
    const auto withGiven = [&](QJsonObject settings) {
        for (auto setting = given.begin(); setting != given.end(); ++setting)
            settings.insert(setting.key(), setting.value());
        return settings;
    };
    const QJsonObject required = withGiven(examplesOf(descriptor.parameters));
    return isValid(descriptor, required) ? required : withGiven(parametersOfExample(descriptor));
}

QString freeId(const QString &wanted, const QSet<QString> &taken)
{
    static const QRegularExpression odd(QStringLiteral("[^A-Za-z0-9_-]+"));
    QString base = wanted;
    base.replace(odd, QStringLiteral("-"));
    while (!base.isEmpty() && !(base.front().unicode() < 128 && base.front().isLetter()))
        base.remove(0, 1);
    while (base.endsWith(u'-'))
        base.chop(1);
    base = base.isEmpty() ? QStringLiteral("node") : base.left(longestId - 6);
    QString id = base;
    for (int number = 2; taken.contains(id); ++number)
        id = QStringLiteral("%1-%2").arg(base).arg(number);
    return id;
}

QString whyNoId(const QString &id)
{
    static const QRegularExpression form(
        QRegularExpression::anchoredPattern(QStringLiteral("[A-Za-z][A-Za-z0-9_-]{0,62}")));
    return form.match(id).hasMatch()
               ? QString()
               : QStringLiteral("An id has letters, digits, - and _, a letter first, at most 63.");
}

} // namespace Saltern
