#include "engine/hosts/recordedevents.h"
#include "engine/pipeline/pipelinereader.h"
#include "engine/simulation/testrunner.h"
#include "tests/support/patience.h"

#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 nsPerSecond = 1'000'000'000;

/// A document around these nodes and wires, with one test.
Bundle document(const QByteArray &nodes, const QByteArray &wires, const QByteArray &test = {})
{
    Bundle bundle;
    bundle.documentName = u"p.saltern.yaml"_s;
    bundle.document = "saltern: 1\npipeline: p\nnodes:\n" + nodes + "wires: [" + wires + "]\n" +
                      (test.isEmpty() ? QByteArray() : "tests:\n  - name: t\n" + test);
    return bundle;
}

const QByteArray trigger = "  go: { kind: bus.event@1, type: demo/go }\n";
const QByteArray call = trigger + "  call: { kind: notify@1, url: \"http://127.0.0.1:1/\", "
                                  "text: \"{{ event.data.n }}\", retry: { max: 1, first: 1s } }\n"
                                  "  after: { kind: log@1, message: \"{{ event.data.x | "
                                  "default('none') }}\" }\n";
const QByteArray callWires = "go -> call, call.ok -> after";

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

/// Without the pauses of QTest's own waiting, of which there would be one for each turn.
template<typename Sender, typename Signal>
void waitFor(Sender &sender, Signal signal)
{
    QEventLoop loop;
    QObject::connect(&sender, signal, &loop, &QEventLoop::quit);
    QTimer::singleShot(60'000, &loop, &QEventLoop::quit);
    loop.exec();
}

Result<SimulationReport> finish(Simulation &simulation)
{
    QSignalSpy finished(&simulation, &Simulation::finished);
    simulation.start();
    waitFor(simulation, &Simulation::finished);
    if (finished.size() != 1)
        return fail(ErrorKind::Internal, u"It did not finish once."_s);
    return finished.constFirst().constFirst().value<Result<SimulationReport>>();
}

Result<TestReport> runFirstTest(const Bundle &bundle)
{
    const Pipeline pipeline = readPipeline(bundle.document).pipeline;
    const auto tests = readTests(pipeline, [](const QString &path) -> Result<QByteArray> {
        return fail(ErrorKind::NotFound, path);
    });
    if (!tests)
        return fail(tests.error());
    TestRunner runner(bundle, pipeline, tests->front());
    QSignalSpy finished(&runner, &TestRunner::finished);
    runner.start();
    waitFor(runner, &TestRunner::finished);
    if (finished.size() != 1)
        return fail(ErrorKind::Internal, u"It did not finish once."_s);
    return finished.constFirst().constFirst().value<Result<TestReport>>();
}

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
    void windowsInTests();
    void scriptsKeepTheirOrder();
    void hooksAreDoneAroundTheMock();
    void secretsAreNotNeeded();
    void badDocumentsAreRefused();
    void cancelInTheMiddle_data();
    void cancelInTheMiddle();
    void deletingEndsItSilently();
    void differencesInWords_data();
    void differencesInWords();
    void hostileRecordings_data();
    void hostileRecordings();
    void handWrittenLinesAreFilledIn();
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
        QVERIFY(finish(simulation));
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
    const auto report = finish(simulation);
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
    const auto report = finish(simulation);
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
    QVERIFY(finish(simulation));
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
    QVERIFY(finish(simulation));
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
    const auto report = finish(simulation);
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
    QVERIFY(finish(simulation));
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
    QVERIFY(finish(simulation));
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
    QVERIFY(finish(simulation));
    QTEST(left, "left");
}

void TestSimulation::windowsInTests()
{
    const auto report = runFirstTest(
        document(trigger + "  w: { kind: window@1, mode: accumulate, over: 1h }\n"
                           "  note: { kind: log@1, message: \"{{ event.data.window.count }}\" }\n",
                 "go -> w, w -> note",
                 "    events:\n"
                 "      - { type: demo/go, data: { n: 1 } }\n"
                 "      - { type: demo/go, data: { n: 2 } }\n"
                 "    expect:\n"
                 "      w: { calls: 2 }\n"
                 "      note: { calls: 1, settings: { message: [2] } }\n"));
    QVERIFY2(report, qPrintable(report ? QString() : report.error().toString()));
    QCOMPARE(report->differences, QStringList());
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
    QVERIFY(finish(simulation));
    QCOMPARE(order, (QList<int>{0, 1, 2, 3}));
}

void TestSimulation::hooksAreDoneAroundTheMock()
{
    const auto report = runFirstTest(
        document(trigger + "  heard: { kind: bus.event@1, type: demo/done }\n"
                           "  call:\n"
                           "    kind: function@1\n"
                           "    runtime: shell\n"
                           "    code: exit 1\n"
                           "    hooks:\n"
                           "      entry: [{ transform: \"({ n: event.data.n + 1 })\" }]\n"
                           "      exit:\n"
                           "        - { transform: \"({ x: event.data.x * 2 })\" }\n"
                           "        - { emit: { type: demo/done } }\n"
                           "  after: { kind: log@1, message: \"{{ event.data.x }}\" }\n"
                           "  told: { kind: log@1, message: \"{{ event.data.outcome.state }}\" }\n",
                 "go -> call, call.ok -> after, heard -> told",
                 "    events: [{ type: demo/go, data: { n: 1 } }]\n"
                 "    mocks: { call: { when: { data.n: [2] }, data: { x: 21 }, after: 10s } }\n"
                 "    expect:\n"
                 "      call: { calls: 1 }\n"
                 "      after: { calls: 1, with: { data.x: [42] } }\n"
                 "      told: { calls: 1, with: { data.outcome.state: [ok] } }\n"));
    QVERIFY2(report, report ? "" : qPrintable(report.error().toString()));
    QVERIFY2(report->passed(), qPrintable(report->differences.join(u'\n')));
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
    const auto report = finish(simulation);
    QVERIFY(report);
    QCOMPARE(report->failedRuns, 0);
    QCOMPARE(url, QString(secretMask));
}

void TestSimulation::badDocumentsAreRefused()
{
    Simulation simulation;
    simulation.setBundle(document("  go: { kind: bus.event@1, typ: demo/go }\n", ""));
    const auto report = finish(simulation);
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
    const auto report = finish(simulation);
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

void TestSimulation::differencesInWords_data()
{
    QTest::addColumn<QByteArray>("test"); // mocks and expectations
    QTest::addColumn<QStringList>("differences");
    const auto row = [](const char *name, const char *test, const QStringList &differences) {
        QTest::newRow(name) << QByteArray(test) << differences;
    };
    row("as expected",
        "    expect: { go: { calls: 1, with: { data.n: [7] } }, call: { calls: 1, attempts: 1, "
        "ports: ok, settings: { text: [7] }, exits: { data.simulated: [true] } } }\n",
        {});
    row("calls",
        "    expect: { call: { calls: 2 }, after: { calls: 0 } }\n",
        {u"after: expected 0 calls, but there was 1."_s,
         u"call: expected 2 calls, but there was 1."_s});
    row("attempts and ports",
        "    mocks: { call: [{ error: no }, {}] }\n"
        "    expect: { call: { attempts: 1, ports: [error] } }\n",
        {u"call: expected 1 attempt, but there were 2."_s,
         u"call: expected to leave by error, but it left by ok."_s});
    row("which clause",
        "    expect: { call: { with: { data.n: [8] } } }\n",
        {u"call: call 1, event: data.n is 7, but the pattern wants 8."_s});
    row("never called",
        "    mocks: { call: { error: no, retry: false } }\n"
        "    expect: { after: { calls: 1, with: { data.n: [8] } } }\n",
        {u"after: expected 1 call, but there were none."_s,
         u"after: it was never called, so its event cannot be as expected."_s});
    row("exits",
        "    mocks: { call: { data: { x: 1 } } }\n"
        "    expect: { call: { exits: { data.x: [2] } } }\n",
        {u"call: no exit event is as expected; of the last of 1: data.x is 1, but the pattern "
         "wants 2."_s});
    row("a failure is told along",
        "    mocks: { call: { error: no route, retry: false } }\n"
        "    expect: { call: { ports: ok } }\n",
        {u"call: expected to leave by ok, but it left by error."_s,
         u"call: its step failed: no route"_s});
}

void TestSimulation::differencesInWords()
{
    QFETCH(QByteArray, test);
    const auto report = runFirstTest(
        document(call, callWires, "    events: [{ type: demo/go, data: { n: 7 } }]\n" + test));
    QVERIFY2(report, report ? "" : qPrintable(report.error().toString()));
    QTEST(report->differences, "differences");
}

void TestSimulation::hostileRecordings_data()
{
    QTest::addColumn<QByteArray>("lines");
    QTest::addColumn<QString>("place");
    const QByteArray good = R"({"type":"a/b","data":{}})"
                            "\n";
    QTest::newRow("not JSON") << good + "nonsense\n" << u"r:2: "_s;
    QTest::newRow("half a line") << good + good + R"({"type":"a/b")" << u"r:3: "_s;
    QTest::newRow("no type") << QByteArray("{}") << u"r:1: "_s;
    QTest::newRow("a list") << QByteArray("\n\n[1]\n") << u"r:3: "_s;
    QTest::newRow("a forged type") << QByteArray(R"({"type":"a b"})") << u"r:1: "_s;
    QTest::newRow("no time") << QByteArray(R"({"type":"a/b","time":"soon"})") << u"r:1: "_s;
    QTest::newRow("too large") << R"({"type":"a/b","data":{"x":")" +
                                      QByteArray(maximumEventBytes, 'x') + "\"}}"
                               << u"r:1: "_s;
    QTest::newRow("zero bytes") << good + QByteArray(10, '\0') << u"r:2: "_s;
    QTest::newRow("deep") << QByteArray(100'000, '[') << u"r:1: "_s;
}

void TestSimulation::hostileRecordings()
{
    QFETCH(QByteArray, lines);
    QFETCH(QString, place);
    const auto events = readRecordedEvents(lines, u"r"_s);
    QVERIFY(!events);
    QCOMPARE(events.error().kind, ErrorKind::BadInput);
    QVERIFY2(events.error().message.startsWith(place), qPrintable(events.error().message));
}

void TestSimulation::handWrittenLinesAreFilledIn()
{
    const auto events = readRecordedEvents(R"({"type":"a/b","time":"2026-01-31T12:00:00Z"})"
                                           "\r\n\n"
                                           R"({"type":"a/c","data":{"id":"x","time":"y"}})",
                                           u"r"_s);
    QVERIFY2(events, events ? "" : qPrintable(events.error().toString()));
    QCOMPARE(events->size(), 2u);
    QCOMPARE(events->back().id(), u"r:3"_s);
    QCOMPARE(events->back().timeNs(), events->front().timeNs());
}

QTEST_GUILESS_MAIN(TestSimulation)
#include "tst_simulation.moc"
