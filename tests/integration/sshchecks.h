#pragma once

#include "engine/docker/sshfolder.h"
#include "engine/hosts/hostcheck.h"

#include <QDir>
#include <QSignalSpy>
#include <QTest>

namespace Saltern {

/// For SshServer::start(): each connection has to be a command over there.
inline const QStringList noForwarding{QStringLiteral("AllowStreamLocalForwarding no")};

inline HostConfig hostAt(const QString &endpoint)
{
    return {.name = QStringLiteral("far"), .endpoint = DockerEndpoint::parse(endpoint).value()};
}

/// What a check of the host says in the end: that a machine under load is not done yet is not it.
inline HostReport check(const QString &endpoint)
{
    for (;;) {
        HostCheck check(hostAt(endpoint));
        QSignalSpy finished(&check, &HostCheck::finished);
        check.start();
        [&] { QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60'000); }();
        if (finished.isEmpty())
            return {};
        const auto report = finished.constFirst().constFirst().value<HostReport>();
        if (!report.error || report.error->kind != ErrorKind::Timeout)
            return report;
    }
}

/// What the logins of this account have on disk.
inline QStringList foldersOfLogins()
{
    return QDir(SshFolder::parent()).entryList({QStringLiteral("saltern-ssh-*")}, QDir::Dirs);
}

} // namespace Saltern
