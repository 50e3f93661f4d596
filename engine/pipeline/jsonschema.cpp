#include "engine/pipeline/jsonschema.h"

#include "engine/pipeline/registry.h"
#include "engine/pipeline/testcheck.h"

#include <QJsonArray>

#include <algorithm>

namespace Saltern {

namespace {

QJsonObject typed(const char *type)
{
    return {{QStringLiteral("type"), QString::fromLatin1(type)}};
}

QJsonObject matching(const QString &pattern)
{
    QJsonObject schema = typed("string");
    schema.insert(QLatin1StringView("pattern"), pattern);
    return schema;
}

QJsonObject anyOf(const QJsonArray &schemas)
{
    return {{QStringLiteral("anyOf"), schemas}};
}

void addLimits(const Parameter &parameter, QJsonObject &schema)
{
    if (parameter.minimum)
        schema.insert(QLatin1StringView("minimum"), *parameter.minimum);
    if (parameter.maximum)
        schema.insert(QLatin1StringView("maximum"), *parameter.maximum);
}

QJsonObject parameterSchema(const Parameter &parameter, bool templated);

QJsonObject objectSchema(const std::vector<Parameter> &parameters, bool templated)
{
    QJsonObject properties;
    QJsonArray required;
    for (const Parameter &parameter : parameters) {
        properties.insert(parameter.name, parameterSchema(parameter, templated));
        if (parameter.required)
            required.append(parameter.name);
    }
    QJsonObject schema = typed("object");
    schema.insert(QLatin1StringView("properties"), properties);
    schema.insert(QLatin1StringView("additionalProperties"), false);
    if (!required.isEmpty())
        schema.insert(QLatin1StringView("required"), required);
    return schema;
}

QJsonObject listSchema(const Parameter &parameter, bool templated)
{
    QJsonObject schema = typed("array");
    if (parameter.fields.empty())
        return schema;
    const QJsonObject element = parameterSchema(parameter.fields.front(), templated);
    schema.insert(QLatin1StringView("items"), element);
    return parameter.acceptsOne ? anyOf({schema, element}) : schema;
}

QJsonObject mapSchema(const Parameter &parameter, bool templated)
{
    QJsonObject schema = typed("object");
    if (!parameter.fields.empty())
        schema.insert(QLatin1StringView("additionalProperties"),
                      parameterSchema(parameter.fields.front(), templated));
    return schema;
}

// The form alone; limits of durations and sizes are numbers that a schema cannot compare.
QJsonObject valueSchema(const Parameter &parameter, bool templated)
{
    switch (parameter.type) {
    case ParameterType::Integer: {
        QJsonObject schema = typed("integer");
        addLimits(parameter, schema);
        return schema;
    }
    case ParameterType::Number: {
        QJsonObject schema = typed("number");
        addLimits(parameter, schema);
        return schema;
    }
    case ParameterType::Boolean:
        return typed("boolean");
    case ParameterType::Duration:
        return matching(
            QStringLiteral("^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$"));
    case ParameterType::ByteSize:
        return matching(QStringLiteral("^[0-9]+(B|KiB|MiB|GiB)$"));
    case ParameterType::Choice:
        return {{QStringLiteral("enum"), QJsonArray::fromStringList(parameter.choices)}};
    case ParameterType::Pattern:
        return {{QStringLiteral("$ref"), QStringLiteral("#/$defs/pattern")}};
    case ParameterType::Path:
        return matching(QStringLiteral("^(?!/)(?!.*\\\\)(?!(.*/)?\\.{0,2}(/|$)).+$"));
    case ParameterType::Url:
        return matching(QStringLiteral("^https?://[^/]"));
    case ParameterType::List:
        return listSchema(parameter, templated);
    case ParameterType::Map:
        return mapSchema(parameter, templated);
    case ParameterType::Object:
        return objectSchema(parameter.fields, templated);
    case ParameterType::Json:
        return {};
    case ParameterType::Text:
    case ParameterType::Code:
    case ParameterType::Target:
    case ParameterType::Cron:
    case ParameterType::TimeZone:
        break;
    }
    return typed("string");
}

QJsonObject parameterSchema(const Parameter &parameter, bool templated)
{
    templated = templated || parameter.templated;
    QJsonObject schema = valueSchema(parameter, templated);
    // Any value may come out of a template.
    const bool anyText = schema == typed("string") || schema.isEmpty();
    if (templated && !anyText)
        schema = anyOf(
            {schema, QJsonObject{{QStringLiteral("$ref"), QStringLiteral("#/$defs/template")}}});
    if (!parameter.title.isEmpty())
        schema.insert(QLatin1StringView("title"), parameter.title);
    if (!parameter.help.isEmpty())
        schema.insert(QLatin1StringView("description"), parameter.help);
    if (!parameter.defaultValue.isUndefined())
        schema.insert(QLatin1StringView("default"), parameter.defaultValue);
    if (!parameter.example.isUndefined())
        schema.insert(QLatin1StringView("examples"), QJsonArray{parameter.example});
    return schema;
}

QJsonObject described(QJsonObject schema, const char *description)
{
    schema.insert(QLatin1StringView("description"), QString::fromLatin1(description));
    return schema;
}

QJsonObject choice(const char *description, const QStringList &choices)
{
    QJsonObject schema{{QStringLiteral("enum"), QJsonArray::fromStringList(choices)},
                       {QStringLiteral("default"), choices.first()}};
    return described(schema, description);
}

// What every node has, whatever its kind.
QJsonObject commonFields()
{
    return {
        {QStringLiteral("label"), described(typed("string"), "The name that people see.")},
        {QStringLiteral("note"), described(typed("string"), "A remark for readers.")},
        {QStringLiteral("disabled"),
         QJsonObject{{QStringLiteral("enum"), QJsonArray{false, true, QStringLiteral("bypass")}},
                     {QStringLiteral("default"), false},
                     {QStringLiteral("description"),
                      QStringLiteral("true stops events here, bypass passes them on.")}}},
    };
}

QJsonObject kindField(const NodeDescriptor &descriptor)
{
    return {{QStringLiteral("enum"),
             QJsonArray{QStringLiteral("%1@%2").arg(descriptor.kind).arg(descriptor.version),
                        descriptor.kind}},
            {QStringLiteral("title"), descriptor.title},
            {QStringLiteral("description"), descriptor.summary}};
}

QJsonObject kindReference(const NodeDescriptor &descriptor)
{
    return {{QStringLiteral("$ref"), QStringLiteral("#/$defs/kinds/%1").arg(descriptor.kind)}};
}

// One if-then per kind, so that an editor completes the fields of the kind that is written and
// says what is wrong with them, not that none of a dozen kinds fits.
QJsonObject anyNode()
{
    QJsonArray kinds;
    QJsonArray rules;
    for (const NodeDescriptor &descriptor : nodeDescriptors()) {
        const QJsonObject kind = kindField(descriptor);
        kinds.append(kind);
        const QJsonObject condition{
            {QStringLiteral("properties"), QJsonObject{{QStringLiteral("kind"), kind}}},
            {QStringLiteral("required"), QJsonArray{QStringLiteral("kind")}}};
        rules.append(QJsonObject{{QStringLiteral("if"), condition},
                                 {QStringLiteral("then"), kindReference(descriptor)}});
    }
    return {{QStringLiteral("type"), QStringLiteral("object")},
            {QStringLiteral("required"), QJsonArray{QStringLiteral("kind")}},
            {QStringLiteral("properties"), QJsonObject{{QStringLiteral("kind"), anyOf(kinds)}}},
            {QStringLiteral("allOf"), rules}};
}

// A file, or what would be in it.
QJsonObject fileOr(const QJsonArray &inPlace)
{
    QJsonArray forms = inPlace;
    forms.prepend(valueSchema(fileParameter(QString()), false));
    return anyOf(forms);
}

QJsonObject listOf(const QJsonObject &item)
{
    QJsonObject list = typed("array");
    list.insert(QLatin1StringView("items"), item);
    return list;
}

QJsonObject testSchema()
{
    QJsonObject event = typed("object");
    event.insert(QLatin1StringView("required"), QJsonArray{QStringLiteral("type")});
    const QJsonObject mock = objectSchema(mockParameters(), false);
    QJsonObject schema = objectSchema(testParameters(), false);
    QJsonObject properties = schema.value(QLatin1StringView("properties")).toObject();
    const auto refine = [&](const char *name, QJsonObject form) {
        const QString key = QString::fromLatin1(name);
        form.insert(QLatin1StringView("description"),
                    properties.value(key)[QLatin1StringView("description")]);
        properties.insert(key, form);
    };
    QJsonObject mocks = typed("object");
    mocks.insert(QLatin1StringView("additionalProperties"), fileOr({mock, listOf(mock)}));
    refine("events", fileOr({listOf(event)}));
    refine("mocks", mocks);
    schema.insert(QLatin1StringView("properties"), properties);
    return schema;
}

QJsonObject definitions()
{
    QJsonObject kinds;
    for (const NodeDescriptor &descriptor : nodeDescriptors())
        kinds.insert(descriptor.kind, nodeSchema(descriptor));
    return {{QStringLiteral("kinds"), kinds},
            {QStringLiteral("template"), matching(QStringLiteral("\\{\\{.*\\}\\}"))},
            {QStringLiteral("pattern"),
             described(typed("object"), "An event pattern; see docs/patterns.md.")}};
}

QJsonObject documentFields()
{
    QJsonObject nodes = described(typed("object"), "The nodes by id.");
    nodes.insert(QLatin1StringView("additionalProperties"), anyNode());
    nodes.insert(
        QLatin1StringView("propertyNames"),
        QJsonObject{{QStringLiteral("pattern"), QStringLiteral("^[A-Za-z][A-Za-z0-9_-]{0,62}$")}});
    QJsonObject wires = described(typed("array"), "One \"from.port -> to\" each.");
    wires.insert(QLatin1StringView("items"),
                 matching(QStringLiteral("^\\s*[^\\s.>]+(\\.[^\\s>]+)?\\s*->\\s*[^\\s>]+\\s*$")));
    QJsonObject tests = described(typed("array"), "Checked by saltern test.");
    tests.insert(QLatin1StringView("items"), testSchema());
    return {
        {QStringLiteral("saltern"),
         QJsonObject{{QStringLiteral("const"), documentFormat},
                     {QStringLiteral("description"),
                      QStringLiteral("The version of the document format.")}}},
        {QStringLiteral("pipeline"),
         described(matching(QStringLiteral("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")),
                   "The name of the pipeline.")},
        {QStringLiteral("title"), typed("string")},
        {QStringLiteral("description"), typed("string")},
        {QStringLiteral("guarantee"),
         choice("What happens to steps whose outcome a crash hides.",
                {QStringLiteral("at-least-once"), QStringLiteral("at-most-once")})},
        {QStringLiteral("durability"),
         choice("What steps survive: loss of power, or a crash of the engine only.",
                {QStringLiteral("full"), QStringLiteral("process")})},
        {QStringLiteral("missed"),
         choice("Whether events of the time without an engine are caught up.",
                {QStringLiteral("run"), QStringLiteral("skip")})},
        {QStringLiteral("nodes"), nodes},
        {QStringLiteral("wires"), wires},
        {QStringLiteral("tests"), tests},
    };
}

} // namespace

QJsonObject nodeSchema(const NodeDescriptor &descriptor)
{
    QJsonObject schema = objectSchema(allParameters(descriptor), false);
    QJsonObject properties = commonFields();
    const QJsonObject own = schema.value(QLatin1StringView("properties")).toObject();
    for (auto property = own.begin(); property != own.end(); ++property)
        properties.insert(property.key(), property.value());
    properties.insert(QStringLiteral("kind"), kindField(descriptor));
    QJsonArray required = schema.value(QLatin1StringView("required")).toArray();
    required.prepend(QStringLiteral("kind"));
    schema.insert(QLatin1StringView("title"), descriptor.title);
    schema.insert(QLatin1StringView("description"), descriptor.summary);
    schema.insert(QLatin1StringView("properties"), properties);
    schema.insert(QLatin1StringView("required"), required);
    return schema;
}

QJsonObject pipelineSchema()
{
    return {
        {QStringLiteral("$schema"), QStringLiteral("https://json-schema.org/draft/2020-12/schema")},
        {QStringLiteral("title"), QStringLiteral("Saltern pipeline")},
        {QStringLiteral("type"), QStringLiteral("object")},
        {QStringLiteral("required"),
         QJsonArray{
             QStringLiteral("saltern"), QStringLiteral("pipeline"), QStringLiteral("nodes")}},
        {QStringLiteral("additionalProperties"), false},
        {QStringLiteral("properties"), documentFields()},
        {QStringLiteral("$defs"), definitions()},
    };
}

} // namespace Saltern
