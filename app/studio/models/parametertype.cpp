#include "app/studio/models/parametertype.h"

#include "engine/pipeline/yamlwriter.h"

#include <QJsonArray>
#include <QJsonObject>

namespace Saltern {

QString parameterTypeName(ParameterType type)
{
    switch (type) {
    case ParameterType::Text:
        return QStringLiteral("text");
    case ParameterType::Integer:
        return QStringLiteral("integer");
    case ParameterType::Number:
        return QStringLiteral("number");
    case ParameterType::Boolean:
        return QStringLiteral("boolean");
    case ParameterType::Duration:
        return QStringLiteral("duration");
    case ParameterType::ByteSize:
        return QStringLiteral("byteSize");
    case ParameterType::Choice:
        return QStringLiteral("choice");
    case ParameterType::Pattern:
        return QStringLiteral("pattern");
    case ParameterType::Path:
        return QStringLiteral("path");
    case ParameterType::Code:
        return QStringLiteral("code");
    case ParameterType::Url:
        return QStringLiteral("url");
    case ParameterType::Target:
        return QStringLiteral("target");
    case ParameterType::Cron:
        return QStringLiteral("cron");
    case ParameterType::TimeZone:
        return QStringLiteral("timeZone");
    case ParameterType::List:
        return QStringLiteral("list");
    case ParameterType::Map:
        return QStringLiteral("map");
    case ParameterType::Object:
        return QStringLiteral("object");
    case ParameterType::Json:
        break;
    }
    return QStringLiteral("json");
}

QString shortText(const QJsonValue &value)
{
    if (value.isUndefined())
        return {};
    return value.isString() ? value.toString() : QString::fromUtf8(writeYamlFlow(value));
}

} // namespace Saltern
