#pragma once

#include "engine/hosts/hostset.h"

#include <QJsonObject>
#include <QObject>

#include <memory>

namespace Saltern {

class DockerClient;
class DockerRequest;

/// What a Docker host says of itself, or why it does not (Engine API: /version and /info).
struct HostReport
{
    QString name;
    QString endpoint;
    std::optional<Error> error; // the rest is empty then

    QString engine;  // "Docker Engine" or "Podman Engine"
    QString version; // "20.10.24"
    QString api;     // the highest it speaks: "1.41"
    QString agreedApi;
    QString system; // "Debian GNU/Linux 12 (bookworm)"
    QString architecture;
    QString kernel;
    QString cgroupVersion; // "1" or "2"
    QString storageDriver;
    bool isRootless = false;
    qint64 containers = 0;
    qint64 running = 0;
    qint64 images = 0;

    QJsonObject toJson() const;
};

/// Asks one host once.
class HostCheck : public QObject
{
    Q_OBJECT
public:
    explicit HostCheck(const HostConfig &host, QObject *parent = nullptr);
    ~HostCheck() override;

    void start();

Q_SIGNALS:
    void finished(const Saltern::HostReport &report);

private:
    void ask(const QString &path, void (HostCheck::*then)(const QJsonObject &answer));
    void onVersion(const QJsonObject &version);
    void onInfo(const QJsonObject &info);

    HostReport m_report;
    std::unique_ptr<DockerClient> m_client;
    std::unique_ptr<DockerRequest> m_request;
};

} // namespace Saltern
