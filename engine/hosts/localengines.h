#pragma once

#include <QString>

#include <vector>

namespace Saltern {

/// A place on this machine where Docker or something that speaks like it usually listens.
struct LocalEngine
{
    QString endpoint;      // "unix:///run/user/1000/docker.sock"
    QString description;   // "Docker, rootless"
    bool isUsable = false; // this account may write to the socket
    QString group;         // that owns the socket; empty when the system has no name for it
};

/// The sockets that exist: the system's Docker, rootless Docker and Podman, and the user's Docker
/// Desktop. Looks at the file system only; nothing is connected to.
std::vector<LocalEngine> findLocalEngines();

} // namespace Saltern
