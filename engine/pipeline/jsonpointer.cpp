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

} // namespace Saltern
