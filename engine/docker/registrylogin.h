#pragma once

#include "engine/docker/dockercontext.h"
#include "engine/docker/registrycredentials.h"

#include <QObject>
#include <QProcess>
#include <QTimer>

#include <memory>

namespace Saltern {

/// Finds the user's login for a registry the way the docker command does: config.json, or a program
/// that is named there. No login is no error: its header is empty. One finished(), never from
/// inside start(); deleting it stops it. Engine thread.
class RegistryLogin : public QObject
{
    Q_OBJECT
public:
    explicit RegistryLogin(const QString &registry,
                           const QString &configFolder = dockerConfigFolder());
    ~RegistryLogin() override;

    void start();

Q_SIGNALS:
    void finished(const Saltern::Result<Saltern::RegistryCredentials> &result);

private:
    void read();
    void ask();
    void answered();
    void finish(const Result<RegistryCredentials> &result);

    QString m_registry;
    QString m_configFile;
    CredentialSource m_source;
    std::unique_ptr<QProcess> m_program;
    QTimer m_deadline;
};

} // namespace Saltern
