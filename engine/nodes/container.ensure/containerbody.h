#pragma once

#include "engine/nodes/container.ensure/containerdifference.h"

#include <utility>
#include <vector>

namespace Saltern {

/// How a container is made: the body of ContainerCreate and what it is connected to before it
/// starts (an engine before API 1.44 takes one network at creation).
struct ContainerBody
{
    QJsonObject create;
    std::vector<std::pair<QString, QJsonObject>> networks; // name, EndpointSettings
};

/// For a container that is to replace `actual`, or for a new one when that is empty. What `desired`
/// leaves open is as it was, except for what came from the former image; anonymous volumes are
/// kept. Pure.
ContainerBody containerBody(const DesiredContainer &desired, const ActualContainer &actual);

} // namespace Saltern
