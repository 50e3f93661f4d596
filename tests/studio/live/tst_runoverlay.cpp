#include "app/studio/engineclient/player.h"
#include "app/studio/engineclient/runoverlay.h"
#include "engine/pipeline/pipelinereader.h"
#include "tests/studio/live/livefixture.h"
#include "tests/support/patience.h"

#include <QSignalSpy>
#include <QTest>

using namespace Saltern;

namespace {

Pipeline selfHeal()
{
    const QJsonObject shown = liveEngine().recordedAnswer(QStringLiteral("pipelines.show"));
    const QString text = shown.value(QStringLiteral("bundle"))
                             .toObject()
                             .value(QStringLiteral("document"))
                             .toString();
    return readPipeline(text.toUtf8()).pipeline;
}

QJsonObject step(const QString &node,
                 const QString &state,
                 const QStringList &exits = {},
                 const QString &step = QStringLiteral("7f3a1c-42.1"))
{
    return {{QStringLiteral("what"), QStringLiteral("step")},
            {QStringLiteral("pipeline"), QStringLiteral("self-heal")},
            {QStringLiteral("step"), step},
            {QStringLiteral("node"), node},
            {QStringLiteral("state"), state},
            {QStringLiteral("attempt"), 2},
            {QStringLiteral("exits"), QJsonArray::fromStringList(exits)}};
}

QJsonObject runBegin()
{
    return {{QStringLiteral("what"), QStringLiteral("run")},
            {QStringLiteral("pipeline"), QStringLiteral("self-heal")},
            {QStringLiteral("trigger"), QStringLiteral("died")},
            {QStringLiteral("state"), QStringLiteral("running")}};
}

/// Plays nothing: changes are handed to the overlay by the tests.
class TestPlay : public Player
{
public:
    TestPlay() : Player(QStringLiteral("demo"), nullptr) {}
    void simulate() { becomeSimulated(); }
    QString line() const override { return {}; }
    double progress() const override { return 0; }
    void stop() override {}
    void again() override {}
};

} // namespace

class TestRunOverlay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void initTestCase();
    void cleanupTestCase() { EngineClient::instance().stop(); }

    void c78_statesFollowTheSteps_data();
    void c78_statesFollowTheSteps();
    void c79_countersOfNodesAndWires();
    void c79_countersCanBeReset();
    void c80_pulsesAreLimited();
    void c80_aFastWireDoesNotPulse();
    void c82_editsMakeResultsStale();
    void c87_cancelledIsShown();
    void c89_aPastRunIsPainted();
    void aDemoIsCountedFromItsSteps();
    void whatRunsGoesOnBehindADemo();
    void nothingIsShownWithoutAnEngine();
};

void TestRunOverlay::initTestCase()
{
    furnish(liveEngine());
    QVERIFY(connectClient());
    QTRY_VERIFY(EngineClient::instance().statistics()->hasPipeline(QStringLiteral("self-heal")));
}

void TestRunOverlay::c78_statesFollowTheSteps_data()
{
    QTest::addColumn<QJsonObject>("change");
    QTest::addColumn<QString>("state");
    QTest::newRow("ok") << step(QStringLiteral("page"), QStringLiteral("done")) << "ok";
    QTest::newRow("failed") << step(QStringLiteral("page"), QStringLiteral("failed")) << "failed";
    QTest::newRow("lost") << step(QStringLiteral("page"), QStringLiteral("lost")) << "failed";
    QTest::newRow("cancelled") << step(QStringLiteral("page"), QStringLiteral("cancelled"))
                               << "cancelled";
    QTest::newRow("skipped") << step(QStringLiteral("page"), QStringLiteral("bypassed"))
                             << "skipped";
    QTest::newRow("observed") << step(QStringLiteral("page"), QStringLiteral("observed")) << "ok";
    QJsonObject late = step(QStringLiteral("page"), QStringLiteral("failed"));
    late.insert(QStringLiteral("error"),
                QJsonObject{{QStringLiteral("kind"), QStringLiteral("timeout")},
                            {QStringLiteral("message"), QStringLiteral("It took too long.")}});
    QTest::newRow("timed out") << late << "timedOut";
}

void TestRunOverlay::c78_statesFollowTheSteps()
{
    QFETCH(QJsonObject, change);
    RunOverlay overlay;
    overlay.setPipeline(selfHeal());
    QSignalSpy changed(&overlay, &RunFacts::nodeFactsChanged);
    liveEngine().notify(QStringLiteral("runs"), {{QStringLiteral("changes"), QJsonArray{change}}});
    QTRY_VERIFY(changed.contains(QVariantList{QStringLiteral("page")}));
    QTEST(overlay.node(QStringLiteral("page")).state(), "state");
}

void TestRunOverlay::c79_countersOfNodesAndWires()
{
    RunOverlay overlay;
    overlay.setPipeline(selfHeal());
    QCOMPARE(overlay.mode(), QStringLiteral("run"));
    const QVariantMap diagnose = overlay.nodeState(QStringLiteral("diagnose"));
    QCOMPARE(diagnose.value(QStringLiteral("state")).toString(), QStringLiteral("running"));
    QCOMPARE(diagnose.value(QStringLiteral("counter")).toString(), QStringLiteral("✓ 37"));
    QCOMPARE(overlay.node(QStringLiteral("restart")).p99Ms, 410);
    QVERIFY(overlay.nodeState(QStringLiteral("restart"))
                .value(QStringLiteral("footer"))
                .toString()
                .contains(QStringLiteral("p99 410 ms")));
    // The port of `died -> diagnose` is not written in the document.
    const QVariantMap wire =
        overlay.wireState(QStringLiteral("died"), {}, QStringLiteral("diagnose"));
    QCOMPARE(wire.value(QStringLiteral("count")).toInt(), 214);
    QCOMPARE(wire.value(QStringLiteral("label")).toString(), QStringLiteral("214 · 3/s"));
}

void TestRunOverlay::c79_countersCanBeReset()
{
    RunOverlay overlay;
    overlay.setPipeline(selfHeal());
    overlay.resetCounters();
    QCOMPARE(overlay.node(QStringLiteral("died")).in, 0);
    QCOMPARE(overlay.wireState(QStringLiteral("died"), {}, QStringLiteral("diagnose"))
                 .value(QStringLiteral("count"))
                 .toInt(),
             0);
    QVERIFY(overlay.nodeState(QStringLiteral("died"))
                .value(QStringLiteral("counter"))
                .toString()
                .isEmpty());
}

void TestRunOverlay::c80_pulsesAreLimited()
{
    TestPlay play;
    RunOverlay overlay;
    overlay.setPipeline(selfHeal());
    QSignalSpy pulses(&overlay, &RunFacts::pulsed);
    play.simulate();
    overlay.beginPlay(&play);
    for (int i = 0; i < 500; ++i)
        overlay.takeChange(step(QStringLiteral("diagnose"),
                                QStringLiteral("done"),
                                {QStringLiteral("ok")},
                                QString::number(i)));
    QVERIFY(pulses.size() >= 20);
    QVERIFY(pulses.size() <= 40);
    QCOMPARE(pulses.first().first().toString(), QStringLiteral("diagnose.ok->restart"));
    QCOMPARE(overlay.wire(QStringLiteral("diagnose.ok->restart")).count, 500);
}

void TestRunOverlay::c80_aFastWireDoesNotPulse()
{
    RunOverlay overlay;
    overlay.setPipeline(selfHeal());
    const QJsonObject fast{{QStringLiteral("count"), 900}, {QStringLiteral("perSecond"), 400}};
    const QJsonObject news{
        {QStringLiteral("pipelines"),
         QJsonObject{
             {QStringLiteral("self-heal"),
              QJsonObject{{QStringLiteral("wires"),
                           QJsonObject{{QStringLiteral("restart.error -> page"), fast}}}}}}}};
    liveEngine().notify(QStringLiteral("statistics"), {{QStringLiteral("statistics"), news}});
    QTRY_COMPARE(overlay.wire(QStringLiteral("restart.error->page")).perSecond, 400);
    QSignalSpy pulses(&overlay, &RunFacts::pulsed);
    overlay.takeChange(
        step(QStringLiteral("restart"), QStringLiteral("done"), {QStringLiteral("error")}));
    QCOMPARE(pulses.size(), 0);
}

void TestRunOverlay::c82_editsMakeResultsStale()
{
    RunOverlay overlay;
    Pipeline pipeline = selfHeal();
    QSignalSpy reset(&overlay, &RunFacts::wasReset);
    overlay.setPipeline(pipeline);
    QTRY_VERIFY(reset.size() >= 2); // what is deployed is known
    QCOMPARE(overlay.staleReason(), QString());
    pipeline.nodes[1].label = QStringLiteral("Look closer");
    overlay.setPipeline(pipeline);
    QVERIFY(overlay.staleReason().contains(QStringLiteral("diagnose")));
    QVERIFY(overlay.isChanged(QStringLiteral("diagnose")));
    QVERIFY(!overlay.isChanged(QStringLiteral("died")));
}

void TestRunOverlay::c87_cancelledIsShown()
{
    TestPlay play;
    RunOverlay overlay;
    overlay.setPipeline(selfHeal());
    overlay.beginPlay(&play);
    overlay.takeChange(step(QStringLiteral("restart"), QStringLiteral("started")));
    QCOMPARE(overlay.node(QStringLiteral("restart")).state(), QStringLiteral("running"));
    overlay.takeChange(step(QStringLiteral("restart"), QStringLiteral("cancelled")));
    QCOMPARE(overlay.node(QStringLiteral("restart")).state(), QStringLiteral("cancelled"));
    QCOMPARE(
        overlay.nodeState(QStringLiteral("restart")).value(QStringLiteral("footer")).toString(),
        QStringLiteral("cancelled"));
}

void TestRunOverlay::c89_aPastRunIsPainted()
{
    RunOverlay overlay;
    overlay.setPipeline(selfHeal());
    overlay.showRun(QStringLiteral("7f3a1c-41"));
    QTRY_COMPARE(overlay.mode(), QStringLiteral("past"));
    QCOMPARE(overlay.node(QStringLiteral("died")).state(), QStringLiteral("ok"));
    QCOMPARE(overlay.node(QStringLiteral("restart")).state(), QStringLiteral("failed"));
    QCOMPARE(overlay.node(QStringLiteral("restart")).in, 1);
    QCOMPARE(overlay.node(QStringLiteral("diagnose")).p50Ms, 39);
    QCOMPARE(overlay.wire(QStringLiteral("died.out->diagnose")).count, 1);
    overlay.showLive();
    QCOMPARE(overlay.node(QStringLiteral("died")).in, 214);
}

void TestRunOverlay::aDemoIsCountedFromItsSteps()
{
    TestPlay play;
    RunOverlay overlay;
    overlay.setPipeline(selfHeal());
    play.simulate();
    overlay.beginPlay(&play);
    QCOMPARE(overlay.mode(), QStringLiteral("simulated"));
    QCOMPARE(overlay.node(QStringLiteral("died")).in, 0);
    overlay.takeChange(runBegin());
    overlay.takeChange(step(QStringLiteral("diagnose"), QStringLiteral("started")));
    QCOMPARE(overlay.node(QStringLiteral("diagnose")).running, 1);
    overlay.takeChange(step(QStringLiteral("diagnose"), QStringLiteral("retrying")));
    QVERIFY(overlay.nodeState(QStringLiteral("diagnose"))
                .value(QStringLiteral("footer"))
                .toString()
                .startsWith(QStringLiteral("retry 2")));
    overlay.takeChange(
        step(QStringLiteral("diagnose"), QStringLiteral("done"), {QStringLiteral("ok")}));
    const NodeFigures diagnose = overlay.node(QStringLiteral("diagnose"));
    QCOMPARE(diagnose.state(), QStringLiteral("ok"));
    QCOMPARE(diagnose.in, 1);
    QCOMPARE(diagnose.matched, 1);
    QCOMPARE(diagnose.running, 0);
    QCOMPARE(overlay.wire(QStringLiteral("died.out->diagnose")).count, 1);
    QCOMPARE(overlay.wire(QStringLiteral("diagnose.ok->restart")).count, 1);
}

void TestRunOverlay::whatRunsGoesOnBehindADemo()
{
    TestPlay play;
    RunOverlay overlay;
    overlay.setPipeline(selfHeal());
    QSignalSpy changed(&overlay, &RunFacts::nodeFactsChanged);
    overlay.beginPlay(&play);
    QCOMPARE(overlay.player(), &play);
    QCOMPARE(overlay.mode(), QStringLiteral("demo"));
    // The engine's own step is not one of the demo's.
    liveEngine().notify(QStringLiteral("runs"),
                        {{QStringLiteral("changes"),
                          QJsonArray{step(QStringLiteral("page"), QStringLiteral("failed"))}}});
    QTRY_VERIFY(changed.contains(QVariantList{QStringLiteral("page")}));
    QCOMPARE(overlay.node(QStringLiteral("page")).state(), QStringLiteral("idle"));
    overlay.endPlay();
    QCOMPARE(overlay.mode(), QStringLiteral("run"));
    QCOMPARE(overlay.node(QStringLiteral("page")).state(), QStringLiteral("failed"));
    QCOMPARE(overlay.node(QStringLiteral("died")).in, 214);
}

void TestRunOverlay::nothingIsShownWithoutAnEngine()
{
    RunOverlay overlay;
    overlay.setPipeline(selfHeal());
    QCOMPARE(overlay.node(QStringLiteral("died")).in, 214);
    liveEngine().kill();
    QTRY_COMPARE(overlay.mode(), QString());
    QCOMPARE(overlay.node(QStringLiteral("died")).in, 0);
    liveEngine().listen();
    QTRY_COMPARE_WITH_TIMEOUT(overlay.node(QStringLiteral("died")).in, 214, 60'000);
}

QTEST_GUILESS_MAIN(TestRunOverlay)
#include "tst_runoverlay.moc"
