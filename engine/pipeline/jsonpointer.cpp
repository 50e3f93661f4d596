#include "engine/pipeline/jsonpointer.h"

#include <QJsonArray>
#include <QJsonObject>

namespace Saltern {

QString pointerTo(const QString &parent, const QString &key)
{
    QString escaped = key;
    escaped.replace(u'~', QStringLiteral("~0")).replace(u'/', QStringLiteral("~1"));
    return parent + u'/' + escaped;
}

QString pointerTo(const QString &parent, qsizetype index)
{
    return parent + u'/' + QString::number(index);
}

QString parentPointer(const QString &pointer)
{
    const qsizetype slash = pointer.lastIndexOf(u'/');
    return slash < 0 ? QString() : pointer.left(slash);
}

QStringList pointerParts(const QString &pointer)
{
    // Before the first slash is nothing.
    QStringList parts = pointer.split(u'/').mid(1);
    for (QString &part : parts)
        part.replace(QLatin1StringView("~1"), QLatin1StringView("/"))
            .replace(QLatin1StringView("~0"), QLatin1StringView("~"));
    return parts;
}

QJsonValue valueAtPointer(QJsonValue value, const QString &pointer)
{
    const QStringList parts = pointerParts(pointer);
    for (const QString &part : parts) {
        if (value.isArray()) {
            bool isIndex = false;
            const qsizetype index = part.toUInt(&isIndex);
            const QJsonArray array = value.toArray();
            value = isIndex && index < array.size() ? array.at(index)
                                                    : QJsonValue(QJsonValue::Undefined);
        } else {
            value = value.toObject().value(part);
        }
    }
    return value;
}

} // namespace Saltern
