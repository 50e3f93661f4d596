#include "engine/pipeline/nodepages.h"

#include "engine/base/bytesize.h"
#include "engine/base/compactjson.h"
#include "engine/base/duration.h"
#include "engine/pipeline/registry.h"

#include <QJsonObject>

namespace Saltern {

namespace {

QString typeName(const Parameter &parameter)
{
    switch (parameter.type) {
    case ParameterType::Text:
        return QStringLiteral("text");
    case ParameterType::Integer:
        return QStringLiteral("whole number");
    case ParameterType::Number:
        return QStringLiteral("number");
    case ParameterType::Boolean:
        return QStringLiteral("true or false");
    case ParameterType::Duration:
        return QStringLiteral("duration");
    case ParameterType::ByteSize:
        return QStringLiteral("size");
    case ParameterType::Choice:
        return QStringLiteral("choice");
    case ParameterType::Pattern:
        return QStringLiteral("[pattern](../patterns.md)");
    case ParameterType::Path:
        return QStringLiteral("file");
    case ParameterType::Code:
        return QStringLiteral("source text");
    case ParameterType::Url:
        return QStringLiteral("URL");
    case ParameterType::Target:
        return QStringLiteral("hosts");
    case ParameterType::Cron:
        return QStringLiteral("cron");
    case ParameterType::TimeZone:
        return QStringLiteral("time zone");
    case ParameterType::List: {
        const QString elements = parameter.fields.empty() ? QStringLiteral("any value")
                                                          : typeName(parameter.fields.front());
        return parameter.acceptsOne ? QStringLiteral("%1, or a list").arg(elements)
                                    : QStringLiteral("list (%1)").arg(elements);
    }
    case ParameterType::Map:
        return QStringLiteral("mapping (%1)")
            .arg(parameter.fields.empty() ? QStringLiteral("any value")
                                          : typeName(parameter.fields.front()));
    case ParameterType::Object:
        return QStringLiteral("fields, see below");
    case ParameterType::Json:
        return QStringLiteral("any value");
    }
    return QString();
}

QString asCode(const QJsonValue &value)
{
    if (value.isString())
        return QStringLiteral("`%1`").arg(value.toString());
    return QStringLiteral("`%1`").arg(QString::fromUtf8(compactJson(value)));
}

QString limit(const Parameter &parameter, double number)
{
    if (parameter.type == ParameterType::Duration)
        return formatDuration(std::chrono::milliseconds(static_cast<qint64>(number)));
    if (parameter.type == ParameterType::ByteSize)
        return formatByteSize(static_cast<qint64>(number));
    const QString text = QString::number(number, 'g', 12);
    return parameter.unit.isEmpty() ? text : QString(text + u' ' + parameter.unit);
}

QString limits(const Parameter &parameter)
{
    if (parameter.minimum && parameter.maximum)
        return QStringLiteral("%1 to %2")
            .arg(limit(parameter, *parameter.minimum), limit(parameter, *parameter.maximum));
    if (parameter.minimum)
        return QStringLiteral("at least %1").arg(limit(parameter, *parameter.minimum));
    if (parameter.maximum)
        return QStringLiteral("at most %1").arg(limit(parameter, *parameter.maximum));
    return QString();
}

// The first line says what may be written, the rest is prose, so that a page can be skimmed.
QString entry(const Parameter &parameter, const QString &prefix)
{
    QStringList facts{typeName(parameter)};
    if (parameter.type == ParameterType::Choice) {
        QStringList choices;
        for (const QString &choice : parameter.choices)
            choices += u'`' + choice + u'`';
        facts = {choices.join(QStringLiteral(" or "))};
    }
    if (parameter.required)
        facts += QStringLiteral("**required**");
    if (const QString range = limits(parameter); !range.isEmpty())
        facts += range;
    if (!parameter.defaultValue.isUndefined())
        facts += QStringLiteral("default %1").arg(asCode(parameter.defaultValue));
    if (parameter.templated)
        facts += QStringLiteral("template");
    QString text =
        QStringLiteral("### `%1%2`\n\n*%3:* %4.\n\n")
            .arg(prefix, parameter.name, parameter.title, facts.join(QStringLiteral(", ")));
    if (!parameter.help.isEmpty())
        text += parameter.help.trimmed() + QStringLiteral("\n\n");
    if (!parameter.example.isUndefined())
        text += QStringLiteral("Example: %1\n\n").arg(asCode(parameter.example));
    return text;
}

QString entries(const std::vector<Parameter> &parameters, const QString &prefix)
{
    QString text;
    for (const Parameter &parameter : parameters) {
        text += entry(parameter, prefix);
        const QString path = prefix + parameter.name;
        if (parameter.type == ParameterType::Object)
            text += entries(parameter.fields, path + u'.');
        const bool listOfObjects = !parameter.fields.empty() &&
                                   parameter.type == ParameterType::List &&
                                   parameter.fields.front().type == ParameterType::Object;
        if (listOfObjects)
            text += entries(parameter.fields.front().fields, path + QStringLiteral("[]."));
    }
    return text;
}

QString ports(const NodeDescriptor &descriptor)
{
    QString text = QStringLiteral("## Ports\n\n");
    text += descriptor.hasInput()
                ? QStringLiteral("Takes events from any number of wires. ")
                : QStringLiteral("A trigger: it begins runs and no wire leads to it. ");
    text += QStringLiteral("A wire that names no port means the first.\n\n"
                           "| Port | Leaves by it |\n|---|---|\n");
    for (const Port &port : descriptor.outputs)
        text += QStringLiteral("| `%1` | %2 |\n").arg(port.name, port.help);
    if (descriptor.outputsFor)
        text += QStringLiteral("\nThe settings decide which ports there are.\n");
    return text + u'\n';
}

QString commonSettings(const NodeDescriptor &descriptor)
{
    const std::vector<Parameter> all = allParameters(descriptor);
    QStringList names;
    for (std::size_t i = descriptor.parameters.size(); i < all.size(); ++i)
        names += u'`' + all[i].name + u'`';
    if (names.isEmpty())
        return QString();
    return QStringLiteral("## Common settings\n\n%1: as for every node that acts, see\n"
                          "[pipeline-format.md](../pipeline-format.md#nodes).\n")
        .arg(names.join(QStringLiteral(", ")));
}

QString index()
{
    QString text = QStringLiteral(
        "# Node kinds\n\n"
        "Made from the program's own descriptions by `saltern schema --docs docs/nodes`; a test\n"
        "fails when a page is out of date. How nodes are written and wired is in\n"
        "[pipeline-format.md](../pipeline-format.md).\n");
    for (const Category category :
         {Category::Trigger, Category::Logic, Category::Function, Category::Action}) {
        text += QStringLiteral("\n## %1\n\n| Kind | What it does |\n|---|---|\n")
                    .arg(categoryTitle(category));
        for (const NodeDescriptor &descriptor : nodeDescriptors()) {
            if (descriptor.category == category)
                text += QStringLiteral("| [%1](%1.md) | %2 |\n")
                            .arg(descriptor.kind, descriptor.summary);
        }
    }
    return text;
}

} // namespace

QString categoryTitle(Category category)
{
    switch (category) {
    case Category::Trigger:
        return QStringLiteral("Triggers");
    case Category::Logic:
        return QStringLiteral("Logic");
    case Category::Function:
        return QStringLiteral("Functions");
    case Category::Action:
        return QStringLiteral("Actions");
    }
    return QString();
}

QString nodePage(const NodeDescriptor &descriptor)
{
    QString text = QStringLiteral("# %1\n\n%2. Kind `%1@%3`.\n\n")
                       .arg(descriptor.kind, descriptor.summary)
                       .arg(descriptor.version);
    text += QStringLiteral("```yaml\n%1\n```\n\n").arg(descriptor.example.trimmed());
    text += descriptor.help.trimmed() + QStringLiteral("\n\n");
    text += ports(descriptor);
    if (!descriptor.parameters.empty())
        text += QStringLiteral("## Settings\n\n") + entries(descriptor.parameters, QString());
    text += commonSettings(descriptor);
    return text.trimmed() + u'\n';
}

QMap<QString, QString> nodePages()
{
    QMap<QString, QString> pages{{QStringLiteral("README.md"), index()}};
    for (const NodeDescriptor &descriptor : nodeDescriptors())
        pages.insert(descriptor.kind + QStringLiteral(".md"), nodePage(descriptor));
    return pages;
}

} // namespace Saltern
