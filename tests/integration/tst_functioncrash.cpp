#include "engine/functions/functionlabels.h"
#include "engine/runs/runstore.h"
#include "tests/integration/enginerig.h"
#include "tests/integration/fakeclock.h"
#include "tests/lab/lab.h"
#include "tests/support/patience.h"

#include <QJsonArray>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

constexpr int count = 300;

QByteArray document(const QByteArray &mode, const QByteArray &guarantee)
{
    return "guarantee: " + guarantee +
           "\nnodes:\n"
           "  go: { kind: bus.event@1, type: test/go }\n"
           "  f:\n"
           "    kind: function@1\n"
           "    runtime: python\n"
           "    mode: " +
           mode +
           "\n"
           "    code: |\n"
           "      import time\n"
           "      def handle(event):\n"
           "          time.sleep(0.05)\n"
           "          return event['data']\n"
           "    concurrency: 8\n"
           "    timeout: 5m\n"
           "    pool: { min: 1, max: 2, concurrency: 4 }\n"
           "wires: [go -> f]\n";
}

/// A node named after its mode and how long its calls take, in seconds; those may take five
/// minutes, the long ones three seconds.
QByteArray functionFor(const QByteArray &mode, int seconds)
{
    const QByteArray sleep = "sleep " + QByteArray::number(seconds) + '\n';
    const QByteArray kept = "      echo '{\"ready\":true}' >&3\n"
                            "      while read -r line; do\n"
                            "          id=${line#*:}; id=${id%%,*}\n"
                            "          " +
                            sleep +
                            "          echo \"{\\\"id\\\":$id,\\\"ok\\\":true}\" >&3\n"
                            "      done\n";
    return "  " + mode + QByteArray::number(seconds) +
           ":\n    kind: function@1\n    runtime: shell\n    retry: { max: 0 }\n"
           "    timeout: " +
           (seconds > 60 ? "3s" : "5m") + "\n    mode: " + mode +
           (mode == "hot" ? "\n    style: lines" : "") + "\n    code: |\n" +
           (mode == "hot" ? kept : "      " + sleep);
}

} // namespace

/// `saltern serve` with functions that run, killed or with its clock set: what is left is done,
/// once as the guarantee says, and no container stays behind.
class TestFunctionCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY2(Lab::available(), Lab::howToStart()); }
    void goesOnAfterKill_data();
    void goesOnAfterKill();
    void clockSet();

private:
    static int done(ServeRig &serve);
    static int containers(const QString &engineId);
    static QJsonArray runs(ServeRig &serve);
    static QStringList outcomes(ServeRig &serve);
};

// Calls that the pool has had by now.
int TestFunctionCrash::done(ServeRig &serve)
{
    return serve.call(u"functions.list"_s)
        .value(u"pools"_s)
        .toArray()
        .first()
        .toObject()
        .value(u"ok"_s)
        .toInt();
}

int TestFunctionCrash::containers(const QString &engineId)
{
    EngineRig rig(Lab::endpoint());
    const QString filter =
        u"{\"label\":[\"%1=%2\"]}"_s.arg(QString(FunctionLabels::engine), engineId);
    const auto answer = rig.call(
        "GET", u"/containers/json"_s, dockerQuery({{u"all"_s, u"1"_s}, {u"filters"_s, filter}}));
    return answer ? int(answer->array().size()) : -1;
}

QJsonArray TestFunctionCrash::runs(ServeRig &serve)
{
    return serve.call(u"runs.list"_s).value(u"runs"_s).toArray();
}

// How the steps of the newest run ended, by node: "done", or else the kind of the error.
QStringList TestFunctionCrash::outcomes(ServeRig &serve)
{
    QStringList all;
    const QJsonValue run = runs(serve).first()[u"run"_s];
    for (const QJsonValue &step :
         serve.call(u"runs.show"_s, {{u"run"_s, run}}).value(u"steps"_s).toArray()) {
        const QString error = step[u"error"_s][u"kind"_s].toString();
        all += step[u"node"_s].toString() + u' ' +
               (error.isEmpty() ? step[u"state"_s].toString() : error);
    }
    all.sort();
    return all;
}

void TestFunctionCrash::goesOnAfterKill_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<QByteArray>("guarantee");
    QTest::newRow("warm") << QByteArray("warm") << QByteArray("at-least-once");
    QTest::newRow("hot") << QByteArray("hot") << QByteArray("at-least-once");
    QTest::newRow("hot, at most once") << QByteArray("hot") << QByteArray("at-most-once");
}

void TestFunctionCrash::goesOnAfterKill()
{
    QFETCH(QByteArray, mode);
    QFETCH(QByteArray, guarantee);
    ServeRig serve;
    QVERIFY(serve.write(u"p"_s, document(mode, guarantee)));
    QVERIFY(serve.start(Lab::endpoint()));
    const QString engineId = serve.call(u"status"_s).value(u"engine"_s).toString();
    for (int n = 0; n < count; ++n)
        QVERIFY(!serve
                     .call(u"events.send"_s,
                           {{u"event"_s,
                             QJsonObject{{u"type"_s, u"test/go"_s},
                                         {u"subject"_s, u"s%1"_s.arg(n)},
                                         {u"data"_s, QJsonObject{{u"n"_s, n}}}}}})
                     .isEmpty());
    for (const int enough : {1, 20}) {
        QTRY_VERIFY_WITH_TIMEOUT(done(serve) >= enough, 120'000);
        QVERIFY(serve.kill());
        QVERIFY(serve.start(Lab::endpoint()));
    }
    QTRY_COMPARE_WITH_TIMEOUT(serve.call(u"status"_s).value(u"openRuns"_s).toInt(-1), 0, 600'000);
    QTRY_VERIFY_WITH_TIMEOUT(containers(engineId) <= 2,
                             60'000); // those of the dead engines are gone
    QVERIFY(serve.terminate());
    QTRY_COMPARE_WITH_TIMEOUT(containers(engineId), 0, 60'000);

    RunStore store;
    QVERIFY(store.open(serve.state()));
    const auto runs = store.list({.most = 2 * count});
    QVERIFY(runs);
    QCOMPARE(runs->size(), std::size_t(count));
    int lost = 0;
    for (const RunRecord &run : *runs) {
        lost += run.state == RunState::Lost;
        QVERIFY2(run.state == RunState::Done || run.state == RunState::Lost,
                 qPrintable(runStateName(run.state) + u' ' + run.reason));
    }
    // At each kill no more is unknown than what ran.
    QVERIFY2(lost <= (guarantee == "at-most-once" ? 2 * 8 : 0), qPrintable(QString::number(lost)));
}

void TestFunctionCrash::clockSet()
{
    if (!FakeClock::isPossible())
        QSKIP("libfaketime is not installed");
    ServeRig serve;
    const FakeClock clock(serve);
    QVERIFY(serve.write(u"p"_s,
                        "nodes:\n"
                        "  go: { kind: bus.event@1, type: test/go }\n"
                        "  all: { kind: bus.event@1, type: test/all }\n" +
                            functionFor("cold", 1) + functionFor("warm", 1) +
                            functionFor("hot", 1) + functionFor("cold", 600) +
                            functionFor("warm", 600) + functionFor("hot", 600) +
                            "wires: [go -> cold1, go -> warm1, go -> hot1, all -> cold1, "
                            "all -> warm1, all -> hot1, all -> cold600, all -> warm600, "
                            "all -> hot600]\n"));
    QVERIFY(serve.start(Lab::endpoint()));
    const auto states = [&](const QString &type, const QByteArray &offset) -> QStringList {
        const QJsonObject event{{u"type"_s, type}, {u"data"_s, QJsonObject()}};
        const auto before = runs(serve).size();
        serve.call(u"events.send"_s, {{u"event"_s, event}});
        if (!QTest::qWaitFor([&] { return runs(serve).size() > before; }, patience))
            return {u"nothing begun"_s};
        clock.set(offset);
        const auto isOver = [&] { return serve.call(u"status"_s).value(u"openRuns"_s) == 0; };
        return QTest::qWaitFor(isOver, patience) ? outcomes(serve) : QStringList(u"held up"_s);
    };
    // What runs is not held up for an hour, and what has a limit ends at it.
    QCOMPARE(states(u"test/all"_s, "-3600"),
             (QStringList{u"cold1 done"_s,
                          u"cold600 timeout"_s,
                          u"hot1 done"_s,
                          u"hot600 timeout"_s,
                          u"warm1 done"_s,
                          u"warm600 timeout"_s}));
    // Nor does an hour that did not pass count.
    QCOMPARE(states(u"test/go"_s, "+3600"),
             (QStringList{u"cold1 done"_s, u"hot1 done"_s, u"warm1 done"_s}));
}

QTEST_GUILESS_MAIN(TestFunctionCrash)
#include "tst_functioncrash.moc"
