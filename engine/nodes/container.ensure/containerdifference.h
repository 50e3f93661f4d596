#pragma once

#include "engine/nodes/container.ensure/desiredcontainer.h"
#include "engine/nodes/difference.h"

#include <vector>

namespace Saltern {

/// A container as Docker has it.
struct ActualContainer
{
    QJsonObject container; // Engine API, ContainerInspect; empty = there is none
    QJsonObject image;     // ImageInspect of what it was made from; empty when that is gone

    bool exists() const { return !container.isEmpty(); }
    QString id() const;
    bool isRunning() const;
    bool isPaused() const;
};

/// What the container is made from and how that differs, so that it has to be made anew. Defaults
/// that come from an image are no difference. `image` is what the wanted name means on the host;
/// empty when none is wanted. Values of `env` are masked: they often are secrets. Pure.
std::vector<Difference> containerDifferences(const DesiredContainer &desired,
                                             const HostImage &image,
                                             const ActualContainer &actual);

/// Whether it runs and should not, or the other way round.
std::optional<Difference> stateDifference(DesiredContainer::State desired,
                                          const ActualContainer &actual);

// How a container is, in the words of DesiredContainer.

QMap<QString, QString> environmentOf(const QJsonObject &config);
QStringList publishedPortsOf(const QJsonObject &container);

/// Without anonymous volumes: nobody wrote them down.
QStringList mountedVolumesOf(const QJsonObject &container);

/// The volumes that Docker made because the image wants one, as "<name>:<path>".
QStringList anonymousVolumesOf(const QJsonObject &container);

} // namespace Saltern
