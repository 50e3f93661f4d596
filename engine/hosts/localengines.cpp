#include "engine/hosts/localengines.h"

#include "engine/base/installation.h"

#include <QFileInfo>

#include <sys/stat.h>

namespace Saltern {

namespace {

bool isSocket(const QString &path)
{
    struct stat status = {};
    return ::stat(path.toLocal8Bit().constData(), &status) == 0 && S_ISSOCK(status.st_mode);
}

} // namespace

std::vector<LocalEngine> findLocalEngines()
{
    struct Place
    {
        QString path;
        QString description;
    };
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    std::vector<Place> places{{QStringLiteral("/var/run/docker.sock"), QStringLiteral("Docker")},
                              {QStringLiteral("/run/podman/podman.sock"), QStringLiteral("Podman")},
                              {homeFolder() + QStringLiteral("/.docker/desktop/docker.sock"),
                               QStringLiteral("Docker Desktop")}};
    if (!runtime.isEmpty()) {
        places.push_back(
            {runtime + QStringLiteral("/docker.sock"), QStringLiteral("Docker, rootless")});
        places.push_back(
            {runtime + QStringLiteral("/podman/podman.sock"), QStringLiteral("Podman, rootless")});
    }
    std::vector<LocalEngine> engines;
    for (const Place &place : places) {
        if (!isSocket(place.path))
            continue;
        const QFileInfo file(place.path);
        engines.push_back({.endpoint = QStringLiteral("unix://") + place.path,
                           .description = place.description,
                           .isUsable = file.isWritable(),
                           .group = file.group()});
    }
    return engines;
}

} // namespace Saltern
