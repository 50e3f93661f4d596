#pragma once

#include "engine/base/result.h"
#include "engine/docker/dockerattributes.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace Saltern {

/// One message of Docker's event stream, as far as all API versions have it (Engine API, "Monitor
/// events"). The fields status, id and from are left out: they are gone since 1.52.
struct DockerMessage
{
    QString type;    // "container"
    QString action;  // "exec_create", without what follows the colon
    QString detail;  // what followed: a command, a health; else empty
    QString written; // the action as Docker wrote it: "exec_create: sh -c true"
    QString actorId;
    DockerAttributes attributes; // labels are among them
    QString scope;               // "local" or "swarm"
    qint64 timeNs = 0;
    bool asked = false; // of a die: that it was asked for came to light after it

    QString attribute(QLatin1StringView name) const { return attributes.value(name); }

    /// Reads one line. Protocol when it is not a message.
    static Result<DockerMessage> parse(const QByteArray &line);

    /// "requested" of a die, and whether memory ran out: known from the messages before it.
    struct Background
    {
        std::optional<bool> requested;
        bool outOfMemory = false;
    };

    /// The event's data as JSON: Docker's own object, and one object named after the type with what
    /// a pipeline usually asks for (docs/hosts.md).
    QByteArray eventData(const Background &background) const;
};

} // namespace Saltern
