#include "tests/integration/enginerig.h"
#include "tests/integration/intakereader.h"
#include "tests/integration/poolrig.h"
#include "tests/integration/sshchecks.h"
#include "tests/integration/sshserver.h"
#include "tests/lab/lab.h"

#include <QDir>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

#include <csignal>

using namespace Saltern;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString engineId = u"tst-sshhosts"_s;

} // namespace

/// A Docker engine that is reached through a real sshd.
class TestSshHosts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void reachesTheEngine_data();
    void reachesTheEngine();
    void carriesEveryByte_data() { reachesTheEngine_data(); }
    void carriesEveryByte();
    void manyConnectionsOneLogin_data();
    void manyConnectionsOneLogin();
    void callsFunctions_data();
    void callsFunctions();
    void eventsGoOnAfterABreak_data() { reachesTheEngine_data(); }
    void eventsGoOnAfterABreak();
    void tellsWhatWasMissed();
    void aBrokenStreamIsNoEnd_data() { reachesTheEngine_data(); }
    void aBrokenStreamIsNoEnd();
    void refusals_data();
    void refusals();
    void withoutSsh();
    void usersOwnForwardingsAreLeftAlone();
    void removedHostIsLetGo();
    void commandLine_data();
    void commandLine();
    void killedEngineLeavesNothing_data();
    void killedEngineLeavesNothing();

private:
    QString endpoint() const { return m_server->endpoint(Lab::endpoint()); }

    QTemporaryDir m_runtime;
    QTemporaryDir m_bareTools; // all that a host without docker has
    std::unique_ptr<SshServer> m_server;
};

void TestSshHosts::initTestCase()
{
    QVERIFY2(Lab::available(), Lab::howToStart());
    if (!SshServer::whatIsMissing().isEmpty())
        QSKIP(qPrintable(SshServer::whatIsMissing()));
    qputenv("XDG_RUNTIME_DIR", m_runtime.path().toLocal8Bit());
    QVERIFY(QFile::link(QStandardPaths::findExecutable(u"cat"_s), m_bareTools.filePath(u"cat"_s)));
}

void TestSshHosts::init()
{
    m_server = std::make_unique<SshServer>();
}

// A login ends with its server at the latest, and takes its folder with it.
void TestSshHosts::cleanup()
{
    m_server.reset();
    QTRY_COMPARE_WITH_TIMEOUT(foldersOfLogins(), QStringList(), 60'000);
}

void TestSshHosts::reachesTheEngine_data()
{
    QTest::addColumn<QStringList>("settings"); // of the server
    QTest::newRow("forwarded") << QStringList();
    QTest::newRow("dial-stdio") << noForwarding;
}

void TestSshHosts::reachesTheEngine()
{
    QFETCH(QStringList, settings);
    QVERIFY(m_server->start(settings));
    const HostReport report = check(endpoint());
    QVERIFY2(!report.error, qPrintable(report.error ? report.error->toString() : QString()));
    QCOMPARE(report.endpoint, endpoint());
    const HostReport direct = check(Lab::endpoint());
    QCOMPARE(report.version, direct.version);
    QCOMPARE(report.agreedApi, direct.agreedApi);
    QCOMPARE(m_server->logins(), 1);
}

void TestSshHosts::carriesEveryByte()
{
    QFETCH(QStringList, settings);
    QVERIFY(m_server->start(settings));
    EngineRig rig(endpoint());
    const QString id = rig.create(words("cat"),
                                  {{u"OpenStdin"_s, true},
                                   {u"StdinOnce"_s, true},
                                   {u"AttachStdin"_s, true},
                                   {u"AttachStdout"_s, true}});
    const auto stream = rig.client().stream(
        u"/containers/%1/attach"_s.arg(id),
        dockerQuery({{u"stream"_s, u"1"_s}, {u"stdin"_s, u"1"_s}, {u"stdout"_s, u"1"_s}}));
    QByteArray out;
    connect(stream.get(), &DockerStream::stdoutReceived, this, [&](const QByteArray &bytes) {
        out += bytes;
    });
    QSignalSpy opened(stream.get(), &DockerStream::opened);
    QSignalSpy closed(stream.get(), &DockerStream::closed);
    QByteArray all;
    for (int i = 0; i < 256; ++i)
        all += static_cast<char>(i);
    all = all.repeated(4096); // 1 MiB, with every value
    stream->start();
    QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, 60'000);
    QVERIFY(rig.act(id, u"start"_s));
    stream->write(all);
    QTRY_COMPARE_WITH_TIMEOUT(out.size(), all.size(), 60'000);
    QVERIFY(out == all);
    // The container's end is the stream's good end.
    QVERIFY(rig.act(id, u"kill"_s));
    QTRY_COMPARE_WITH_TIMEOUT(closed.size(), 1, 60'000);
    QVERIFY(closed.constFirst().constFirst().value<Result<void>>().has_value());
}

void TestSshHosts::manyConnectionsOneLogin_data()
{
    QTest::addColumn<QStringList>("settings");
    QTest::addColumn<int>("logins");
    QTest::newRow("forwarded") << QStringList() << 1;
    QTest::newRow("dial-stdio") << QStringList{noForwarding.first(), u"MaxSessions 100"_s} << 1;
    // What the login may not carry gets logins of its own: the login itself is one session.
    QTest::newRow("dial-stdio with few sessions")
        << QStringList{noForwarding.first(), u"MaxSessions 10"_s} << 1 + 20 - 9;
}

void TestSshHosts::manyConnectionsOneLogin()
{
    QFETCH(QStringList, settings);
    QFETCH(int, logins);
    QVERIFY(m_server->start(settings + QStringList{u"MaxStartups 100"_s}));
    EngineRig rig(endpoint());
    std::vector<std::unique_ptr<DockerRequest>> streams;
    int open = 0;
    for (int i = 0; i < 20; ++i) {
        streams.push_back(rig.client().request("GET", u"/events"_s));
        streams.back()->setStreaming(true);
        streams.back()->setTimeout(60s);
        connect(streams.back().get(), &DockerRequest::headersReceived, this, [&] { ++open; });
        streams.back()->start();
    }
    QTRY_COMPARE_WITH_TIMEOUT(open, 20, 60'000);
    QCOMPARE(m_server->logins(), logins);
}

void TestSshHosts::callsFunctions_data()
{
    QTest::addColumn<QStringList>("settings");
    QTest::addColumn<QString>("mode");
    for (const QString &mode : {u"cold"_s, u"warm"_s}) {
        QTest::addRow("forwarded, %s", qPrintable(mode)) << QStringList() << mode;
        QTest::addRow("dial-stdio, %s", qPrintable(mode)) << noForwarding << mode;
    }
}

void TestSshHosts::callsFunctions()
{
    QFETCH(QStringList, settings);
    QFETCH(QString, mode);
    QVERIFY(m_server->start(settings));
    FunctionRig rig(endpoint(), engineId);
    {
        PoolRig pool(rig, with(shell("echo \"{\\\"n\\\": 7}\""), "mode", mode));
        for (int i = 0; i < 3; ++i)
            QCOMPARE(told(pool.call()), QByteArrayList{R"(ok {"n":7})"});
    }
    QTRY_COMPARE_WITH_TIMEOUT(
        rig.containers(u"saltern.engine="_s + engineId), QJsonArray{}, 60'000);
}

namespace {

EventIntake::Options quick()
{
    return {.pingTimeout = 60s, // what breaks here ends, and is not only silent
            .settle = 300ms,
            .firstBackoff = 50ms,
            .longestBackoff = 500ms};
}

} // namespace

void TestSshHosts::eventsGoOnAfterABreak()
{
    QFETCH(QStringList, settings);
    QVERIFY(m_server->start(settings));
    EngineRig rig(Lab::endpoint());
    EventIntake intake(quick());
    IntakeReader reader(intake);
    intake.addHost(hostAt(endpoint()));
    intake.start();
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(u"host/far/up"_s), 1, 60'000);
    m_server->stop();
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(u"host/far/down"_s), 1, 60'000);
    // That it ended, or already that it cannot be begun again.
    const QStringList reasons{u"The ssh connection to %1 ended."_s.arg(endpoint()),
                              u"No ssh server listens at %1."_s.arg(endpoint())};
    const QString reason = reader.first(u"host/far/down"_s).value(u"reason"_s).toString();
    QVERIFY2(reasons.contains(reason), qPrintable(reason));
    const QString id = rig.run(words("true"));
    QVERIFY(rig.act(id, u"wait"_s));
    QVERIFY(m_server->start(settings));
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(u"host/far/up"_s), 2, 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(reader.life(id), u"create start die"_s, 60'000);
    QCOMPARE(reader.count(u"host/far/gap"_s), 0);
}

void TestSshHosts::tellsWhatWasMissed()
{
    QVERIFY(m_server->start());
    EngineRig rig(Lab::endpoint());
    EventIntake intake(quick());
    IntakeReader reader(intake);
    intake.addHost(hostAt(endpoint()));
    intake.start();
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(u"host/far/up"_s), 1, 60'000);
    const QString dies = rig.run(words("sleep 600"));
    QTRY_COMPARE_WITH_TIMEOUT(reader.life(dies), u"create start"_s, 60'000);
    m_server->stop();
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(u"host/far/down"_s), 1, 60'000);
    QVERIFY(rig.act(dies, u"kill"_s));
    const QString busy = rig.run(words("sleep 600"));
    QVERIFY(rig.burst(busy, 300) >= 300); // more than the engine remembers
    QVERIFY(m_server->start());
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(u"host/far/gap"_s), 1, 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(reader.life(dies), u"create start die*"_s, 60'000);
}

void TestSshHosts::aBrokenStreamIsNoEnd()
{
    QFETCH(QStringList, settings);
    QVERIFY(m_server->start(settings));
    EngineRig rig(Lab::endpoint());
    const QString id = rig.run(words("sleep 600"));
    EngineRig far(endpoint());
    const auto stream =
        far.client().stream(u"/containers/%1/attach"_s.arg(id),
                            dockerQuery({{u"stream"_s, u"1"_s}, {u"stdout"_s, u"1"_s}}));
    QSignalSpy opened(stream.get(), &DockerStream::opened);
    QSignalSpy closed(stream.get(), &DockerStream::closed);
    stream->start();
    QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, 60'000);
    m_server->stop();
    QTRY_COMPARE_WITH_TIMEOUT(closed.size(), 1, 60'000);
    const auto end = closed.constFirst().constFirst().value<Result<void>>();
    QVERIFY(!end.has_value());
    QCOMPARE(end.error().kind, ErrorKind::Unreachable);
    QVERIFY2(end.error().message.contains(u"ssh connection"_s), qPrintable(end.error().message));
    QVERIFY(m_server->start(settings));
    QVERIFY(far.call("GET", u"/version"_s).has_value());
}

void TestSshHosts::refusals_data()
{
    using Key = SshServer::KnownKey;
    QTest::addColumn<Key>("key");
    QTest::addColumn<bool>("allowed");
    QTest::addColumn<bool>("runs");
    QTest::addColumn<QString>("endpoint"); // "PORT" stands for the server's
    QTest::addColumn<QStringList>("settings");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("message");
    const QString here = u"ssh://saltern-lab:PORT/nowhere.sock"_s;
    const auto denied = ErrorKind::PermissionDenied;
    QTest::newRow("unknown host key")
        << Key::None << true << true << here << QStringList() << denied
        << u"The host key of saltern-lab is not known yet."_s;
    QTest::newRow("another host key")
        << Key::Wrong << true << true << here << QStringList() << denied
        << u"The host key of saltern-lab is not the one that is known."_s;
    QTest::newRow("denied key") << Key::Right << false << true << here << QStringList() << denied
                                << u"ssh may not log in at "_s + here + u'.';
    QTest::newRow("unknown name") << Key::Right << true << true << u"ssh://nowhere.invalid"_s
                                  << QStringList() << ErrorKind::Unreachable
                                  << u"ssh does not know the name nowhere.invalid."_s;
    QTest::newRow("no server") << Key::Right << true << false << here << QStringList()
                               << ErrorKind::Unreachable
                               << u"No ssh server listens at "_s + here + u'.';
    for (const QStringList &settings : {QStringList(), noForwarding})
        QTest::addRow("no socket%s", settings.isEmpty() ? "" : ", no forwarding")
            << Key::Right << true << true << here << settings << ErrorKind::Unreachable
            << u"ssh reaches saltern-lab, but no Docker engine listens at /nowhere.sock there."_s;
    QTest::newRow("no docker command")
        << Key::Right << true << true << here
        << QStringList{u"SetEnv PATH=%1 HOME=%1"_s.arg(m_bareTools.path())} << ErrorKind::NotFound
        << u"ssh reaches saltern-lab, but neither /nowhere.sock can be used there nor is there a "
           u"docker command."_s;
    QTest::newRow("no shell") << Key::Right << true << true << u"ssh://saltern-lab:PORT"_s
                              << QStringList{u"ForceCommand exit 0"_s} << ErrorKind::Unreachable
                              << u"The ssh connection to ssh://saltern-lab:PORT ended."_s;
}

void TestSshHosts::refusals()
{
    QFETCH(SshServer::KnownKey, key);
    QFETCH(bool, allowed);
    QFETCH(bool, runs);
    QFETCH(QString, endpoint);
    QFETCH(QStringList, settings);
    QFETCH(QString, message);
    QVERIFY(m_server->know(key));
    QVERIFY(m_server->allow(allowed));
    QVERIFY(!runs || m_server->start(settings));
    const QString port = QString::number(m_server->port());
    const HostReport report = check(endpoint.replace(u"PORT"_s, port));
    QVERIFY(report.error.has_value());
    QCOMPARE(report.error->message, message.replace(u"PORT"_s, port));
    QTEST(report.error->kind, "kind");
    QVERIFY(!report.error->remedy.isEmpty());
}

void TestSshHosts::withoutSsh()
{
    const QByteArray path = qgetenv("PATH");
    qputenv("PATH", "/nowhere");
    const HostReport report = check(endpoint());
    qputenv("PATH", path);
    QCOMPARE(report.error.value_or(Error{}).message, u"The program ssh cannot be started."_s);
}

// A port that the user forwards in a terminal is in use; ours must neither want nor disturb it.
void TestSshHosts::usersOwnForwardingsAreLeftAlone()
{
    QVERIFY(m_server->start());
    QVERIFY(
        m_server->configure({u"ExitOnForwardFailure yes"_s,
                             u"LocalForward 127.0.0.1:%1 127.0.0.1:1"_s.arg(m_server->port())}));
    const HostReport report = check(endpoint());
    QVERIFY2(!report.error, qPrintable(report.error ? report.error->toString() : QString()));
}

void TestSshHosts::removedHostIsLetGo()
{
    QVERIFY(m_server->start());
    HostSet hosts;
    QVERIFY(hosts.add(hostAt(endpoint())).has_value());
    const auto request = hosts.client(u"far"_s)->request("GET", u"/version"_s);
    QVERIFY(finishRequest(*request).has_value());
    QCOMPARE(m_server->logins(), 1);
    hosts.remove(u"far"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->logins(), 0, 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(foldersOfLogins(), QStringList(), 60'000);
}

void TestSshHosts::commandLine_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("value"); // ENDPOINT, and FOLDER of a docker context of that endpoint
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name,
                        const char *variable,
                        const char *value,
                        const char *arguments,
                        const char *says) {
        QTest::newRow(name) << QString::fromLatin1(variable) << QString::fromLatin1(value)
                            << words(arguments) << QString::fromLatin1(says);
    };
    row("named", "", "", "hosts check far=ENDPOINT", "Docker Engine");
    row("DOCKER_HOST", "DOCKER_HOST", "ENDPOINT", "hosts check", "ENDPOINT");
    row("docker context", "DOCKER_CONFIG", "FOLDER", "hosts check far=context:remote", "ENDPOINT");
    row("cmd", "", "", "cmd * ps --host far=ENDPOINT", "far");
}

void TestSshHosts::commandLine()
{
    QFETCH(QString, variable);
    QFETCH(QString, value);
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    QVERIFY(m_server->start());
    const QTemporaryDir docker;
    QProcess make;
    make.setProcessEnvironment([&] {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"DOCKER_CONFIG"_s, docker.path());
        return environment;
    }());
    make.start(u"docker"_s,
               {u"context"_s, u"create"_s, u"remote"_s, u"--docker"_s, u"host="_s + endpoint()});
    QVERIFY(make.waitForFinished() && make.exitCode() == 0);
    const auto fill = [&](QString text) {
        return text.replace(u"ENDPOINT"_s, endpoint()).replace(u"FOLDER"_s, docker.path());
    };
    QProcess saltern;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"XDG_CONFIG_HOME"_s, docker.path());
    if (!variable.isEmpty())
        environment.insert(variable, fill(value));
    saltern.setProcessEnvironment(environment);
    saltern.setProcessChannelMode(QProcess::MergedChannels);
    std::transform(arguments.begin(), arguments.end(), arguments.begin(), fill);
    saltern.start(u"" SALTERN_PROGRAM ""_s, arguments);
    QVERIFY(saltern.waitForFinished(60'000));
    const QString output = QString::fromUtf8(saltern.readAll());
    QVERIFY2(saltern.exitCode() == 0, qPrintable(output));
    QVERIFY2(output.contains(fill(says)), qPrintable(output));
    QTRY_COMPARE_WITH_TIMEOUT(m_server->logins(), 0, 60'000);
}

void TestSshHosts::killedEngineLeavesNothing_data()
{
    QTest::addColumn<QStringList>("settings");
    QTest::addColumn<int>("processes");
    QTest::newRow("forwarded") << QStringList() << 1;
    QTest::newRow("dial-stdio") << noForwarding << 2; // the login, and the stream of events
}

void TestSshHosts::killedEngineLeavesNothing()
{
    QFETCH(QStringList, settings);
    QFETCH(int, processes);
    QVERIFY(m_server->start(settings));
    QProcess saltern;
    saltern.start(u"" SALTERN_PROGRAM ""_s, {u"events"_s, u"--host"_s, u"far="_s + endpoint()});
    QVERIFY(saltern.waitForStarted());
    const auto children = [&] { return SshServer::childrenOf(saltern.processId()); };
    // On the way there are programs that come and go; what carries the open stream is there to
    // stay.
    QByteArray said;
    QTRY_VERIFY_WITH_TIMEOUT((said += saltern.readAllStandardOutput()).contains("host/far/up"),
                             60'000);
    QVERIFY(children().size() >= processes);
    QCOMPARE(m_server->logins(), 1);
    const QList<qint64> started = children();
    QCOMPARE(foldersOfLogins().size(), 1);
    saltern.kill();
    QVERIFY(saltern.waitForFinished());
    QTRY_COMPARE_WITH_TIMEOUT(m_server->logins(), 0, 60'000);
    for (const qint64 process : started)
        QTRY_VERIFY_WITH_TIMEOUT(!QFileInfo::exists(u"/proc/%1"_s.arg(process)), 60'000);
    // What it could not remove itself goes with the next engine that needs such a folder.
    QCOMPARE(foldersOfLogins().size(), 1);
    const SshFolder next;
    QCOMPARE(foldersOfLogins(), QStringList{QFileInfo(next.path()).fileName()});
}

QTEST_GUILESS_MAIN(TestSshHosts)
#include "tst_sshhosts.moc"
