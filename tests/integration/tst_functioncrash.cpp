#include "engine/functions/functionlabels.h"
#include "engine/runs/runstore.h"
#include "tests/integration/enginerig.h"
#include "tests/integration/serverig.h"
#include "tests/lab/lab.h"

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

} // namespace

/// `saltern serve` killed with full pools: the next one does what is left, once as the guarantee
/// says, and no container stays behind.
class TestFunctionCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY2(Lab::available(), Lab::howToStart()); }
    void goesOnAfterKill_data();
    void goesOnAfterKill();

private:
    static int done(ServeRig &serve);
    static int containers(const QString &engineId);
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

QTEST_GUILESS_MAIN(TestFunctionCrash)
#include "tst_functioncrash.moc"
