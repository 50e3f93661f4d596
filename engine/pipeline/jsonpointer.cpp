#include "engine/pipeline/jsonpointer.h"

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

} // namespace Saltern
