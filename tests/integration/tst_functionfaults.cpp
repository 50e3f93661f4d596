#include "engine/functions/handleroutput.h"
#include "tests/integration/poolrig.h"
#include "tests/lab/lab.h"

using namespace Saltern;
using namespace std::chrono_literals;

/// Warm and hot functions while something goes wrong, on a real Docker engine: nothing is lost, the
/// right error is told, and the next call works.
class TestFunctionFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void faultyCall_data();
    void faultyCall();
    void handlerThatDiesOnceIsReplaced_data();
    void handlerThatDiesOnceIsReplaced();
    void handlerThatIsNeverReady();
    void containerKilledUnderLoad_data();
    void containerKilledUnderLoad();
    void lostCallsAreNotRunAgain_data();
    void lostCallsAreNotRunAgain();
    void daemonKilledUnderLoad();
    void stopInTheMiddle_data();
    void stopInTheMiddle();
    void deletedCallsLeaveNothing_data();
    void deletedCallsLeaveNothing();
    void strayProcessesGoBesideOtherCalls();

private:
    QStringList running();
    int callsUnderWay();
    bool shows(const QString &container, const QString &process);

    std::unique_ptr<FunctionRig> m_rig;
};

void TestFunctionFaults::initTestCase()
{
    QVERIFY2(Lab::available(), Lab::howToStart());
    m_rig = std::make_unique<FunctionRig>(Lab::endpoint(), QStringLiteral("tst-functionfaults"));
}

void TestFunctionFaults::cleanup()
{
    QTRY_COMPARE_WITH_TIMEOUT(
        m_rig->containers(QStringLiteral("saltern.engine=tst-functionfaults")),
        QJsonArray{},
        60'000);
}

// The ids of the running containers.
QStringList TestFunctionFaults::running()
{
    QStringList ids;
    for (const QJsonValue &value :
         m_rig->containers(QStringLiteral("saltern.engine=tst-functionfaults"))) {
        const QJsonObject container = value.toObject();
        if (container.value(QLatin1StringView("State")).toString() == QLatin1StringView("running"))
            ids += container.value(QLatin1StringView("Id")).toString();
    }
    return ids;
}

int TestFunctionFaults::callsUnderWay()
{
    int calls = 0;
    for (const QJsonValue &pool : m_rig->functions.pools())
        calls += pool.toObject().value(QLatin1StringView("running")).toInt();
    return calls;
}

// Whether such a process runs in the container; the engine asks ps.
bool TestFunctionFaults::shows(const QString &container, const QString &process)
{
    const auto top = m_rig->request("GET", QStringLiteral("/containers/%1/top").arg(container));
    return top && top->body.contains(process.toUtf8());
}

void TestFunctionFaults::faultyCall_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const QJsonObject &parameters, const char *error) {
        QTest::newRow(name) << parameters << QByteArray("error: ") + error;
    };
    const auto limit = [](const QJsonObject &parameters) {
        return with(parameters, "stopGrace", QStringLiteral("100ms"));
    };
    // The first event asks for the fault, the next one for an answer.
    const auto script = [](const QByteArray &fault) {
        return shell("if grep -q '\"bad\":true'; then " + fault + "; fi; echo '{}'");
    };
    const auto function = [](const QByteArray &fault) {
        return python("import os, signal, time, subprocess\ndef fork():\n    try: os.fork()\n"
                      "    except OSError: time.sleep(0.1)\ndef handle(event):\n"
                      "    if event['data'].get('bad'):\n        " +
                      fault + "\n");
    };
    row("warm: kill -9", warm(script("kill -9 $$")), "failed");
    row("warm: prints without end", limit(warm(script("cat /dev/zero"))), "timeout");
    row("warm: result without end", limit(warm(script("cat /dev/zero >&3"))), "timeout");
    row("warm: ignores SIGTERM",
        limit(warm(script("trap '' TERM; while :; do sleep 1; done"))),
        "timeout");
    row("warm: forks without end",
        limit(warm(function("[fork() for _ in iter(int, 1)]"))),
        "timeout");
    row("warm: memory",
        warm(with(script("head -c 200000000 /dev/zero | tail -c 200000000 > /dev/null || exit 1"),
                  "tmp",
                  QStringLiteral("1MiB"))),
        "out-of-memory");
    row("hot: prints without end",
        limit(hot(function("while True: print('x' * 1000)"))),
        "timeout");
    row("hot: program prints without end",
        limit(hot(function("subprocess.run(['cat', '/dev/zero'])"))),
        "timeout");
    row("hot: ignores SIGTERM",
        limit(hot(function("signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"))),
        "timeout");
    row("hot: memory",
        hot(function("x = [os.urandom(10**6) for _ in range(1000)]")),
        "out-of-memory");
}

void TestFunctionFaults::faultyCall()
{
    QFETCH(QJsonObject, parameters);
    QFETCH(QByteArray, expected);
    PoolRig pool(*m_rig, parameters);
    const StepOutcome before = pool.call();
    QVERIFY2(!before.error, why(before));
    // What ends by a limit would go on without end; what fails has time to.
    const auto limit = expected.endsWith("timeout") ? 2s : 120s;
    const auto step = pool.beginWithin(limit, {{QStringLiteral("bad"), true}});
    const StepOutcome faulty = FunctionRig::finish(*step);
    QCOMPARE(told(faulty), QByteArrayList{expected});
    QVERIFY(faulty.log.size() < 2 * logHalf + 64);
    const StepOutcome after = pool.call();
    QVERIFY2(!after.error, why(after));
    QCOMPARE(containerOf(after), containerOf(before));
}

void TestFunctionFaults::handlerThatDiesOnceIsReplaced_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    const QJsonObject pool{{QStringLiteral("max"), 1}, {QStringLiteral("concurrency"), 4}};
    QTest::newRow("kill -9") << hot(
        python("import os, signal\ndef handle(event):\n    if not os.path.exists('/tmp/seen'):\n"
               "        open('/tmp/seen', 'w')\n        os.kill(os.getpid(), signal.SIGKILL)\n"
               "    return 'fine'"),
        pool);
    const QByteArray program = R"(
echo '{"ready":true}' >&3
while read -r line; do
    id=${line#*:}; id=${id%%,*}
    if ! test -e /tmp/seen; then touch /tmp/seen; echo garbage >&3; sleep 60; fi
    echo "{\"id\":$id,\"ok\":true,\"result\":\"fine\"}" >&3
done)";
    QTest::newRow("no message") << hot(with(shell(program), "style", QStringLiteral("lines")),
                                       pool);
}

void TestFunctionFaults::handlerThatDiesOnceIsReplaced()
{
    QFETCH(QJsonObject, parameters);
    PoolRig pool(*m_rig, parameters);
    Calls calls;
    for (int i = 0; i < 8; ++i)
        calls.start(pool.begin());
    QVERIFY(calls.wait());
    int lost = 0;
    for (const StepOutcome &outcome : calls.outcomes()) {
        QCOMPARE(told(outcome), QByteArrayList{R"(ok {"value":"fine"})"});
        lost += outcome.detail.value(QLatin1StringView("timesLost")).toInt();
    }
    QVERIFY2(lost >= 1, "no handler was replaced");
}

void TestFunctionFaults::handlerThatIsNeverReady()
{
    PoolRig pool(*m_rig,
                 hot(python("import time\nprint('begun', flush=True)\ntime.sleep(60)\n"
                            "def handle(event):\n    pass")));
    const StepOutcome outcome = pool.call();
    QCOMPARE(told(outcome), QByteArrayList{"error: timeout"});
    QVERIFY(outcome.error->message.contains(QStringLiteral("not ready")));
    QCOMPARE(outcome.log, QStringLiteral("begun\n"));
}

void TestFunctionFaults::containerKilledUnderLoad_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    QTest::addColumn<QString>("how");
    const QJsonObject pool{{QStringLiteral("max"), 2}, {QStringLiteral("concurrency"), 4}};
    const QJsonObject kept[] = {
        warm(shell("sleep 1; cat"), pool),
        hot(python("import asyncio\nasync def handle(event):\n    await asyncio.sleep(1)\n"
                   "    return event"),
            pool)};
    const char *names[] = {"warm", "hot"};
    for (int i = 0; i < 2; ++i) {
        QTest::addRow("%s: kill -9 of the shim", names[i])
            << kept[i] << QStringLiteral("POST /containers/%1/kill?signal=KILL");
        QTest::addRow("%s: removed", names[i])
            << kept[i] << QStringLiteral("DELETE /containers/%1?force=1");
    }
}

void TestFunctionFaults::containerKilledUnderLoad()
{
    QFETCH(QJsonObject, parameters);
    QFETCH(QString, how);
    PoolRig pool(*m_rig, parameters);
    QVERIFY(!pool.call().error);
    Calls calls;
    for (int i = 0; i < 24; ++i)
        calls.start(pool.begin());
    QTRY_VERIFY_WITH_TIMEOUT(callsUnderWay() > 0, 60'000);
    const QStringList parts = how.arg(running().value(0)).split(u' ');
    const QStringList path = parts[1].split(u'?');
    QUrlQuery query(path[1]);
    QVERIFY(m_rig->request(parts[0].toUtf8(), path[0], query));
    QVERIFY(calls.wait());
    int lost = 0;
    for (const StepOutcome &outcome : calls.outcomes()) {
        QVERIFY2(!outcome.error, why(outcome));
        lost += outcome.detail.value(QLatin1StringView("timesLost")).toInt();
    }
    QVERIFY2(lost >= 1, "the container ran nothing");
}

void TestFunctionFaults::lostCallsAreNotRunAgain_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    QTest::newRow("cold") << shell("sleep 60");
    QTest::newRow("warm") << warm(shell("sleep 60"), {{QStringLiteral("max"), 1}});
    QTest::newRow("hot") << hot(python("import os\ndef handle(event):\n    os.system('sleep 60')"),
                                {{QStringLiteral("max"), 1}});
}

// With at-most-once nobody may find out the hard way how far a lost call had got.
void TestFunctionFaults::lostCallsAreNotRunAgain()
{
    QFETCH(QJsonObject, parameters);
    PoolRig pool(*m_rig, parameters);
    Calls calls;
    calls.start(pool.begin(FunctionRig::event(), Guarantee::AtMostOnce));
    QTRY_COMPARE_WITH_TIMEOUT(running().size(), 1, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(shows(running().value(0), QStringLiteral("sleep 60")), 60'000);
    QVERIFY(m_rig->request("DELETE",
                           QStringLiteral("/containers/") + running().front(),
                           QUrlQuery(QStringLiteral("force=1"))));
    QVERIFY(calls.wait());
    const StepOutcome &outcome = calls.outcomes().front();
    QCOMPARE(told(outcome), QByteArrayList{"error: unreachable"});
    QVERIFY(!outcome.mayRetry);
    QVERIFY2(outcome.error->remedy.contains(QStringLiteral("at most once")),
             qPrintable(outcome.error->remedy));
}

void TestFunctionFaults::daemonKilledUnderLoad()
{
    Lab::PrivateEngine daemon(QStringLiteral("functionfaults"));
    QVERIFY(daemon.start());
    FunctionRig rig(daemon.endpoint(), QStringLiteral("tst-functionfaults"));
    {
        PoolRig pool(rig,
                     warm(shell("sleep 0.3; cat"),
                          {{QStringLiteral("max"), 2}, {QStringLiteral("concurrency"), 4}}));
        QVERIFY(!pool.call().error);
        Calls calls;
        for (int i = 0; i < 24; ++i)
            calls.start(pool.begin());
        QTest::qWait(100);
        QVERIFY(daemon.kill());
        QVERIFY(daemon.start());
        QVERIFY(calls.wait());
        for (const StepOutcome &outcome : calls.outcomes())
            QVERIFY2(!outcome.error, why(outcome));
    }
    QTRY_COMPARE_WITH_TIMEOUT(
        rig.containers(QStringLiteral("saltern.engine=tst-functionfaults")), QJsonArray{}, 60'000);
}

void TestFunctionFaults::stopInTheMiddle_data()
{
    QTest::addColumn<QJsonObject>("parameters");
    const QJsonObject pool{{QStringLiteral("max"), 2}, {QStringLiteral("concurrency"), 2}};
    QTest::newRow("warm") << warm(shell("trap '' TERM; while :; do sleep 1; done"), pool);
    QTest::newRow("hot") << hot(python("import time\ndef handle(event):\n    time.sleep(60)"),
                                pool);
}

void TestFunctionFaults::stopInTheMiddle()
{
    QFETCH(QJsonObject, parameters);
    PoolRig pool(*m_rig, parameters);
    {
        Calls calls;
        for (int i = 0; i < 8; ++i) // four run, four wait
            calls.start(pool.begin());
        QTRY_COMPARE_WITH_TIMEOUT(running().size(), 2, 60'000);
        QTest::qWait(500);
        calls.cancel();
        QVERIFY2(calls.outcomes().empty(), "finished from inside cancel()");
        QVERIFY(calls.wait());
        for (const StepOutcome &outcome : calls.outcomes())
            QCOMPARE(told(outcome), QByteArrayList{"error: cancelled"});
    }
    pool.drop();
    QTRY_COMPARE_WITH_TIMEOUT(running(), QStringList(), 60'000);
}

void TestFunctionFaults::deletedCallsLeaveNothing_data()
{
    stopInTheMiddle_data();
}

void TestFunctionFaults::deletedCallsLeaveNothing()
{
    QFETCH(QJsonObject, parameters);
    PoolRig pool(*m_rig, parameters);
    for (const bool whenRunning : {false, true}) {
        Calls calls;
        for (int i = 0; i < 8; ++i)
            calls.start(pool.begin());
        if (whenRunning)
            QTRY_COMPARE_WITH_TIMEOUT(running().size(), 2, 60'000);
    }
    Calls one;
    one.start(pool.begin());
    one.cancel();
    QVERIFY(one.wait());
    QCOMPARE(told(one.outcomes().front()), QByteArrayList{"error: cancelled"});
}

// Beside a call that goes on, what another one left behind is found by its mark.
void TestFunctionFaults::strayProcessesGoBesideOtherCalls()
{
    PoolRig pool(
        *m_rig,
        warm(shell("event=$(cat); case \"$event\" in\n"
                   "*'\"stray\":true'*) setsid sleep 1000 & setsid sleep 1000 & exit 0 ;;\n"
                   "*'\"over\":true'*) touch /tmp/over; exit 0 ;;\n"
                   "esac\n"
                   "while ! test -e /tmp/over; do sleep 0.1; done\n"
                   "for i in $(seq 100); do\n"
                   "    left=$(ps | grep -c '[s]leep 1000')\n"
                   "    test $left = 0 && break\n"
                   "    sleep 0.1\n"
                   "done\n"
                   "echo $left"),
             {{QStringLiteral("max"), 1}, {QStringLiteral("concurrency"), 8}}));
    QVERIFY(!pool.call({{QStringLiteral("stray"), true}}).error);
    Calls waits;
    waits.start(pool.begin());
    Calls calls;
    for (int i = 0; i < 5; ++i)
        calls.start(pool.begin({{QStringLiteral("stray"), true}}));
    QVERIFY(calls.wait());
    QVERIFY(!pool.call({{QStringLiteral("over"), true}}).error);
    QVERIFY(waits.wait());
    QCOMPARE(told(waits.outcomes().front()), QByteArrayList{R"(ok {"value":0})"});
}

QTEST_GUILESS_MAIN(TestFunctionFaults)
#include "tst_functionfaults.moc"
