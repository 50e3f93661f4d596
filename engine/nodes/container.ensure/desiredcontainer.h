#pragma once

#include "engine/docker/imagefetch.h"

#include <QJsonObject>
#include <QMap>
#include <QStringList>

#include <optional>

namespace Saltern {

/// How a container should be. What is not set may be as it is.
struct DesiredContainer
{
    enum class State { Running, Present, Stopped, Absent };

    QString name;
    State state = State::Running;
    std::optional<ImageReference> image;
    PullPolicy pull = PullPolicy::Missing;
    std::optional<QStringList> command;
    std::optional<QStringList> entrypoint;
    std::optional<QMap<QString, QString>> env;    // all that the image does not set itself
    std::optional<QMap<QString, QString>> labels; // these; others may be there
    std::optional<QStringList> ports;    // "8080:80/tcp", "127.0.0.1:8080:80/tcp", "80/udp"; sorted
    std::optional<QStringList> volumes;  // "/srv:/data:ro", "name:/data"; sorted
    std::optional<QStringList> networks; // names, the main one first
    std::optional<QString> restart;      // "no", "always", "unless-stopped", "on-failure"
    std::optional<QString> user;
    std::optional<QString> workdir;
    std::optional<QString> hostname;
    std::optional<qint64> memory; // bytes
    std::optional<qint64> nanoCpus;
    std::optional<qint64> pids;
};

/// Reads the node's rendered settings. Errors name the setting and hold no value of `env`.
Result<DesiredContainer> readDesiredContainer(const QJsonObject &parameters);

} // namespace Saltern
