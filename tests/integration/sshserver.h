#pragma once

#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

namespace Saltern {

/// A throwaway sshd on a port of 127.0.0.1 with keys of its own, which lets this account in, and
/// the ssh configuration that its client needs. Sets SALTERN_SSH_CONFIG while it lives, so that
/// ssh:// endpoints of this process, and of those that it starts, use that configuration and no
/// other.
class SshServer
{
    Q_DISABLE_COPY_MOVE(SshServer)
public:
    SshServer();
    ~SshServer();

    /// With more lines for sshd_config. Again after stop(): same port and key.
    bool start(const QStringList &settings = {});

    /// Ends it and every login, as a machine that is switched off.
    void stop();

    /// Of the Docker engine whose unix endpoint is given, through this server.
    QString endpoint(const QString &unixEndpoint) const;
    quint16 port() const { return m_port; }

    /// What the client believes: this server's key, another one, or none.
    enum class KnownKey { Right, Wrong, None };
    bool know(KnownKey key);

    /// Whether the client has the key that lets it in.
    bool allow(bool allowed);

    /// More lines for the client's configuration.
    bool configure(const QStringList &lines);

    /// How many connections it has now.
    int logins() const;

    /// The processes whose parent is this one.
    static QList<qint64> childrenOf(qint64 process);

    /// Whether the programs are there that tests of ssh need; else one sentence.
    static QString whatIsMissing();

private:
    bool makeKey(const QString &name) const;
    QString path(const QString &name) const { return m_folder.filePath(name); }

    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
};

} // namespace Saltern
