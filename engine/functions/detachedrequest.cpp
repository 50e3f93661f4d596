#include "engine/functions/detachedrequest.h"

#include "engine/docker/dockerclient.h"

#include <QJsonArray>

namespace Saltern {

void startDetached(std::unique_ptr<DockerRequest> request, QObject *owner)
{
    DockerRequest *detached = request.release();
    detached->setParent(owner);
    QObject::connect(detached, &DockerRequest::finished, detached, &QObject::deleteLater);
    detached->start();
}

QString labelFilter(std::initializer_list<std::pair<QString, QString>> labels)
{
    QJsonArray list;
    for (const auto &[name, value] : labels)
        list += QString(name + u'=' + value);
    const QJsonObject filter{{QStringLiteral("label"), list}};
    return QString::fromUtf8(QJsonDocument(filter).toJson(QJsonDocument::Compact));
}

} // namespace Saltern
