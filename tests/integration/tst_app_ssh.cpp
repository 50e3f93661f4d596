#include "app/studio/engineclient/demoplayer.h"
#include "engine/base/installation.h"
#include "tests/integration/bystander.h"
#include "tests/integration/sshserver.h"
#include "tests/lab/lab.h"
#include "tests/studio/live/scriptedengine.h"
#include "tests/studio/live/studioapp.h"
#include "tests/support/patience.h"

#include <QFile>
#include <QTest>

#include <csignal>

using namespace Saltern;
using namespace Qt::Literals;

/// A host behind ssh in the studio, by mouse and keys, with a real sshd and a real Docker engine.
class TestAppSsh : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void theTestSaysWhatToDo_data();
    void theTestSaysWhatToDo();
    void anAddedHostPlaysADemo();

private:
    void fillIn(const QString &name);
    QString answer();

    QTemporaryDir m_folder{u"/var/tmp/saltern-ssh-XXXXXX"_s};
    std::unique_ptr<SshServer> m_server;
    std::unique_ptr<StudioApp> m_app;
};

// The only host of the beginning has no engine, so what plays a demo is the one that is added.
void TestAppSsh::initTestCase()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    QVERIFY2(Lab::available(), Lab::howToStart());
    if (!SshServer::whatIsMissing().isEmpty())
        QSKIP(qPrintable(SshServer::whatIsMissing()));
    const auto program = findProgram(u"saltern"_s);
    QVERIFY2(program, "saltern is not built");
    qputenv("XDG_RUNTIME_DIR", m_folder.path().toLocal8Bit());
    m_server = std::make_unique<SshServer>();
    QVERIFY(m_server->start());
    QFile hosts(m_folder.filePath(u"hosts.yaml"_s));
    QVERIFY(hosts.open(QIODevice::WriteOnly));
    hosts.write("hosts:\n  gone: { endpoint: \"unix:///nowhere/docker.sock\" }\n");
    hosts.close();
    const QString state = m_folder.filePath(u"state"_s);
    m_app = std::make_unique<StudioApp>(EngineOptions{
        .socketPath = state + u"/control.sock"_s,
        .program = *program,
        .arguments = {u"serve"_s, u"--state"_s, state, u"--hosts"_s, hosts.fileName()},
        .logFile = state + u"/engine.log"_s});
    QTRY_VERIFY(EngineClient::instance().isConnected());
}

void TestAppSsh::cleanupTestCase()
{
    const qint64 pid = EngineClient::instance().enginePid();
    m_app.reset();
    QTRY_VERIFY(pid <= 0 || ::kill(pid_t(pid), 0) != 0);
    m_server.reset();
}

void TestAppSsh::fillIn(const QString &name)
{
    m_app->go(u"hosts"_s);
    QVERIFY(m_app->click(u"addHostButton"_s));
    QVERIFY(m_app->see(u"hostName"_s));
    QTRY_VERIFY(m_app->item(u"hostName"_s)->hasActiveFocus());
    m_app->type(name);
    m_app->key(Qt::Key_Tab);
    m_app->type(m_server->endpoint(Lab::endpoint()));
    QVERIFY(m_app->click(u"testHost"_s));
    QVERIFY(m_app->see(u"hostAnswer"_s));
}

QString TestAppSsh::answer()
{
    return m_app->item(u"hostAnswer"_s)->property("text").toString();
}

void TestAppSsh::theTestSaysWhatToDo_data()
{
    using Key = SshServer::KnownKey;
    QTest::addColumn<Key>("key");
    QTest::addColumn<bool>("allowed");
    QTest::addColumn<QStringList>("says");
    QTest::newRow("unknown host key")
        << Key::None << true
        << QStringList{u"The host key of saltern-lab is not known yet."_s, u"Run `ssh -p "_s};
    QTest::newRow("another host key")
        << Key::Wrong << true
        << QStringList{u"is not the one that is known."_s, u"ssh-keygen -R"_s};
    QTest::newRow("refused key") << Key::Right << false
                                 << QStringList{u"ssh may not log in at ssh://"_s,
                                                u"ssh-copy-id"_s};
}

void TestAppSsh::theTestSaysWhatToDo()
{
    QFETCH(SshServer::KnownKey, key);
    QFETCH(bool, allowed);
    QFETCH(QStringList, says);
    QVERIFY(m_server->know(key) && m_server->allow(allowed));
    fillIn(u"far"_s);
    for (const QString &words : says)
        QVERIFY2(answer().contains(words), qPrintable(answer()));
    m_app->key(Qt::Key_Escape);
    QTRY_VERIFY(!m_app->item(u"hostName"_s));
    QVERIFY(m_server->know(SshServer::KnownKey::Right) && m_server->allow(true));
}

void TestAppSsh::anAddedHostPlaysADemo()
{
    Bystander bystander(Lab::endpoint());
    const QStringList before = bystander.inventory();
    fillIn(u"far"_s);
    QVERIFY2(answer().startsWith(u"Docker Engine"_s), qPrintable(answer()));
    QVERIFY(m_app->click(u"accept"_s));
    QTRY_VERIFY(!m_app->item(u"hostName"_s));
    QTRY_COMPARE(EngineClient::instance().hosts()->connectedCount(), 1);

    m_app->go(u"home"_s);
    QVERIFY(m_app->see(u"run-hello"_s));
    QTRY_VERIFY(m_app->item(u"run-hello"_s)->isEnabled());
    QVERIFY(m_app->click(u"run-hello"_s));
    DemoPlayer &demo = DemoPlayer::instance();
    QTRY_COMPARE(demo.state(), u"passed"_s);
    QVERIFY(!demo.isSimulated());
    QStringList left = bystander.inventory();
    left.removeIf([&before](const QString &line) { return before.contains(line); });
    QCOMPARE(left, QStringList());
    demo.close();
}

QTEST_MAIN(TestAppSsh)
#include "tst_app_ssh.moc"
