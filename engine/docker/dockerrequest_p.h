#pragma once

#include "engine/docker/dockerclient.h"
#include "engine/docker/dockerexchange.h"

namespace Saltern {

class DockerRequest::Private
{
public:
    Private(DockerRequest *request, ConnectionPool *pool, ApiVersion *version, DockerCall call);

    void onHead(const HttpHead &head);
    void onBody(const QByteArray &bytes);
    void onFinished(const Result<void> &result);

    DockerRequest *q;
    DockerCall call;
    DockerExchange exchange;
    QPointer<ApiVersion> version;
    DockerResponse response;
    bool streaming = false;
    bool started = false;
};

} // namespace Saltern
