#include "engine/base/compactjson.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace Saltern {

QByteArray compactJson(const QJsonValue &value)
{
    // A lone value is no JSON document; take the brackets of the list off again.
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return list.mid(1, list.size() - 2);
}

} // namespace Saltern
