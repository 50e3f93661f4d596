#include "engine/docker/eventintake.h"
#include "tests/integration/enginerig.h"
#include "tests/integration/tcpcutter.h"
#include "tests/lab/lab.h"
#include "tests/support/patience.h"

#include <QTest>
#include <QUrl>

using namespace Saltern;
using namespace std::chrono_literals;

namespace {

HostConfig hostAt(const QString &endpoint, const char *name = "h")
{
    return {.name = QString::fromLatin1(name), .endpoint = DockerEndpoint::parse(endpoint).value()};
}

QJsonObject label(const char *key, const char *value)
{
    return {{QStringLiteral("Labels"),
             QJsonObject{{QString::fromLatin1(key), QString::fromLatin1(value)}}}};
}

EventIntake::Options quick()
{
    return {.queueCapacity = 16'384,
            .silence = 500ms,
            .pingTimeout = 10s, // a machine under load is not a dead one
            .settle = 300ms,
            .firstBackoff = 50ms,
            .longestBackoff = 500ms};
}

/// Takes everything an intake has, as an engine would.
class Reader
{
public:
    explicit Reader(EventIntake &intake)
    {
        QObject::connect(&intake, &EventIntake::available, &intake, [this, &intake] {
            if (m_paused)
                return;
            for (IntakeItem &item : intake.take(100'000))
                items.push_back(std::move(item));
        });
    }

    void pause() { m_paused = true; }
    void resume(EventIntake &intake)
    {
        m_paused = false;
        Q_EMIT intake.available();
    }

    /// How often an event of this type and subject came ("" = of any subject).
    qsizetype count(const QString &type, const QString &subject = {}) const
    {
        return std::count_if(items.begin(), items.end(), [&](const IntakeItem &item) {
            return item.event.type() == type &&
                   (subject.isEmpty() || item.event.subject() == subject);
        });
    }

    /// The last event of this type and subject; null when there is none.
    Event last(const QString &type, const QString &subject = {}) const
    {
        for (auto it = items.rbegin(); it != items.rend(); ++it) {
            if (it->event.type() == type && (subject.isEmpty() || it->event.subject() == subject))
                return it->event;
        }
        return {};
    }

    /// The actions of one container in the order in which they came.
    QString life(const QString &id) const
    {
        QStringList actions;
        for (const IntakeItem &item : items) {
            if (item.event.subject() == id)
                actions += item.event.type().section(u'/', 2) +
                           (item.event.isSynthetic() ? QStringLiteral("*") : QString());
        }
        return actions.join(u' ');
    }

    std::vector<IntakeItem> items;

private:
    bool m_paused = false;
};

QJsonObject containerOf(const Event &event)
{
    return event.data().value(QLatin1StringView("container")).toObject();
}

const QString up = QStringLiteral("host/h/up");
const QString down = QStringLiteral("host/h/down");
const QString gap = QStringLiteral("host/h/gap");
const QString die = QStringLiteral("docker/container/die");
const QString execCreate = QStringLiteral("docker/container/exec_create");

} // namespace

class TestEventIntake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY2(Lab::available(), Lab::howToStart()); }
    void lifeOfAContainer();
    void stopIsRequestedAndCrashIsNot();
    void ownFunctionsAreLeftOut();
    void deadHostDelaysNobody();
    void twoNamesOneReader();
    void cutConnectionLosesAndRepeatsNothing();
    void frozenConnectionIsNoticed();
    void goesOnFromAStoredCursor();
    void pointInTime();
    void forgottenEventsAreAGap();
    void killedEngineComesBack();
    void stoppedEngineTellsEverything();
    void pausedEngineIsDown();
    void burstIsDeliveredOrCounted_data();
    void burstIsDeliveredOrCounted();
};

void TestEventIntake::lifeOfAContainer()
{
    EngineRig rig(Lab::endpoint(0));
    EventIntake intake(quick());
    Reader reader(intake);
    intake.addHost(hostAt(Lab::endpoint(0)));
    intake.start();
    QTRY_COMPARE(reader.count(up), 1);
    const QString id = rig.run(words("true"));
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(die, id), 1, 60'000);
    QVERIFY(rig.remove(id));
    QTRY_COMPARE(reader.life(id), QStringLiteral("create start die destroy"));
    const Event died = reader.last(die, id);
    QCOMPARE(died.source(), QStringLiteral("docker/h"));
    QCOMPARE(died.host(), QStringLiteral("h"));
    QCOMPARE(containerOf(died).value(QLatin1StringView("exitCode")).toInt(-1), 0);
    const IntakeCounters counters = intake.counters(QStringLiteral("h"));
    QVERIFY(counters.connected);
    QCOMPARE(counters.connects, quint64{1});
    QCOMPARE(counters.dropped, quint64{0});
    QCOMPARE(counters.malformed, quint64{0});
}

void TestEventIntake::stopIsRequestedAndCrashIsNot()
{
    EngineRig rig(Lab::endpoint(0));
    EventIntake intake(quick());
    Reader reader(intake);
    intake.addHost(hostAt(Lab::endpoint(0)));
    intake.start();
    QTRY_COMPARE(reader.count(up), 1);
    const auto requested = [&](const QString &id) {
        return containerOf(reader.last(die, id)).value(QLatin1StringView("requested"));
    };
    const QString crashed = rig.run(
        {QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("kill -9 $$; exit 137")});
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(die, crashed), 1, 60'000);
    QCOMPARE(requested(crashed), QJsonValue(false));
    const QString stopped = rig.run(words("sleep 600"));
    QVERIFY(rig.call("POST",
                     QStringLiteral("/containers/%1/stop").arg(stopped),
                     dockerQuery({{QStringLiteral("t"), QStringLiteral("0")}}))
                .has_value());
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(die, stopped), 1, 60'000);
    QCOMPARE(requested(stopped), QJsonValue(true));
    QCOMPARE(containerOf(reader.last(die, stopped)).value(QLatin1StringView("exitCode")).toInt(),
             137);
}

void TestEventIntake::ownFunctionsAreLeftOut()
{
    EngineRig rig(Lab::endpoint(0));
    EventIntake intake(quick());
    Reader reader(intake);
    intake.addHost(hostAt(Lab::endpoint(0)));
    intake.start();
    QTRY_COMPARE(reader.count(up), 1);
    const QString function = rig.run(words("true"), label("saltern.role", "function"));
    const QString other = rig.run(words("true"));
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(die, other), 1, 60'000);
    QVERIFY(rig.remove(function));
    QVERIFY(rig.remove(other));
    QTRY_COMPARE(reader.count(QStringLiteral("docker/container/destroy"), other), 1);
    QCOMPARE(reader.life(function), QString());
    for (const IntakeItem &item : reader.items)
        QVERIFY(!item.event.json().contains(function.toLatin1()));
    QVERIFY(intake.counters(QStringLiteral("h")).own >= 4);
}

void TestEventIntake::deadHostDelaysNobody()
{
    EngineRig rig(Lab::endpoint(0));
    EventIntake intake(quick());
    Reader reader(intake);
    intake.addHost(hostAt(QStringLiteral("unix:///nowhere.sock"), "dead"));
    intake.addHost(hostAt(Lab::endpoint(0)));
    intake.start();
    QTRY_COMPARE(reader.count(up), 1);
    QTRY_COMPARE(reader.count(QStringLiteral("host/dead/down")), 1);
    const QString id = rig.run(words("true"));
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(die, id), 1, 60'000);
    QCOMPARE(reader.count(QStringLiteral("host/dead/down")), 1);
    QVERIFY(!intake.counters(QStringLiteral("dead")).connected);
}

void TestEventIntake::twoNamesOneReader()
{
    EngineRig rig(Lab::endpoint(0));
    EventIntake intake(quick());
    Reader reader(intake);
    intake.addHost(hostAt(Lab::endpoint(0), "one"));
    intake.addHost(hostAt(Lab::engines().constFirst().tcp, "two"));
    intake.start();
    QTRY_COMPARE(reader.count(QStringLiteral("host/one/up")), 1);
    QTRY_COMPARE(reader.count(QStringLiteral("host/two/up")), 1);
    const QString id = rig.run(words("true"));
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(die, id), 1, 60'000);
    QVERIFY(rig.remove(id));
    QTRY_COMPARE(reader.life(id), QStringLiteral("create start die destroy"));
}

void TestEventIntake::cutConnectionLosesAndRepeatsNothing()
{
    EngineRig rig(Lab::endpoint(0));
    TcpCutter cutter(QUrl(Lab::endpoint(0)).path());
    EventIntake intake(quick());
    Reader reader(intake);
    intake.addHost(hostAt(cutter.endpoint()));
    intake.start();
    QTRY_COMPARE(reader.count(up), 1);
    QStringList ids;
    for (int i = 0; i < 6; ++i) {
        ids += rig.run(words("true"));
        cutter.cut();
    }
    for (const QString &id : std::as_const(ids))
        QTRY_COMPARE_WITH_TIMEOUT(reader.life(id), QStringLiteral("create start die"), 60'000);
    QVERIFY(intake.counters(QStringLiteral("h")).connects >= 2);
    QCOMPARE(reader.count(gap), 0);
    QCOMPARE(intake.counters(QStringLiteral("h")).synthetic, quint64{0});
}

void TestEventIntake::frozenConnectionIsNoticed()
{
    EngineRig rig(Lab::endpoint(0));
    TcpCutter cutter(QUrl(Lab::endpoint(0)).path());
    EventIntake intake(quick());
    Reader reader(intake);
    intake.addHost(hostAt(cutter.endpoint()));
    intake.start();
    QTRY_COMPARE(reader.count(up), 1);
    cutter.freeze(true);
    const QString id = rig.run(words("true"));
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(down), 1, 60'000);
    QCOMPARE(reader.count(die, id), 0);
    cutter.freeze(false);
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(up), 2, 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(reader.life(id), QStringLiteral("create start die"), 60'000);
}

void TestEventIntake::goesOnFromAStoredCursor()
{
    EngineRig rig(Lab::endpoint(0));
    IntakeCursor cursor;
    {
        EventIntake intake(quick());
        Reader reader(intake);
        intake.addHost(hostAt(Lab::endpoint(0)));
        intake.start();
        QTRY_COMPARE(reader.count(up), 1);
        const QString before = rig.run(words("true"));
        QTRY_COMPARE_WITH_TIMEOUT(reader.count(die, before), 1, 60'000);
        intake.stop();
        cursor = reader.items.back().cursor;
        QVERIFY(!cursor.daemonId.isEmpty() && !cursor.lastEventId.isEmpty());
    }
    const QString away = rig.run(words("true"));
    QVERIFY(rig.act(away, QStringLiteral("wait")));
    EventIntake intake(quick());
    Reader reader(intake);
    intake.addHost(hostAt(Lab::endpoint(0)), cursor);
    intake.start();
    QTRY_COMPARE_WITH_TIMEOUT(reader.life(away), QStringLiteral("create start die"), 60'000);
    // Nothing that had been delivered comes again.
    for (const IntakeItem &item : reader.items)
        QVERIFY(item.event.type().startsWith(QStringLiteral("host/")) ||
                item.event.timeNs() >= cursor.timeNs);
    QCOMPARE(reader.count(gap), 0);
}

void TestEventIntake::pointInTime()
{
    EngineRig rig(Lab::endpoint(0));
    const QString before = rig.run(words("true"));
    QVERIFY(rig.act(before, QStringLiteral("wait")));
    const auto info = rig.call("GET", QStringLiteral("/info"));
    const qint64 now =
        parseTimeNs(info->object().value(QLatin1StringView("SystemTime")).toString()).value();
    const QString after = rig.run(words("true"));
    QVERIFY(rig.act(after, QStringLiteral("wait")));
    EventIntake intake(quick());
    Reader reader(intake);
    intake.addHost(hostAt(Lab::endpoint(0)), IntakeCursor{.timeNs = now});
    intake.start();
    QTRY_COMPARE_WITH_TIMEOUT(reader.life(after), QStringLiteral("create start die"), 60'000);
    QVERIFY(!reader.life(before).contains(QStringLiteral("start")));
    QCOMPARE(reader.count(gap), 0);
}

void TestEventIntake::forgottenEventsAreAGap()
{
    EngineRig rig(Lab::endpoint(0));
    TcpCutter cutter(QUrl(Lab::endpoint(0)).path());
    EventIntake intake(quick());
    Reader reader(intake);
    intake.addHost(hostAt(cutter.endpoint()));
    intake.start();
    QTRY_COMPARE(reader.count(up), 1);
    const QString lives = rig.run(words("sleep 600"));
    const QString dies = rig.run(words("sleep 600"));
    const QString goes = rig.run(words("sleep 600"));
    QTRY_COMPARE(reader.life(goes), QStringLiteral("create start"));
    cutter.freeze(true);
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(down), 1, 60'000);
    QVERIFY(rig.act(dies, QStringLiteral("kill")));
    QVERIFY(rig.remove(goes));
    const QString comes = rig.run(words("sleep 600"));
    QCOMPARE(rig.burst(lives, 300), 300); // Docker remembers 256
    cutter.freeze(false);
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(gap), 1, 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(reader.life(dies), QStringLiteral("create start die*"), 60'000);
    QTRY_COMPARE(reader.life(goes), QStringLiteral("create start die* destroy*"));
    QTRY_COMPARE(reader.life(comes), QStringLiteral("create* start*"));
    QVERIFY(!reader.life(lives).contains(u'*'));
    const QJsonObject died = containerOf(reader.last(die, dies));
    QCOMPARE(died.value(QLatin1StringView("exitCode")).toInt(), 137);
    QVERIFY(!died.contains(QLatin1StringView("requested"))); // nobody saw whether it was
}

void TestEventIntake::killedEngineComesBack()
{
    Lab::PrivateEngine engine(QStringLiteral("intake-kill"));
    QVERIFY(engine.start());
    EngineRig rig(engine.endpoint());
    EventIntake intake(quick());
    Reader reader(intake);
    intake.addHost(hostAt(engine.endpoint()));
    intake.start();
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(up), 1, 60'000);
    const QString before = rig.run(words("true"));
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(die, before), 1, 60'000);
    QVERIFY(engine.kill());
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(down), 1, 60'000);
    QVERIFY(engine.start());
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(up), 2, 60'000);
    // The daemon's memory is empty: that nothing was missed cannot be known.
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(gap), 1, 60'000);
    const QString after = rig.run(words("true"));
    QTRY_COMPARE_WITH_TIMEOUT(reader.life(after), QStringLiteral("create start die"), 60'000);
    QCOMPARE(reader.life(before), QStringLiteral("create start die"));
}

void TestEventIntake::stoppedEngineTellsEverything()
{
    Lab::PrivateEngine engine(QStringLiteral("intake-stop"));
    QVERIFY(engine.start());
    EngineRig rig(engine.endpoint());
    EventIntake intake(quick());
    Reader reader(intake);
    intake.addHost(hostAt(engine.endpoint()));
    intake.start();
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(up), 1, 60'000);
    const QString id = rig.run({QStringLiteral("sh"),
                                QStringLiteral("-c"),
                                QStringLiteral("trap 'exit 0' TERM; sleep 600 & wait")});
    QTRY_COMPARE(reader.life(id), QStringLiteral("create start"));
    QVERIFY(engine.stop());
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(down), 1, 60'000);
    QCOMPARE(reader.count(die, id), 1);
    QCOMPARE(containerOf(reader.last(die, id)).value(QLatin1StringView("requested")),
             QJsonValue(true));
    QVERIFY(engine.start());
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(up), 2, 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(gap), 1, 60'000);
    QCOMPARE(reader.count(die, id), 1);
}

void TestEventIntake::pausedEngineIsDown()
{
    Lab::PrivateEngine engine(QStringLiteral("intake-pause"));
    QVERIFY(engine.start());
    EventIntake intake(quick());
    Reader reader(intake);
    intake.addHost(hostAt(engine.endpoint()));
    intake.start();
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(up), 1, 60'000);
    QVERIFY(engine.pause());
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(down), 1, 60'000);
    QVERIFY(engine.resume());
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(up), 2, 60'000);
}

void TestEventIntake::burstIsDeliveredOrCounted_data()
{
    QTest::addColumn<int>("capacity");
    QTest::newRow("queue holds it all") << 20'000;
    QTest::newRow("queue overflows") << 1000;
}

// 10,000 events while the engine thread does not take any.
void TestEventIntake::burstIsDeliveredOrCounted()
{
    QFETCH(int, capacity);
    constexpr int burst = 10'000;
    EngineRig rig(Lab::endpoint(0));
    EventIntake::Options options = quick();
    options.queueCapacity = static_cast<std::size_t>(capacity);
    EventIntake intake(options);
    Reader reader(intake);
    intake.addHost(hostAt(Lab::endpoint(0)));
    intake.start();
    QTRY_COMPARE(reader.count(up), 1);
    const QString id = rig.run(words("sleep 600"));
    const QString dies = rig.run(words("sleep 600"));
    QTRY_COMPARE(reader.life(dies), QStringLiteral("create start"));
    reader.pause();
    QCOMPARE(rig.burst(id, burst), burst);
    QVERIFY(rig.act(dies, QStringLiteral("kill")));
    const QString host = QStringLiteral("h");
    QTRY_VERIFY(intake.counters(host).received >= burst + 2);
    reader.resume(intake);
    const bool fits = capacity > burst;
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(gap), fits ? 0 : 1, 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(reader.count(die, dies), 1, 60'000);
    const IntakeCounters counters = intake.counters(host);
    if (fits) {
        QTRY_COMPARE(reader.count(execCreate, id), burst);
        QCOMPARE(counters.dropped, quint64{0});
        return;
    }
    QVERIFY(reader.last(die, dies).isSynthetic());
    const QJsonObject facts = reader.last(gap).data().value(QLatin1StringView("host")).toObject();
    QCOMPARE(facts.value(QLatin1StringView("dropped")).toInteger(),
             static_cast<qint64>(counters.dropped));
    QCOMPARE(static_cast<qint64>(reader.items.size()), static_cast<qint64>(counters.delivered));
    QCOMPARE(counters.received + counters.gaps + counters.synthetic + 1,
             counters.delivered + counters.dropped);
}

QTEST_GUILESS_MAIN(TestEventIntake)
#include "tst_eventintake.moc"
