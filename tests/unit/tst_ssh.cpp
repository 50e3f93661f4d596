#include "engine/docker/sshcommand.h"
#include "engine/docker/ssherror.h"
#include "engine/docker/sshfolder.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>

#include <unistd.h>

using namespace Saltern;
using namespace Qt::StringLiterals;

/// What Saltern asks of the ssh program, and what it makes of its answers.
class TestSsh : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { qunsetenv("SALTERN_SSH_CONFIG"); }
    void theHostIsNoOption_data();
    void theHostIsNoOption();
    void neverWeakensTheCheckOfHostKeys();
    void asksForTheNamedSocket();
    void takesTheNamedConfiguration();
    void errors_data();
    void errors();
    void dialErrors_data();
    void dialErrors();
    void folderIsPrivateAndGoes();
    void abandonedFolderGoes();

private:
    static SshCommand command(const char *endpoint)
    {
        return {DockerEndpoint::parse(QString::fromLatin1(endpoint)).value(), u"/run/x"_s};
    }
};

void TestSsh::theHostIsNoOption_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<QStringList>("destination");
    QTest::newRow("name") << u"ssh://build"_s << QStringList{u"--"_s, u"build"_s};
    QTest::newRow("all") << u"ssh://a@corp@[::1]:2222/s"_s
                         << QStringList{
                                u"-p"_s, u"2222"_s, u"-l"_s, u"a@corp"_s, u"--"_s, u"::1"_s};
}

void TestSsh::theHostIsNoOption()
{
    QFETCH(QString, endpoint);
    QFETCH(QStringList, destination);
    const SshCommand command(DockerEndpoint::parse(endpoint).value(), u"/run/x"_s);
    QCOMPARE(command.forward().mid(command.forward().size() - destination.size()), destination);
    for (const QStringList &arguments : {command.login(), command.dial()}) {
        QCOMPARE(arguments.mid(arguments.size() - destination.size() - 1, destination.size()),
                 destination);
        QVERIFY(arguments.contains(u"BatchMode=yes"_s));
    }
}

void TestSsh::neverWeakensTheCheckOfHostKeys()
{
    const SshCommand ssh = command("ssh://build");
    for (const QStringList &arguments : {ssh.login(), ssh.forward(), ssh.dial()})
        QVERIFY(!arguments.join(u' ').contains(u"HostKey"_s));
}

void TestSsh::asksForTheNamedSocket()
{
    QVERIFY(command("ssh://b").forward().contains(u"/run/x/docker.sock:/var/run/docker.sock"_s));
    QCOMPARE(command("ssh://b").dial().constLast(), u"docker system dial-stdio"_s);
    QVERIFY(command("ssh://b/run/d.sock").forward().contains(u"/run/x/docker.sock:/run/d.sock"_s));
    QCOMPARE(command("ssh://b/run/d.sock").dial().constLast(),
             u"docker -H unix:///run/d.sock system dial-stdio"_s);
}

void TestSsh::takesTheNamedConfiguration()
{
    QVERIFY(!command("ssh://b").login().contains(u"-F"_s));
    qputenv("SALTERN_SSH_CONFIG", "/etc/mine");
    for (const QStringList &arguments : {command("ssh://b").login(), command("ssh://b").dial()})
        QCOMPARE(arguments.value(arguments.indexOf(u"-F"_s) + 1), u"/etc/mine"_s);
}

// As OpenSSH 9.2 says it in batch mode.
void TestSsh::errors_data()
{
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("remedy"); // a part of it
    const auto row = [](const char *name,
                        const char *said,
                        ErrorKind kind,
                        const char *message,
                        const char *remedy) {
        QTest::newRow(name) << QByteArray(said) << kind << QString::fromLatin1(message)
                            << QString::fromLatin1(remedy);
    };
    row("unknown key",
        "Host key verification failed.\r\n",
        ErrorKind::PermissionDenied,
        "The host key of build is not known yet.",
        "`ssh -p 2222 me@build`");
    row("unknown key, strict",
        "No ED25519 host key is known for build and you have requested strict checking.\r\n"
        "Host key verification failed.\r\n",
        ErrorKind::PermissionDenied,
        "The host key of build is not known yet.",
        "compare");
    row("changed key",
        "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\n"
        "Host key for build has changed and you have requested strict checking.\r\n"
        "Host key verification failed.\r\n",
        ErrorKind::PermissionDenied,
        "The host key of build is not the one that is known.",
        "Somebody may be in between.");
    row("no key",
        "me@build: Permission denied (publickey,password).\r\n",
        ErrorKind::PermissionDenied,
        "ssh may not log in at ssh://me@build:2222.",
        "ssh-copy-id");
    row("too many keys",
        "Received disconnect from 10.0.0.5 port 22:2: Too many authentication failures",
        ErrorKind::PermissionDenied,
        "ssh may not log in at ssh://me@build:2222.",
        "ssh-copy-id");
    row("no such name",
        "ssh: Could not resolve hostname build: Name or service not known\r\n",
        ErrorKind::Unreachable,
        "ssh does not know the name build.",
        "~/.ssh/config");
    row("no server",
        "ssh: connect to host build port 2222: Connection refused\r\n",
        ErrorKind::Unreachable,
        "No ssh server listens at ssh://me@build:2222.",
        "sshd");
    row("no answer",
        "ssh: connect to host build port 2222: Connection timed out\r\n",
        ErrorKind::Unreachable,
        "ssh://me@build:2222 does not answer.",
        "reached");
    row("gone",
        "Timeout, server build not responding.\r\n",
        ErrorKind::Unreachable,
        "ssh://me@build:2222 does not answer.",
        "is on");
    row("configuration",
        "/home/me/.ssh/config: line 3: Bad configuration option: potr\r\n",
        ErrorKind::BadInput,
        "ssh cannot use its configuration.",
        "mend");
    row("broken off",
        "Connection to build closed by remote host.\r\n",
        ErrorKind::Unreachable,
        "The ssh connection to ssh://me@build:2222 ended.",
        "`ssh -p 2222 me@build`");
    row("silence",
        "",
        ErrorKind::Unreachable,
        "The ssh connection to ssh://me@build:2222 ended.",
        "as the account that runs the engine");
}

void TestSsh::errors()
{
    QFETCH(QByteArray, said);
    QFETCH(QString, remedy);
    const Error error = sshError(DockerEndpoint::parse(u"ssh://me@build:2222"_s).value(), said);
    QTEST(error.kind, "kind");
    QTEST(error.message, "message");
    QVERIFY2(error.remedy.contains(remedy), qPrintable(error.remedy));
    QCOMPARE(error.detail, QString::fromUtf8(said.trimmed()));
}

void TestSsh::dialErrors_data()
{
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("message"); // a part of it
    QTest::newRow("no docker, bash") << QByteArray("bash: line 1: docker: command not found\n")
                                     << ErrorKind::NotFound << u"nor is there a docker command"_s;
    QTest::newRow("no docker, dash") << QByteArray("sh: 1: docker: not found\n")
                                     << ErrorKind::NotFound << u"nor is there a docker command"_s;
    QTest::newRow("an old docker") << QByteArray("unknown command: docker dial-stdio\n")
                                   << ErrorKind::NotFound << u"nor is there a docker command"_s;
    QTest::newRow("not permitted")
        << QByteArray("failed to open the raw stream connection: dial unix /var/run/docker.sock: "
                      "connect: permission denied\n")
        << ErrorKind::PermissionDenied << u"me may not use the Docker socket there."_s;
    QTest::newRow("no socket")
        << QByteArray("failed to open the raw stream connection: dial unix /var/run/docker.sock: "
                      "connect: no such file or directory\n")
        << ErrorKind::Unreachable << u"no Docker engine listens at /var/run/docker.sock"_s;
    QTest::newRow("silence") << QByteArray() << ErrorKind::Unreachable
                             << u"but not the Docker engine there"_s;
}

void TestSsh::dialErrors()
{
    QFETCH(QByteArray, said);
    QFETCH(QString, message);
    const Error error = sshDialError(DockerEndpoint::parse(u"ssh://me@build"_s).value(), said);
    QTEST(error.kind, "kind");
    QVERIFY2(error.message.contains(message), qPrintable(error.message));
    QVERIFY(!error.remedy.isEmpty());
}

void TestSsh::folderIsPrivateAndGoes()
{
    const QTemporaryDir runtime;
    qputenv("XDG_RUNTIME_DIR", runtime.path().toLocal8Bit());
    QString path;
    {
        const SshFolder folder;
        QVERIFY(folder.isValid());
        path = folder.path();
        QVERIFY(path.startsWith(runtime.path() + u'/'));
        QCOMPARE(QFileInfo(path).permissions() &
                     (QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther |
                      QFile::WriteOther | QFile::ExeOther),
                 QFile::Permissions());
        const SshFolder second;
        QVERIFY(QFileInfo::exists(path)); // a second login does not take the first one's away
        QVERIFY(second.path() != path);
    }
    QVERIFY(!QFileInfo::exists(path));
}

void TestSsh::abandonedFolderGoes()
{
    const QTemporaryDir runtime;
    qputenv("XDG_RUNTIME_DIR", runtime.path().toLocal8Bit());
    const QString abandoned = runtime.filePath(u"saltern-ssh-%1-aaaaaa"_s.arg(::getuid()));
    QVERIFY(QDir().mkpath(abandoned));
    for (const QString &name : {u"/lock"_s, u"/docker.sock"_s}) {
        QFile file(abandoned + name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        // No process has this number (proc(5), pid_max).
        file.write("4194305\nsaltern\n" + QSysInfo::machineHostName().toUtf8() + "\n\n\n");
    }
    const SshFolder folder;
    QVERIFY(folder.isValid());
    QVERIFY(!QFileInfo::exists(abandoned));
}

QTEST_GUILESS_MAIN(TestSsh)
#include "tst_ssh.moc"
