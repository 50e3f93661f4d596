#include "engine/hosts/hostcheck.h"
#include "tests/integration/enginerig.h"
#include "tests/integration/intakereader.h"
#include "tests/integration/podmanservice.h"
#include "tests/integration/poolrig.h"
#include "tests/lab/lab.h"
#include "tests/nodes/nodefixture.h"

#include <QSignalSpy>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// The actions of a container that Docker has as well, in their order.
QString lifeIn(const IntakeReader &reader, const QString &id)
{
    QStringList actions = reader.life(id).split(u' ');
    actions.removeAll(u"init"_s);
    actions.removeAll(u"cleanup"_s);
    return actions.join(u' ');
}

const QString up = u"host/pod/up"_s;
const QString die = u"docker/container/die"_s;

} // namespace

/// Podman's Docker-like socket as a host.
class TestPodman : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup() { m_rig->removeAll(); }
    void cleanupTestCase();
    void saysWhatItIs();
    void eventsAreDockers();
    void requestedEndsAreNoCrashes_data();
    void requestedEndsAreNoCrashes();
    void aStopWithAnExitCodeOfItsOwn();
    void healthIsToldWhenItChanges();
    void nothingIsLostOverABreak();
    void actsOnContainers();
    void callsFunctions_data();
    void callsFunctions();
    void seesToStates_data();
    void seesToStates();
    void seesToImages();

private:
    HostConfig host() const
    {
        return {.name = u"pod"_s, .endpoint = DockerEndpoint::parse(m_podman->endpoint()).value()};
    }
    StepOutcome runNode(const QString &kind, const QByteArray &parameters);
    QString portOf(const QString &kind, const QByteArray &parameters);
    QString runBesideTheDoor(const QTemporaryDir &door, const QString &script);

    std::unique_ptr<PodmanService> m_podman;
    std::unique_ptr<EngineRig> m_rig;
};

void TestPodman::initTestCase()
{
    QVERIFY2(Lab::available(), Lab::howToStart());
    if (!PodmanService::whatIsMissing().isEmpty())
        QSKIP(qPrintable(PodmanService::whatIsMissing()));
    m_podman = std::make_unique<PodmanService>();
    QVERIFY(m_podman->start());
    m_rig = std::make_unique<EngineRig>(m_podman->endpoint());
    // The lab's image, handed over as `docker save | podman load` does.
    EngineRig lab(Lab::endpoint());
    const auto archive = lab.call("GET", u"/images/busybox:1.36/get"_s);
    QVERIFY(archive.has_value());
    const auto load = m_rig->client().request("POST", u"/images/load"_s);
    load->setBody(archive->body, "application/x-tar");
    const auto loaded = finishRequest(*load);
    QVERIFY2(loaded, qPrintable(loaded ? QString() : loaded.error().toString()));
}

void TestPodman::cleanupTestCase()
{
    m_rig.reset();
    m_podman.reset();
}

void TestPodman::saysWhatItIs()
{
    HostCheck check(host());
    QSignalSpy finished(&check, &HostCheck::finished);
    check.start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60'000);
    const auto report = finished.constFirst().constFirst().value<HostReport>();
    QVERIFY2(!report.error, qPrintable(report.error ? report.error->toString() : QString()));
    QCOMPARE(report.engine, u"Podman Engine"_s);
    QCOMPARE(report.agreedApi, u"1.41"_s);
    QVERIFY(report.version.contains(u'.'));
}

void TestPodman::eventsAreDockers()
{
    EventIntake intake;
    IntakeReader reader(intake);
    intake.addHost(host());
    intake.start();
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(up), 1, 60'000);
    const QString id = m_rig->run({u"sh"_s, u"-c"_s, u"exit 3"_s},
                                  {{u"Labels"_s, QJsonObject{{u"tier"_s, u"web"_s}}}});
    QTRY_VERIFY_WITH_TIMEOUT(!reader.first(die, id).isEmpty(), 60'000);
    QVERIFY(m_rig->remove(id));
    QTRY_COMPARE_WITH_TIMEOUT(lifeIn(reader, id), u"create start die destroy"_s, 60'000);
    const QJsonObject died = reader.first(die, id);
    QCOMPARE(died.value(u"exitCode"_s), QJsonValue(3));
    QCOMPARE(died.value(u"requested"_s), QJsonValue(false));
    // Complete, other than in Docker; "localhost" because it was loaded and not pulled.
    QCOMPARE(died.value(u"image"_s).toString(), u"localhost/busybox:1.36"_s);
    QCOMPARE(died.value(u"labels"_s).toObject(), (QJsonObject{{u"tier"_s, u"web"_s}}));
    QVERIFY(!reader.first(u"docker/container/start"_s, id).contains(u"exitCode"_s));
    const auto made =
        m_rig->call("POST", u"/volumes/create"_s, {}, {{u"Name"_s, u"saltern-tst-volume"_s}});
    QVERIFY(made.has_value());
    QVERIFY(m_rig->call("DELETE", u"/volumes/saltern-tst-volume"_s).has_value());
    QTRY_COMPARE_WITH_TIMEOUT(lifeIn(reader, u"saltern-tst-volume"_s), u"create destroy"_s, 60'000);
    QCOMPARE(intake.counters(u"pod"_s).malformed, quint64{0});
}

void TestPodman::requestedEndsAreNoCrashes_data()
{
    QTest::addColumn<QString>("verb");
    QTest::addColumn<QUrlQuery>("query");
    const auto query = [](const char *text) { return QUrlQuery(QString::fromLatin1(text)); };
    QTest::newRow("stop") << u"stop"_s << query("t=1");
    QTest::newRow("restart") << u"restart"_s << query("t=1");
    QTest::newRow("kill") << u"kill"_s << QUrlQuery();
    QTest::newRow("remove by force") << QString() << query("force=1");
}

// Podman does not tell them all, and not always in time.
void TestPodman::requestedEndsAreNoCrashes()
{
    QFETCH(QString, verb);
    QFETCH(QUrlQuery, query);
    EventIntake intake;
    IntakeReader reader(intake);
    intake.addHost(host());
    intake.start();
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(up), 1, 60'000);
    const QString id = m_rig->run(words("sleep 600"));
    const QString path = u"/containers/"_s + id;
    const auto answer = verb.isEmpty() ? m_rig->call("DELETE", path, query)
                                       : m_rig->call("POST", path + u'/' + verb, query);
    QVERIFY2(answer, qPrintable(answer ? QString() : answer.error().toString()));
    QTRY_VERIFY_WITH_TIMEOUT(!reader.first(die, id).isEmpty(), 60'000);
    const QJsonObject died = reader.first(die, id);
    QCOMPARE(died.value(u"exitCode"_s), QJsonValue(137));
    QVERIFY(died.value(u"requested"_s) != QJsonValue(false));
}

QString TestPodman::runBesideTheDoor(const QTemporaryDir &door, const QString &script)
{
    return m_rig->run(
        {u"sh"_s, u"-c"_s, script},
        {{u"HostConfig"_s,
          QJsonObject{{u"NetworkMode"_s, u"none"_s},
                      {u"Binds"_s, QJsonArray{QString(door.path() + u":/door"_s)}}}}});
}

// The program decides how it ends when it is asked to, so the code does not tell.
void TestPodman::aStopWithAnExitCodeOfItsOwn()
{
    EventIntake intake;
    IntakeReader reader(intake);
    intake.addHost(host());
    intake.start();
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(up), 1, 60'000);
    const QTemporaryDir door;
    const QString id = runBesideTheDoor(
        door, u"trap 'exit 2' TERM; touch /door/ready; while :; do sleep 0.1; done"_s);
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(door.filePath(u"ready"_s)), 60'000);
    QVERIFY(
        m_rig->call("POST", u"/containers/%1/stop"_s.arg(id), dockerQuery({{u"t"_s, u"60"_s}})));
    QTRY_VERIFY_WITH_TIMEOUT(!reader.first(die, id).isEmpty(), 60'000);
    const QJsonObject died = reader.first(die, id);
    QCOMPARE(died.value(u"exitCode"_s), QJsonValue(2));
    QCOMPARE(died.value(u"requested"_s), QJsonValue(true));
}

// Podman's timers for checks are systemd's; here they are made by hand.
void TestPodman::healthIsToldWhenItChanges()
{
    EventIntake intake;
    IntakeReader reader(intake);
    intake.addHost(host());
    intake.start();
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(up), 1, 60'000);
    const QTemporaryDir door;
    const QString id = m_rig->run(
        words("sleep 600"),
        {{u"HostConfig"_s,
          QJsonObject{{u"NetworkMode"_s, u"none"_s},
                      {u"Binds"_s, QJsonArray{QString(door.path() + u":/door"_s)}}}},
         {u"Healthcheck"_s,
          QJsonObject{
              {u"Test"_s, QJsonArray{u"CMD"_s, u"test"_s, u"!"_s, u"-e"_s, u"/door/sick"_s}},
              {u"Retries"_s, 1}}}});
    for (int i = 0; i < 3; ++i)
        QVERIFY(m_podman->run({u"healthcheck"_s, u"run"_s, id}));
    QVERIFY(QFile(door.filePath(u"sick"_s)).open(QIODevice::WriteOnly));
    for (int i = 0; i < 3; ++i)
        QVERIFY(!m_podman->run({u"healthcheck"_s, u"run"_s, id}));
    const QString type = u"docker/container/health_status"_s;
    const auto healths = [&] {
        QStringList told;
        for (const IntakeItem &item : reader.items) {
            if (item.event.type() == type)
                told += item.event.data()
                            .value(u"container"_s)
                            .toObject()
                            .value(u"health"_s)
                            .toString();
        }
        return told;
    };
    QTRY_COMPARE_WITH_TIMEOUT(healths(), (QStringList{u"healthy"_s, u"unhealthy"_s}), 60'000);
}

// The service is only a door: what happens while it is shut is told when it opens again.
void TestPodman::nothingIsLostOverABreak()
{
    EventIntake intake({.settle = 300ms, .firstBackoff = 50ms, .longestBackoff = 500ms});
    IntakeReader reader(intake);
    intake.addHost(host());
    intake.start();
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(up), 1, 60'000);
    const QTemporaryDir door;
    const QString id = runBesideTheDoor(door, u"until test -e /door/shut; do sleep 0.1; done"_s);
    QTRY_COMPARE_WITH_TIMEOUT(lifeIn(reader, id), u"create start"_s, 60'000);
    m_podman->stop();
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(u"host/pod/down"_s), 1, 60'000);
    QVERIFY(QFile(door.filePath(u"shut"_s)).open(QIODevice::WriteOnly));
    QTest::qWait(2500); // its container ends meanwhile
    QVERIFY(m_podman->start());
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(up), 2, 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(lifeIn(reader, id), u"create start die"_s, 60'000);
    QCOMPARE(reader.first(die, id).value(u"exitCode"_s), QJsonValue(0));
}

StepOutcome TestPodman::runNode(const QString &kind, const QByteArray &parameters)
{
    NodeFixture fixture(kind, parameters);
    fixture.host = u"pod"_s;
    fixture.timeout = 60s;
    if (!fixture.hosts.add(host()))
        return {};
    return fixture.run(makeEvent("a"));
}

QString TestPodman::portOf(const QString &kind, const QByteArray &parameters)
{
    const StepOutcome outcome = runNode(kind, parameters);
    return outcome.error           ? outcome.error->toString() + outcome.error->detail
           : outcome.exits.empty() ? QString()
                                   : outcome.exits.front().port;
}

void TestPodman::actsOnContainers()
{
    const QString id = m_rig->run(words("sleep 600"));
    const auto act = [&](const char *action) {
        return runNode(u"container.action"_s,
                       "{'action': '" + QByteArray(action) + "', 'container': '" + id.toLatin1() +
                           "'}");
    };
    for (const char *action : {"restart", "pause", "unpause", "stop", "start", "kill", "remove"}) {
        const StepOutcome outcome = act(action);
        QVERIFY2(!outcome.error,
                 qPrintable(QLatin1StringView(action) + u": "_s +
                            (outcome.error ? outcome.error->toString() : QString())));
    }
}

void TestPodman::callsFunctions_data()
{
    QTest::addColumn<QString>("mode");
    QTest::newRow("cold") << u"cold"_s;
    QTest::newRow("warm") << u"warm"_s;
}

void TestPodman::callsFunctions()
{
    QFETCH(QString, mode);
    FunctionRig rig(m_podman->endpoint(), u"tst-podman"_s);
    {
        PoolRig pool(rig, with(shell("echo \"{\\\"n\\\": 7}\""), "mode", mode));
        for (int i = 0; i < 3; ++i)
            QCOMPARE(told(pool.call()), QByteArrayList{R"(ok {"n":7})"});
    }
    QTRY_COMPARE_WITH_TIMEOUT(rig.containers(u"saltern.engine=tst-podman"_s), QJsonArray{}, 60'000);
}

void TestPodman::seesToStates_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<QByteArray>("more"); // that makes a difference which can be put right
    QTest::newRow("volume") << u"volume.ensure"_s << QByteArray("'name': 'saltern-tst-v'")
                            << QByteArray();
    QTest::newRow("network") << u"network.ensure"_s << QByteArray("'name': 'saltern-tst-n'")
                             << QByteArray();
    QTest::newRow("container") << u"container.ensure"_s
                               << QByteArray("'name': 'saltern-tst-c', 'image': 'busybox:1.36', "
                                             "'command': ['sleep', '600'], 'networks': ['none'], "
                                             "'stopTimeout': '0s', 'settle': '100ms'")
                               << QByteArray(", 'labels': {'tier': 'web'}");
}

void TestPodman::seesToStates()
{
    QFETCH(QString, kind);
    QFETCH(QByteArray, parameters);
    QFETCH(QByteArray, more);
    const auto see = [&](const QByteArray &settings) {
        return portOf(kind, "{" + parameters + settings + "}");
    };
    QCOMPARE(see(""), u"changed"_s);
    QCOMPARE(see(""), u"unchanged"_s);
    QCOMPARE(see(more), more.isEmpty() ? u"unchanged"_s : u"changed"_s);
    QCOMPARE(see(more), u"unchanged"_s);
    QCOMPARE(see(", 'state': 'absent'"), u"changed"_s);
    QCOMPARE(see(", 'state': 'absent'"), u"unchanged"_s);
}

void TestPodman::seesToImages()
{
    const auto see = [this](const char *parameters) {
        return portOf(u"image.ensure"_s, parameters);
    };
    QCOMPARE(see("{'image': 'busybox:1.36'}"), u"unchanged"_s);
    const char *tagged = "{'image': 'busybox:1.36', 'tags': ['saltern-tst-i:1']}";
    QCOMPARE(see(tagged), u"changed"_s);
    QCOMPARE(see(tagged), u"unchanged"_s);
    const char *absent = "{'image': 'saltern-tst-i:1', 'state': 'absent'}";
    QCOMPARE(see(absent), u"changed"_s);
    QCOMPARE(see(absent), u"unchanged"_s);
    QCOMPARE(see("{'image': 'busybox:1.36'}"), u"unchanged"_s);
}

QTEST_GUILESS_MAIN(TestPodman)
#include "tst_podman.moc"
