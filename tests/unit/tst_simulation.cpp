#include "engine/hosts/recordedevents.h"
#include "tests/support/patience.h"
#include "tests/unit/simulationrig.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

using namespace Saltern;
using namespace Saltern::Test;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 nsPerSecond = 1'000'000'000;

Event go(int n, qint64 atSecond = 0)
{
    return Event::make({.id = u"e%1"_s.arg(n),
                        .source = u"test"_s,
                        .type = u"demo/go"_s,
                        .subject = u"s%1"_s.arg(n),
                        .timeNs = recordedEpochNs + atSecond * nsPerSecond},
                       {{u"n"_s, n}});
}

/// Everything that a simulation told, as text.
struct Trace
{
    explicit Trace(Simulation &simulation)
    {
        const auto at = [&simulation] {
            return QString::number((simulation.nowNs() - recordedEpochNs) / 1'000'000);
        };
        QObject::connect(
            &simulation, &Simulation::eventSeen, &simulation, [this, at](const EventSeen &seen) {
                lines += at() + u' ' + QString::fromUtf8(seen.event.json());
            });
        QObject::connect(
            &simulation, &Simulation::stepChanged, &simulation, [this, at](const StepChange &c) {
                lines += u"%1 %2 %3 %4 %5"_s.arg(
                    at(), c.step, c.node, stepStateName(c.state), c.ports.join(u','));
                if (isFinal(c.state))
                    ended += c.node + u' ' + stepStateName(c.state) + u' ' + c.log;
            });
        QObject::connect(
            &simulation, &Simulation::runChanged, &simulation, [this, at](const RunChange &c) {
                lines += u"%1 %2 %3"_s.arg(at(), c.run, runStateName(c.state));
            });
    }
    QStringList lines;
    QStringList ended;
};

Mocks mocks(const QString &node, const QByteArray &json)
{
    const QJsonDocument list = QJsonDocument::fromJson(QByteArray(json).replace('\'', '"'));
    return {{node, Mock::fromJson(list.array()).value()}};
}

} // namespace

class TestSimulation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comesOutTheSameEachTime();
    void anHourOfRetriesTakesNone();
    void timersTickWhileItLasts();
    void timesAreThoseOfTheRecording();
    void mocks_data();
    void mocks();
    void mockedTimeRunsIntoTheTimeout();
    void withoutAMockItIsOnlyShown();
    void pureNodesCanBePinned();
    void windowsElapse_data();
    void windowsElapse();
    void scriptsKeepTheirOrder();
    void secretsAreNotNeeded();
    void badDocumentsAreRefused();
    void cancelInTheMiddle_data();
    void cancelInTheMiddle();
    void deletingEndsItSilently();
};

void TestSimulation::comesOutTheSameEachTime()
{
    QStringList first;
    for (int round = 0; round < 3; ++round) {
        Simulation simulation;
        simulation.setBundle(
            document(trigger + "  js: { kind: transform@1, code: \"({ n: event.data.n })\" }\n"
                               "  call: { kind: notify@1, url: \"http://127.0.0.1:1/\", text: x, "
                               "retry: { max: 3, first: 1s, cap: 8s } }\n",
                     "go -> js, js -> call"));
        std::vector<Event> events;
        for (int i = 0; i < 40; ++i)
            events.push_back(go(i, i / 8));
        simulation.setEvents(events);
        simulation.setMocks(
            ::mocks(u"call"_s, "[{'error':'no','after':'300ms'},{'error':'no'},{'data':{}}]"));
        const Trace trace(simulation);
        QVERIFY(reportOf<SimulationReport>(simulation));
        QVERIFY(trace.lines.size() > 200);
        if (round == 0)
            first = trace.lines;
        else
            QCOMPARE(trace.lines, first);
    }
}

void TestSimulation::anHourOfRetriesTakesNone()
{
    Simulation simulation;
    simulation.setBundle(
        document(trigger + "  call: { kind: notify@1, url: \"http://127.0.0.1:1/\", text: x, "
                           "retry: { max: 6, backoff: fixed, first: 10m, cap: 10m } }\n",
                 "go -> call"));
    simulation.setEvents({go(1)});
    simulation.setMocks(::mocks(u"call"_s, "[{'error':'no'}]"));
    const auto report = reportOf<SimulationReport>(simulation);
    QVERIFY(report);
    QCOMPARE(report->failedRuns, 1);
    const qint64 minutes = (report->endedNs - report->startedNs) / nsPerSecond / 60;
    QVERIFY2(minutes >= 48 && minutes <= 72, qPrintable(QString::number(minutes)));
}

void TestSimulation::timersTickWhileItLasts()
{
    Simulation simulation;
    simulation.setBundle(document("  tick: { kind: timer@1, cron: \"0 8 * * *\", timezone: UTC }\n"
                                  "  note: { kind: log@1, message: hi }\n",
                                  "tick -> note"));
    simulation.setLasting(std::chrono::hours(24 * 7));
    const auto report = reportOf<SimulationReport>(simulation);
    QVERIFY(report);
    QCOMPARE(report->runs, 7);
    QCOMPARE(report->endedNs - report->startedNs, 7 * 86'400 * nsPerSecond);
}

void TestSimulation::timesAreThoseOfTheRecording()
{
    Simulation simulation;
    simulation.setBundle(document(call, callWires));
    simulation.setEvents({go(1, 100), go(2, 90), go(3, 160)});
    QList<qint64> times;
    connect(&simulation, &Simulation::eventSeen, &simulation, [&](const EventSeen &seen) {
        if (!seen.triggers.isEmpty())
            times += (simulation.nowNs() - recordedEpochNs) / nsPerSecond;
    });
    QVERIFY(reportOf<SimulationReport>(simulation));
    QCOMPARE(times, (QList<qint64>{100, 100, 160}));
}

void TestSimulation::mocks_data()
{
    QTest::addColumn<QByteArray>("mock");
    QTest::addColumn<QStringList>("ended"); // per step: node, state, log
    const auto row = [](const char *name, const char *mock, const QStringList &ended) {
        QTest::newRow(name) << QByteArray(mock) << ended;
    };
    row("data",
        "[{'data':{'x':'a'}}]",
        {u"call done "_s, u"after done a"_s, u"call done "_s, u"after done a"_s});
    row("log",
        "[{'log':'said'}]",
        {u"call done said"_s, u"after done none"_s, u"call done said"_s, u"after done none"_s});
    row("another port", "[{'port':'error'}]", {u"call done "_s, u"call done "_s});
    row("error, no further try",
        "[{'error':'no','retry':false}]",
        {u"call failed "_s, u"call failed "_s});
    row("call 1, call 2",
        "[{'data':{'x':'a'}},{'data':{'x':'b'}}]",
        {u"call done "_s, u"after done a"_s, u"call done "_s, u"after done b"_s});
    row("a failed attempt uses one up",
        "[{'error':'no'},{'data':{'x':'b'}}]",
        {u"call done "_s, u"after done b"_s, u"call done "_s, u"after done b"_s});
    row("a condition, and one for the rest",
        "[{'when':{'data.n':[2]},'data':{'x':'two'}},{'data':{'x':'rest'}}]",
        {u"call done "_s, u"after done rest"_s, u"call done "_s, u"after done two"_s});
    row("a condition alone",
        "[{'when':{'data.n':[2]},'data':{'x':'two'}}]",
        {u"call done "_s, u"after done none"_s, u"call done "_s, u"after done two"_s});
}

void TestSimulation::mocks()
{
    QFETCH(QByteArray, mock);
    Simulation simulation;
    simulation.setBundle(document(call, callWires));
    simulation.setEvents({go(1), go(2, 3600)});
    simulation.setMocks(::mocks(u"call"_s, mock));
    const Trace trace(simulation);
    QVERIFY(reportOf<SimulationReport>(simulation));
    QTEST(trace.ended, "ended");
}

void TestSimulation::mockedTimeRunsIntoTheTimeout()
{
    Simulation simulation;
    simulation.setBundle(document(
        trigger + "  call: { kind: notify@1, url: \"http://127.0.0.1:1/\", text: x, timeout: 5s, "
                  "retry: { max: 0 } }\n",
        "go -> call"));
    simulation.setEvents({go(1)});
    simulation.setMocks(::mocks(u"call"_s, "[{'after':'2h'}]"));
    std::optional<Error> error;
    connect(&simulation, &Simulation::stepChanged, &simulation, [&](const StepChange &change) {
        if (change.state == StepState::Failed)
            error = change.error;
    });
    const auto report = reportOf<SimulationReport>(simulation);
    QVERIFY(report && error);
    QCOMPARE(error->kind, ErrorKind::Timeout);
    QCOMPARE(report->endedNs - report->startedNs, 5 * nsPerSecond);
}

void TestSimulation::withoutAMockItIsOnlyShown()
{
    Simulation simulation;
    simulation.setBundle(document(call, callWires));
    simulation.setEvents({go(1)});
    QJsonObject data;
    connect(&simulation, &Simulation::eventSeen, &simulation, [&](const EventSeen &seen) {
        if (seen.event.type() == u"saltern/p/call/ok"_s)
            data = seen.event.data();
    });
    QVERIFY(reportOf<SimulationReport>(simulation));
    QCOMPARE(data, (QJsonObject{{u"simulated"_s, true}}));
}

void TestSimulation::pureNodesCanBePinned()
{
    Simulation simulation;
    simulation.setBundle(document(trigger + "  f: { kind: filter@1, match: { data.n: [1] } }\n"
                                            "  a: { kind: log@1, message: a }\n"
                                            "  b: { kind: log@1, message: b }\n",
                                  "go -> f, f.out -> a, f.else -> b"));
    simulation.setEvents({go(1)});
    simulation.setMocks(::mocks(u"f"_s, "[{'port':'else','data':{}}]"));
    const Trace trace(simulation);
    QVERIFY(reportOf<SimulationReport>(simulation));
    QCOMPARE(trace.ended, (QStringList{u"f done "_s, u"b done b"_s}));
}

void TestSimulation::windowsElapse_data()
{
    QTest::addColumn<QByteArray>("window");
    QTest::addColumn<int>("lasts"); // minutes
    QTest::addColumn<QStringList>("left");
    QTest::newRow("quiet is waited for")
        << QByteArray("mode: once-after, over: 11m") << 0 << QStringList{u"1260 out"_s};
    QTest::newRow("so is an answer")
        << QByteArray("mode: absence, over: 20m, expect: { type: [x] }") << 0
        << QStringList{u"1200 absent"_s};
    QTest::newRow("the end of a recording is no absence")
        << QByteArray("mode: absence, over: 20m") << 0 << QStringList{};
    QTest::newRow("but lasting silence is")
        << QByteArray("mode: absence, over: 20m") << 60 << QStringList{u"1800 absent"_s};
    QTest::newRow("counted") << QByteArray("over: 15m, atLeast: 2") << 0
                             << QStringList{u"600 reached"_s};
}

void TestSimulation::windowsElapse()
{
    QFETCH(QByteArray, window);
    QFETCH(int, lasts);
    Simulation simulation;
    simulation.setBundle(document(trigger + "  w: { kind: window@1, " + window +
                                      " }\n  note: { kind: log@1, message: hi }\n",
                                  "go -> w, w -> note"));
    simulation.setEvents({go(1), go(2, 600)});
    simulation.setLasting(std::chrono::minutes(lasts));
    QStringList left;
    connect(&simulation, &Simulation::eventSeen, &simulation, [&](const EventSeen &seen) {
        const QString type = seen.event.type();
        if (type.startsWith(u"saltern/p/w/"_s))
            left += u"%1 %2"_s.arg((simulation.nowNs() - recordedEpochNs) / nsPerSecond)
                        .arg(type.section(u'/', 3));
    });
    QVERIFY(reportOf<SimulationReport>(simulation));
    QTEST(left, "left");
}

// The first takes far longer than those behind it, in other processes.
void TestSimulation::scriptsKeepTheirOrder()
{
    Simulation simulation;
    simulation.setBundle(document(
        trigger + "  js: { kind: transform@1, timeout: 30s, code: \"(function() { var x = 0; "
                  "for (var i = 0; i < (event.data.n === 0 ? 2000000 : 1); ++i) x += i; "
                  "return { n: event.data.n }; })()\" }\n",
        "go -> js"));
    simulation.setEvents({go(0), go(1), go(2), go(3)});
    QList<int> order;
    connect(&simulation, &Simulation::eventSeen, &simulation, [&](const EventSeen &seen) {
        if (seen.event.type() == u"saltern/p/js/out"_s)
            order += seen.event.data().value("n"_L1).toInt();
    });
    QVERIFY(reportOf<SimulationReport>(simulation));
    QCOMPARE(order, (QList<int>{0, 1, 2, 3}));
}

void TestSimulation::secretsAreNotNeeded()
{
    Simulation simulation;
    simulation.setBundle(document(
        trigger + "  call: { kind: notify@1, url: \"{{ secret.NOWHERE_SET }}\", text: x }\n",
        "go -> call"));
    simulation.setEvents({go(1)});
    QString url;
    connect(&simulation, &Simulation::stepBegins, &simulation, [&](const StepInput &input) {
        url = input.parameters.value("url"_L1).toString();
    });
    const auto report = reportOf<SimulationReport>(simulation);
    QVERIFY(report);
    QCOMPARE(report->failedRuns, 0);
    QCOMPARE(url, QString(secretMask));
}

void TestSimulation::badDocumentsAreRefused()
{
    Simulation simulation;
    simulation.setBundle(document("  go: { kind: bus.event@1, typ: demo/go }\n", ""));
    const auto report = reportOf<SimulationReport>(simulation);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::BadInput);
    QVERIFY2(report.error().detail.contains(u"p.saltern.yaml:4:"_s),
             qPrintable(report.error().detail));
}

void TestSimulation::cancelInTheMiddle_data()
{
    QTest::addColumn<QByteArray>("nodes");
    QTest::newRow("a mock under way") << QByteArray("  x: { kind: notify@1, url: "
                                                    "\"http://127.0.0.1:1/\", text: x }\n");
    QTest::newRow("a script under way") << QByteArray(
        "  x: { kind: transform@1, timeout: 30s, code: \"(function() { for (;;) {} })()\" }\n");
}

void TestSimulation::cancelInTheMiddle()
{
    QFETCH(QByteArray, nodes);
    Simulation simulation;
    simulation.setBundle(document(trigger + nodes, "go -> x"));
    simulation.setEvents({go(1), go(2, 7200)});
    simulation.setMocks(::mocks(u"x"_s, nodes.contains("notify") ? "[{'after':'1h'}]" : "[]"));
    connect(&simulation, &Simulation::stepBegins, &simulation, [&] { simulation.cancel(); });
    const auto report = reportOf<SimulationReport>(simulation);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Cancelled);
}

void TestSimulation::deletingEndsItSilently()
{
    auto simulation = std::make_unique<Simulation>();
    simulation->setBundle(document(call, callWires));
    simulation->setEvents({go(1), go(2, 10)});
    QSignalSpy finished(simulation.get(), &Simulation::finished);
    bool begun = false;
    connect(simulation.get(), &Simulation::stepBegins, this, [&] { begun = true; });
    simulation->start();
    QVERIFY(QTest::qWaitFor([&] { return begun; }, patience));
    if (finished.isEmpty())
        simulation.reset();
    QCoreApplication::processEvents();
    QVERIFY(finished.size() <= 1);
}

QTEST_GUILESS_MAIN(TestSimulation)
#include "tst_simulation.moc"
