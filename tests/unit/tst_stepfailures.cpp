#include "tests/support/patience.h"
#include "tests/unit/schedulerrig.h"

#include <QTest>

using namespace Saltern;
using namespace Saltern::Test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// Steps that do not go well: attempts, deadlines, refusals. How events travel is in
/// tst_scheduler.cpp.
class TestStepFailures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void retries_data();
    void retries();
    void retryWaitsAsLongAsItIsAskedTo();
    void retryKeepsItsTurn();
    void endsWhatOverstaysItsTime_data();
    void endsWhatOverstaysItsTime();
    void unrenderableParametersLeaveByError();
    void aFullNodeRefuses();
    void tooLargeResultsFail();
};

void TestStepFailures::retries_data()
{
    QTest::addColumn<int>("further");
    QTest::addColumn<int>("failures"); // before it works; -1 = never
    QTest::addColumn<bool>("mayRetry");
    QTest::addColumn<bool>("errorWired");
    QTest::addColumn<QStringList>("begun");
    QTest::addColumn<QString>("run");
    QTest::newRow("none wanted") << 0 << -1 << true << false << QStringList{u"a a #1"_s}
                                 << u"failed"_s;
    QTest::newRow("the second works")
        << 3 << 1 << true << false << QStringList{u"a a #1"_s, u"a a #2"_s} << u"done"_s;
    QTest::newRow("never works") << 2 << -1 << true << false
                                 << QStringList{u"a a #1"_s, u"a a #2"_s, u"a a #3"_s}
                                 << u"failed"_s;
    QTest::newRow("pointless") << 3 << -1 << false << false << QStringList{u"a a #1"_s}
                               << u"failed"_s;
    QTest::newRow("the error exit takes over")
        << 1 << -1 << true << true << QStringList{u"a a #1"_s, u"a a #2"_s, u"b a #1"_s}
        << u"done"_s;
}

void TestStepFailures::retries()
{
    QFETCH(int, further);
    QFETCH(int, failures);
    QFETCH(bool, mayRetry);
    QFETCH(bool, errorWired);
    FakeKinds kinds;
    kinds.plan(u"a"_s, [&](const StepInput &input) {
        return failures >= 0 && input.attempt > failures ? fine() : broken(mayRetry);
    });
    Bench bench(kinds, inMemory);
    Pipeline pipeline = makePipeline({u"t trigger"_s, u"a effect"_s, u"b effect"_s}, {u"t -> a"_s});
    if (errorWired)
        pipeline.wires += Wire{u"a"_s, u"error"_s, u"b"_s};
    pipeline.nodes[1].parameters = {
        {u"retry"_s, QJsonObject{{u"max"_s, further}, {u"first"_s, u"10s"_s}}}};
    QVERIFY(bench.deploy(pipeline));
    bench.scheduler->publish(go());
    QFETCH(QStringList, begun);
    QTRY_VERIFY(kinds.begun.size() >= 1);
    for (int attempt = 1; attempt <= further && mayRetry && attempt != failures + 1; ++attempt) {
        QTRY_COMPARE(kinds.begun.size(), attempt);
        QTRY_COMPARE(bench.steps.count(u"a retrying"_s), attempt);
        bench.clock.advance(7s); // less than 10 s - 20 %
        QVERIFY(bench.flush());
        QCOMPARE(kinds.begun.size(), attempt);
        bench.clock.advance(60s);
    }
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun, begun);
    QFETCH(QString, run);
    QCOMPARE(bench.runs, QStringList{run});
}

void TestStepFailures::retryWaitsAsLongAsItIsAskedTo()
{
    FakeKinds kinds;
    kinds.plan(u"a"_s, [](const StepInput &input) {
        StepOutcome outcome = input.attempt == 1 ? broken() : fine();
        outcome.retryAfter = 5min;
        return outcome;
    });
    Bench bench(kinds, inMemory);
    Pipeline pipeline = makePipeline({u"t trigger"_s, u"a effect"_s}, {u"t -> a"_s});
    pipeline.nodes[1].parameters = {
        {u"retry"_s, QJsonObject{{u"max"_s, 1}, {u"first"_s, u"1s"_s}}}};
    QVERIFY(bench.deploy(pipeline));
    bench.scheduler->publish(go());
    QTRY_COMPARE(bench.steps.count(u"a retrying"_s), 1);
    bench.clock.advance(299s);
    QVERIFY(bench.flush());
    QCOMPARE(kinds.begun.size(), 1);
    bench.clock.advance(1s);
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun.size(), 2);
}

void TestStepFailures::retryKeepsItsTurn()
{
    FakeKinds kinds;
    kinds.plan(u"a"_s, [](const StepInput &input) {
        return input.event.data().value(u"n"_s).toInt() == 1 && input.attempt == 1 ? broken()
                                                                                   : fine();
    });
    Bench bench(kinds, inMemory);
    Pipeline pipeline = makePipeline({u"t trigger"_s, u"a effect"_s}, {u"t -> a"_s});
    pipeline.nodes[1].parameters = {{u"retry"_s, QJsonObject{{u"max"_s, 1}}},
                                    {u"concurrency"_s, 1}};
    QVERIFY(bench.deploy(pipeline));
    bench.scheduler->publish(go(u"x"_s, {{u"n"_s, 1}}));
    bench.scheduler->publish(go(u"x"_s, {{u"n"_s, 2}}));
    bench.scheduler->publish(go(u"y"_s, {{u"n"_s, 3}}));
    // Its key waits with it, its place does not.
    QTRY_COMPARE(kinds.begun, (QStringList{u"a x #1"_s, u"a y #1"_s}));
    QTRY_COMPARE(bench.steps.count(u"a retrying"_s), 1);
    bench.clock.advance(10s);
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun, (QStringList{u"a x #1"_s, u"a y #1"_s, u"a x #2"_s, u"a x #1"_s}));
}

void TestStepFailures::endsWhatOverstaysItsTime_data()
{
    QTest::addColumn<bool>("obeysCancel");
    QTest::addColumn<int>("seconds"); // when it is over
    QTest::newRow("cancelled 5 s after its time limit") << true << 15;
    QTest::newRow("given up 3 s after that") << false << 18;
}

void TestStepFailures::endsWhatOverstaysItsTime()
{
    QFETCH(bool, obeysCancel);
    QFETCH(int, seconds);
    FakeKinds kinds;
    kinds.hold(u"a"_s);
    kinds.obeysCancel = obeysCancel;
    Bench bench(kinds, inMemory);
    Pipeline pipeline = makePipeline({u"t trigger"_s, u"a effect"_s}, {u"t -> a"_s});
    pipeline.nodes[1].parameters = {{u"timeout"_s, u"10s"_s}};
    QVERIFY(bench.deploy(pipeline));
    bench.scheduler->publish(go());
    QTRY_COMPARE(kinds.held(u"a"_s), 1);
    bench.clock.advance(std::chrono::seconds(seconds) - 1ms);
    QVERIFY(bench.flush());
    QVERIFY(bench.runs.isEmpty());
    bench.clock.advance(1ms);
    QVERIFY(bench.settle());
    QCOMPARE(bench.runs, QStringList{u"failed"_s});
    QVERIFY(bench.stepChanges.back().error);
    QCOMPARE(bench.stepChanges.back().error->kind, ErrorKind::Timeout);
}

void TestStepFailures::unrenderableParametersLeaveByError()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    Pipeline pipeline = makePipeline({u"t trigger"_s, u"a effect"_s, u"b effect"_s},
                                     {u"t -> a"_s, u"a.error -> b"_s});
    pipeline.nodes[1].parameters = {{u"text"_s, u"{{ event.data.missing }}"_s},
                                    {u"retry"_s, QJsonObject{{u"max"_s, 5}}}};
    QVERIFY(bench.deploy(pipeline));
    bench.scheduler->publish(go());
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun, QStringList{u"b a #1"_s});
    const QJsonObject error = kinds.inputs.front().event.data().value(u"error"_s).toObject();
    QVERIFY(error.value(u"message"_s).toString().contains(u"missing"_s));
}

void TestStepFailures::aFullNodeRefuses()
{
    FakeKinds kinds;
    kinds.hold(u"slow"_s);
    Bench bench(kinds, inMemory, {.waitingPerNode = 3});
    Pipeline pipeline = makePipeline({u"t trigger"_s, u"slow effect"_s, u"quick effect"_s},
                                     {u"t -> slow"_s, u"t -> quick"_s});
    QVERIFY(bench.deploy(pipeline));
    bench.scheduler->publish(go(u"x"_s));
    QTRY_COMPARE(kinds.held(u"slow"_s), 1);
    for (int i = 0; i < 5; ++i) {
        bench.scheduler->publish(go(u"x"_s));
        QVERIFY(bench.flush());
    }
    QTRY_COMPARE(bench.dead, (QStringList{u"slow"_s, u"slow"_s}));
    // The neighbour got all six.
    QTRY_COMPARE(bench.steps.count(u"quick done"_s), 6);
    for (int i = 0; i < 4; ++i) {
        QTRY_COMPARE(kinds.held(u"slow"_s), 1);
        kinds.finish(u"slow"_s, fine());
    }
    QVERIFY(bench.settle());
    QCOMPARE(bench.runs.count(u"failed"_s), 2);
    QCOMPARE(bench.runs.count(u"done"_s), 4);
}

void TestStepFailures::tooLargeResultsFail()
{
    FakeKinds kinds;
    kinds.plan(u"a"_s, [](const StepInput &) {
        return StepOutcome::leave(u"ok"_s, QJsonObject{{u"x"_s, QString(1'100'000, u'x')}});
    });
    Bench bench(kinds, inMemory);
    QVERIFY(bench.deploy(makePipeline({u"t trigger"_s, u"a effect"_s}, {u"t -> a"_s})));
    bench.scheduler->publish(go());
    QVERIFY(bench.settle());
    QCOMPARE(bench.runs, QStringList{u"failed"_s});
    QCOMPARE(bench.stepChanges.back().error->kind, ErrorKind::TooLarge);
}

QTEST_GUILESS_MAIN(TestStepFailures)
#include "tst_stepfailures.moc"
