#pragma once

#include "engine/docker/dockermessage.h"
#include "engine/events/event.h"

namespace Saltern {

/// The id of a message's event: a hash of daemon, timeNano, Type, Action and Actor.ID, the same
/// whenever and by whomever the message is read.
QString
dockerEventId(const QString &daemonId, const DockerMessage &message, bool synthetic = false);

/// The event for the bus: type docker/<Type>/<action>, source docker/<host>, subject the Actor.ID
/// (a container's or network's full id, an image's id or name, a volume's name).
struct DockerEventContext
{
    QString host;
    QString daemonId;
    DockerMessage::Background background;
    bool synthetic = false;
};
Event dockerEvent(const DockerMessage &message, const DockerEventContext &context);

/// host/<name>/<what>: up, down or gap. `facts` go into data.host beside the name.
Event hostEvent(const QString &host, const QString &what, qint64 timeNs, QJsonObject facts);

} // namespace Saltern
