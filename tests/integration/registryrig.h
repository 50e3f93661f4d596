#pragma once

#include "tests/integration/enginerig.h"

namespace Saltern {

/// Debian's docker-registry inside a lab engine's network, where that engine reaches it on
/// loopback. The engine has to have been started with the image "registry".
class RegistryRig
{
public:
    /// With a user the registry wants a login (htpasswd): ada, password "lab-password".
    RegistryRig(EngineRig &engine, int port, bool wantsLogin);

    /// Starts it and waits until it takes images.
    bool start();

    /// "localhost:5000".
    QString name() const { return QStringLiteral("localhost:%1").arg(m_port); }

    /// Pushes a new image that differs from all others by `mark` as "<name()>/<repository>:<tag>",
    /// and removes it from the engine. The registry's digest; empty when that failed.
    QString publish(const QString &repository, const QString &tag, const QString &mark);

    /// A config.json of the docker command with that user's login.
    QByteArray configWithLogin() const;

private:
    QString push(const QString &repository, const QString &tag);

    EngineRig &m_engine;
    int m_port;
    bool m_wantsLogin;
};

} // namespace Saltern
