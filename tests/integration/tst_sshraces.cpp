#include "tests/integration/enginerig.h"
#include "tests/integration/sshchecks.h"
#include "tests/integration/sshserver.h"
#include "tests/lab/lab.h"

#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

/// Puts a script before the ssh of this machine, to force an order in which things rarely happen.
class SlowSsh
{
    Q_DISABLE_COPY_MOVE(SlowSsh)
public:
    /// In the script, REAL stands for the true program and FOLDER for a place to write to.
    explicit SlowSsh(QByteArray script)
    {
        script.replace("REAL", QStandardPaths::findExecutable(u"ssh"_s).toLocal8Bit());
        script.replace("FOLDER", m_folder.path().toLocal8Bit());
        QFile file(m_folder.filePath(u"ssh"_s));
        m_valid = file.open(QIODevice::WriteOnly) && file.write(script) == script.size() &&
                  file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        qputenv("PATH", m_folder.path().toLocal8Bit() + ':' + m_path);
    }
    ~SlowSsh() { qputenv("PATH", m_path); }

    bool isValid() const { return m_valid; }

private:
    QTemporaryDir m_folder;
    QByteArray m_path = qgetenv("PATH");
    bool m_valid = false;
};

} // namespace

/// Connections through ssh when its programs are slow, as they are on a machine under load.
class TestSshRaces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { m_server = std::make_unique<SshServer>(); }
    void cleanup();
    void aBrokenStreamIsNoEnd_data();
    void aBrokenStreamIsNoEnd();
    void aGoodEndStaysOne_data() { aBrokenStreamIsNoEnd_data(); }
    void aGoodEndStaysOne();
    void aLateRefusalToForward();

private:
    QString endpoint() const { return m_server->endpoint(Lab::endpoint()); }

    QTemporaryDir m_runtime;
    std::unique_ptr<SshServer> m_server;
};

void TestSshRaces::initTestCase()
{
    QVERIFY2(Lab::available(), Lab::howToStart());
    if (!SshServer::whatIsMissing().isEmpty())
        QSKIP(qPrintable(SshServer::whatIsMissing()));
    qputenv("XDG_RUNTIME_DIR", m_runtime.path().toLocal8Bit());
}

void TestSshRaces::cleanup()
{
    m_server.reset();
    QTRY_COMPARE_WITH_TIMEOUT(foldersOfLogins(), QStringList(), 60'000);
}

void TestSshRaces::aBrokenStreamIsNoEnd_data()
{
    QTest::addColumn<QStringList>("settings"); // of the server
    QTest::newRow("forwarded") << QStringList();
    QTest::newRow("dial-stdio") << noForwarding;
}

namespace {

// ssh has closed its connections, but its process is there for two seconds more.
const QByteArray lingers = "#!/bin/sh\n"
                           "REAL \"$@\"\n"
                           "code=$?\n"
                           "exec <&- >&-\n"
                           "sleep 2\n"
                           "exit $code\n";

std::unique_ptr<DockerStream> output(EngineRig &rig, const QString &container)
{
    return rig.client().stream(u"/containers/%1/attach"_s.arg(container),
                               dockerQuery({{u"stream"_s, u"1"_s}, {u"stdout"_s, u"1"_s}}));
}

} // namespace

void TestSshRaces::aBrokenStreamIsNoEnd()
{
    QFETCH(QStringList, settings);
    const SlowSsh slow(lingers);
    QVERIFY(slow.isValid());
    QVERIFY(m_server->start(settings));
    EngineRig rig(Lab::endpoint());
    const QString id = rig.run(words("sleep 600"));
    QVERIFY(!check(endpoint()).error); // the login is there
    EngineRig far(endpoint());
    const auto stream = output(far, id);
    QSignalSpy opened(stream.get(), &DockerStream::opened);
    QSignalSpy closed(stream.get(), &DockerStream::closed);
    stream->start();
    QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, 60'000);
    m_server->stop();
    QTRY_COMPARE_WITH_TIMEOUT(closed.size(), 1, 60'000);
    const auto end = closed.constFirst().constFirst().value<Result<void>>();
    QVERIFY(!end.has_value());
    QVERIFY2(end.error().message.contains(u"ssh connection"_s), qPrintable(end.error().message));
}

void TestSshRaces::aGoodEndStaysOne()
{
    QFETCH(QStringList, settings);
    const SlowSsh slow(lingers);
    QVERIFY(slow.isValid());
    QVERIFY(m_server->start(settings));
    EngineRig rig(Lab::endpoint());
    const QString id = rig.run(words("sleep 600"));
    QVERIFY(!check(endpoint()).error);
    EngineRig far(endpoint());
    const auto stream = output(far, id);
    QSignalSpy opened(stream.get(), &DockerStream::opened);
    QSignalSpy closed(stream.get(), &DockerStream::closed);
    stream->start();
    QTRY_COMPARE_WITH_TIMEOUT(opened.size(), 1, 60'000);
    QVERIFY(rig.act(id, u"kill"_s));
    QTRY_COMPARE_WITH_TIMEOUT(closed.size(), 1, 60'000);
    QVERIFY(closed.constFirst().constFirst().value<Result<void>>().has_value());
}

// The login cannot say for four seconds that nothing is forwarded. Until it does, a connection
// looks like one to a busy engine; it must not be taken for proof that one is there.
void TestSshRaces::aLateRefusalToForward()
{
    const SlowSsh slow("#!/bin/sh\n"
                       "case \"$*\" in\n"
                       "*ControlMaster=yes*) echo $$ >FOLDER/login; exec REAL \"$@\" ;;\n"
                       "*'-O forward'*) REAL \"$@\" || exit\n"
                       "    login=$(cat FOLDER/login)\n"
                       "    kill -STOP $login\n"
                       "    { sleep 4; kill -CONT $login; } </dev/null >/dev/null 2>&1 & ;;\n"
                       "*) exec REAL \"$@\" ;;\n"
                       "esac\n");
    QVERIFY(slow.isValid());
    QVERIFY(m_server->start(noForwarding));
    const HostReport report = check(endpoint());
    QVERIFY2(!report.error, qPrintable(report.error ? report.error->toString() : QString()));
}

QTEST_GUILESS_MAIN(TestSshRaces)
#include "tst_sshraces.moc"
