#include "engine/nodes/jsontext.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace Saltern {

QString textOf(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isUndefined() || value.isNull())
        return {};
    return QString::fromUtf8(compactJson(value));
}

QByteArray compactJson(const QJsonValue &value)
{
    // A lone value is no JSON document; take the brackets of the list off again.
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return list.mid(1, list.size() - 2);
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
