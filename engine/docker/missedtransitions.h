#pragma once

#include "engine/docker/daemonmemory.h"

namespace Saltern {

/// A container message made up for a change that nobody reported.
struct MissedTransition
{
    DockerMessage message;
    bool outOfMemory = false;
};

/// What Docker's events of a container carry, from the answer of /containers/{id}/json.
QJsonObject containerAttributes(const QJsonObject &inspected);

/// What must have happened to a container that is there: `inspected` is the answer of
/// /containers/{id}/json, `known` what the engine was told (null: nothing), `sinceNs` the time from
/// which on messages may have been missed, `nowNs` the daemon's time. In order of time.
std::vector<MissedTransition> missedTransitions(const QJsonObject &inspected,
                                                const KnownContainer *known,
                                                qint64 sinceNs,
                                                qint64 nowNs);

/// What must have happened to a container that was known and is gone.
std::vector<MissedTransition>
missedRemoval(const QString &id, const KnownContainer &known, qint64 nowNs);

} // namespace Saltern
