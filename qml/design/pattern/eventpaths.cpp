#include "qml/design/pattern/eventpaths.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

namespace Saltern {

namespace {

constexpr qsizetype mostPaths = 1000;

void walk(const QJsonValue &value,
          const QString &path,
          QList<EventPath> &paths,
          QSet<QString> &seen)
{
    if (paths.size() >= mostPaths)
        return;
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member)
            walk(member.value(),
                 path.isEmpty() ? member.key() : QString(path + u'.' + member.key()),
                 paths,
                 seen);
    } else if (value.isArray()) {
        const QJsonArray array = value.toArray();
        for (const QJsonValue &element : array)
            walk(element, path, paths, seen);
    } else if (!seen.contains(path)) {
        seen.insert(path);
        paths.append({path, shortJson(value)});
    }
}

} // namespace

QList<EventPath> eventPaths(const QJsonObject &event)
{
    QList<EventPath> paths;
    QSet<QString> seen;
    walk(event, {}, paths, seen);
    return paths;
}

QString shortJson(const QJsonValue &value, qsizetype longest)
{
    const QByteArray json = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    const QString text = QString::fromUtf8(json.sliced(1, json.size() - 2));
    return text.size() <= longest ? text : QString(text.left(longest - 1) + u'…');
}

} // namespace Saltern
