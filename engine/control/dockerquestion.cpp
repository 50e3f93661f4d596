#include "engine/control/dockerquestion.h"

namespace Saltern {

void askDocker(QObject *owner,
               DockerClient &client,
               const QString &path,
               const QUrlQuery &query,
               const std::function<void(const Result<DockerResponse> &)> &answered)
{
    DockerRequest *request = client.request("GET", path, query).release();
    request->setParent(owner);
    QObject::connect(request,
                     &DockerRequest::finished,
                     owner,
                     [request, answered](const Result<DockerResponse> &answer) {
                         request->deleteLater();
                         answered(answer);
                     });
    request->start();
}

} // namespace Saltern
