#pragma once

#include "engine/nodes/container.ensure/containerdifference.h"

#include <optional>
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

/// The body of ContainerUpdate, which changes a container without making it anew; nothing when one
/// of the differences is of another kind. Pure.
std::optional<QJsonObject> containerUpdate(const DesiredContainer &desired,
                                           const std::vector<Difference> &differences);

} // namespace Saltern
