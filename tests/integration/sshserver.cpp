#include "tests/integration/sshserver.h"

#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTest>
#include <QUrl>

#include <csignal>
#include <unistd.h>

namespace Saltern {

using namespace Qt::StringLiterals;

namespace {

const QStringList systemPaths{u"/usr/sbin"_s, u"/usr/bin"_s, u"/sbin"_s};

bool write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    // sshd and ssh refuse what others may write.
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() &&
           file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
}

QByteArray publicKey(const QString &path)
{
    QFile file(path + u".pub"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QList<QByteArray> words = file.readAll().split(' ');
    return words.value(0) + ' ' + words.value(1).trimmed();
}

// Stopped first, so that none is born between the count and the end.
void killTree(qint64 process)
{
    ::kill(static_cast<pid_t>(process), SIGSTOP);
    const QList<qint64> children = SshServer::childrenOf(process);
    ::kill(static_cast<pid_t>(process), SIGKILL);
    for (const qint64 child : children)
        killTree(child);
}

// Below those that the system hands out to connections: it has to be free again after stop().
quint16 freePort()
{
    for (;;) {
        const auto port = static_cast<quint16>(QRandomGenerator::global()->bounded(20'000, 32'000));
        QTcpServer free;
        if (free.listen(QHostAddress::LocalHost, port))
            return port;
    }
}

} // namespace

// The parent is the second field behind the name (proc(5), "stat").
QList<qint64> SshServer::childrenOf(qint64 process)
{
    QList<qint64> children;
    for (const QString &name : QDir(u"/proc"_s).entryList(QDir::Dirs)) {
        QFile stat(u"/proc/%1/stat"_s.arg(name));
        if (name.at(0).isDigit() && stat.open(QIODevice::ReadOnly)) {
            const QByteArray line = stat.readAll();
            if (line.mid(line.lastIndexOf(')') + 2).split(' ').value(1).toLongLong() == process)
                children += name.toLongLong();
        }
    }
    return children;
}

QString SshServer::whatIsMissing()
{
    for (const QString &program : {u"ssh"_s, u"ssh-keygen"_s}) {
        if (QStandardPaths::findExecutable(program).isEmpty())
            return u"There is no %1 on this machine."_s.arg(program);
    }
    if (QStandardPaths::findExecutable(u"sshd"_s, systemPaths).isEmpty())
        return u"There is no sshd on this machine (package openssh-server)."_s;
    return {};
}

SshServer::SshServer()
{
    for (const QString &name : {u"host"_s, u"other"_s, u"client"_s, u"stranger"_s})
        makeKey(name);
    m_port = freePort();
    write(path(u"authorized_keys"_s), publicKey(path(u"client"_s)) + '\n');
    know(KnownKey::Right);
    allow(true);
    configure({});
    qputenv("SALTERN_SSH_CONFIG", path(u"config"_s).toLocal8Bit());
}

SshServer::~SshServer()
{
    stop();
    qunsetenv("SALTERN_SSH_CONFIG");
}

bool SshServer::makeKey(const QString &name) const
{
    return QProcess::execute(
               u"ssh-keygen"_s,
               {u"-q"_s, u"-t"_s, u"ed25519"_s, u"-N"_s, QString(), u"-f"_s, path(name)}) == 0;
}

bool SshServer::start(const QStringList &settings)
{
    const QStringList lines{u"Port %1"_s.arg(m_port),
                            u"ListenAddress 127.0.0.1"_s,
                            u"HostKey "_s + path(u"host"_s),
                            u"AuthorizedKeysFile "_s + path(u"authorized_keys"_s),
                            u"PidFile none"_s,
                            u"StrictModes no"_s,
                            u"UsePAM no"_s,
                            // What this account's shell does at a login is not what is tested.
                            u"SetEnv HOME="_s + m_folder.path()};
    // sshd takes the first of two that say the same.
    write(path(u"sshd_config"_s), (settings + lines).join(u'\n').toUtf8() + '\n');
    if (::geteuid() == 0)
        QDir().mkpath(u"/run/sshd"_s); // where sshd locks its unprivileged half in
    m_process.setStandardErrorFile(path(u"log"_s));
    m_process.start(QStandardPaths::findExecutable(u"sshd"_s, systemPaths),
                    {u"-D"_s, u"-e"_s, u"-f"_s, path(u"sshd_config"_s)});
    // What it says is asked, and not the port, where the question would count as a connection.
    const auto listens = [this] {
        QFile log(path(u"log"_s));
        return log.open(QIODevice::ReadOnly) && log.readAll().contains("Server listening on");
    };
    return m_process.waitForStarted() && QTest::qWaitFor(listens, 60'000);
}

void SshServer::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    killTree(m_process.processId());
    m_process.waitForFinished();
}

QString SshServer::endpoint(const QString &unixEndpoint) const
{
    return u"ssh://saltern-lab:%1%2"_s.arg(m_port).arg(QUrl(unixEndpoint).path());
}

bool SshServer::know(KnownKey key)
{
    const QByteArray known = publicKey(path(key == KnownKey::Right ? u"host"_s : u"other"_s));
    return write(path(u"known_hosts"_s),
                 key == KnownKey::None ? QByteArray() : "saltern-lab " + known + '\n');
}

bool SshServer::allow(bool allowed)
{
    QFile::remove(path(u"identity"_s));
    return QFile::copy(path(allowed ? u"client"_s : u"stranger"_s), path(u"identity"_s));
}

bool SshServer::configure(const QStringList &lines)
{
    const QStringList all{u"Host saltern-lab"_s,
                          u"HostName 127.0.0.1"_s,
                          u"HostKeyAlias saltern-lab"_s,
                          u"UserKnownHostsFile "_s + path(u"known_hosts"_s),
                          u"GlobalKnownHostsFile /dev/null"_s,
                          u"IdentityFile "_s + path(u"identity"_s),
                          u"IdentitiesOnly yes"_s};
    return write(path(u"config"_s), (all + lines).join(u'\n').toUtf8() + '\n');
}

int SshServer::logins() const
{
    return static_cast<int>(childrenOf(m_process.processId()).size());
}

} // namespace Saltern
