#pragma once

#include "engine/docker/dockerclient.h"

namespace Saltern {

class ApiVersion;
class ConnectionPool;

class DockerClient::Private
{
public:
    ConnectionPool *pool = nullptr; // child of the client; the version is a child of the pool
    ApiVersion *version = nullptr;
};

} // namespace Saltern
