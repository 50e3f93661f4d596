#pragma once

#include "engine/docker/dockerclient.h"

#include <QJsonObject>
#include <QStringList>

namespace Saltern {

/// A Docker engine as somebody sees it who works on it while a test does: starts things of their
/// own and takes stock of everything there is. Calls run the event loop. Removes what it started.
class Bystander
{
    Q_DISABLE_COPY_MOVE(Bystander)
public:
    explicit Bystander(const QString &endpoint);
    ~Bystander();

    void tag(const QString &image, const QString &repository, const QString &tag);

    /// The id of a new container that sleeps.
    QString startContainer(const QString &image, const QJsonObject &labels);

    /// Ends it at once, as `docker kill`.
    void killContainer(const QString &id);

    /// Every container with its state, image with its tags, volume and network, one a line, sorted.
    QStringList inventory();

private:
    DockerResponse ask(const QByteArray &method,
                       const QString &path,
                       const QUrlQuery &query = {},
                       const QJsonObject &body = {});
    QString containerLine(const QString &id);

    DockerClient m_client;
    QStringList m_containers;
    QStringList m_tags;
};

} // namespace Saltern
