#include "engine/nodes/jsontext.h"

#include <QJsonArray>

namespace Saltern {

QString textOf(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isUndefined() || value.isNull())
        return {};
    return QString::fromUtf8(compactJson(value));
}

QStringList oneOrMany(const QJsonValue &value)
{
    if (!value.isArray())
        return value.isUndefined() ? QStringList() : QStringList{textOf(value)};
    QStringList texts;
    const QJsonArray values = value.toArray();
    for (const QJsonValue &entry : values)
        texts.append(textOf(entry));
    return texts;
}

} // namespace Saltern
