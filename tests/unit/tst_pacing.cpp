#include "engine/runs/retrypolicy.h"
#include "tests/support/patience.h"
#include "tests/unit/schedulerrig.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Saltern::Test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// When steps begin: back-off, rates, and events that are held for a while.
class TestPacing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void backsOff_data();
    void backsOff();
    void beginsNoMoreThanTheRateAllows();
    void furtherAttemptsCountForTheRate();
    void aNewRevisionSaysTheRate();
    void holdsEachEventForItself();
    void holdsOverRestarts();
    void stopEndsADelay();
    void cancellingARunEndsItsDelayAlone();
    void whatIsHeldHasABound();
    void aDelayGoesOnInItsRun();
    void aTickIsSkippedWhileTheJournalIsFull();
};

namespace {

Pipeline delayed(const QString &wait)
{
    Pipeline pipeline =
        makePipeline({u"t trigger"_s, u"d delay"_s, u"a effect"_s}, {u"t -> d"_s, u"d -> a"_s});
    pipeline.nodes[1].kind = {u"delay"_s, 1};
    pipeline.nodes[1].parameters = {{u"for"_s, wait}};
    return pipeline;
}

Pipeline limited(int most, const QString &per)
{
    Pipeline pipeline = makePipeline({u"t trigger"_s, u"a effect"_s}, {u"t -> a"_s});
    pipeline.nodes[1].parameters = {{u"rate"_s, QJsonObject{{u"max"_s, most}, {u"per"_s, per}}},
                                    {u"concurrency"_s, 100}};
    return pipeline;
}

} // namespace

void TestPacing::backsOff_data()
{
    QTest::addColumn<QString>("backoff");
    QTest::addColumn<int>("failures");
    QTest::addColumn<double>("dice");
    QTest::addColumn<int>("ms");
    const auto row = [](const char *name, const char *backoff, int failures, double dice, int ms) {
        QTest::newRow(name) << QString::fromLatin1(backoff) << failures << dice << ms;
    };
    row("first", "exponential", 1, 0.5, 1000);
    row("doubled", "exponential", 2, 0.5, 2000);
    row("doubled again", "exponential", 3, 0.5, 4000);
    row("capped", "exponential", 4, 0.5, 5000);
    row("far beyond", "exponential", 1'000'000, 0.5, 5000);
    row("a fifth less", "exponential", 1, 0, 800);
    row("a fifth more", "exponential", 1, 1, 1200);
    row("the cap varies, too", "exponential", 9, 1, 6000);
    row("fixed", "fixed", 1, 0.5, 1000);
    row("fixed stays", "fixed", 7, 0.5, 1000);
    row("fixed varies", "fixed", 7, 0.25, 900);
}

void TestPacing::backsOff()
{
    QFETCH(QString, backoff);
    QFETCH(int, failures);
    QFETCH(double, dice);
    const RetryPolicy policy = RetryPolicy::fromJson(
        {{u"max"_s, 3}, {u"backoff"_s, backoff}, {u"first"_s, u"1s"_s}, {u"cap"_s, u"5s"_s}});
    QCOMPARE(policy.further, 3);
    QTEST(int(policy.delay(failures, dice).count()), "ms");
}

void TestPacing::beginsNoMoreThanTheRateAllows()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    QVERIFY(bench.deploy(limited(3, u"1s"_s)));
    for (int i = 0; i < 8; ++i)
        bench.scheduler->publish(go(QString::number(i)));
    QTRY_COMPARE(bench.runs.size(), 3);
    QVERIFY(bench.flush());
    QCOMPARE(kinds.begun.size(), 3);
    bench.clock.advance(999ms);
    QVERIFY(bench.flush());
    QCOMPARE(kinds.begun.size(), 3);
    bench.clock.advance(1ms);
    QTRY_COMPARE(bench.runs.size(), 6);
    QCOMPARE(kinds.begun.size(), 6);
    bench.clock.advance(1s);
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun.size(), 8);
    QCOMPARE(kinds.begun.constFirst(), u"a 0 #1"_s);
    QCOMPARE(kinds.begun.constLast(), u"a 7 #1"_s);
}

void TestPacing::furtherAttemptsCountForTheRate()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    Pipeline pipeline = limited(1, u"1m"_s);
    pipeline.nodes[1].parameters.insert(u"retry"_s,
                                        QJsonObject{{u"max"_s, 1}, {u"first"_s, u"1s"_s}});
    kinds.plan(u"a"_s, [](const StepInput &) { return std::optional(broken()); });
    QVERIFY(bench.deploy(pipeline));
    bench.scheduler->publish(go());
    QTRY_COMPARE(bench.steps.count(u"a retrying"_s), 1);
    bench.clock.advance(30s);
    QVERIFY(bench.flush());
    QCOMPARE(kinds.begun.size(), 1);
    bench.clock.advance(30s);
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun.size(), 2);
}

void TestPacing::aNewRevisionSaysTheRate()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    QVERIFY(bench.deploy(limited(1, u"1h"_s)));
    for (int i = 0; i < 3; ++i)
        bench.scheduler->publish(go(QString::number(i)));
    QTRY_COMPARE(bench.runs.size(), 1);
    bench.revision = 2;
    QVERIFY(bench.deploy(limited(100, u"1h"_s)));
    bench.scheduler->publish(go(u"3"_s));
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun.size(), 4);
}

void TestPacing::holdsEachEventForItself()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    QVERIFY(bench.deploy(delayed(u"10s"_s)));
    bench.scheduler->publish(go(u"same"_s));
    QVERIFY(bench.flush());
    bench.clock.advance(4s);
    bench.scheduler->publish(go(u"same"_s));
    QVERIFY(bench.flush());
    QCOMPARE(bench.steps.count(u"d waiting"_s), 2);
    bench.clock.advance(5999ms);
    QVERIFY(bench.flush());
    QVERIFY(kinds.begun.isEmpty());
    bench.clock.advance(1ms);
    QTRY_COMPARE(bench.runs, QStringList{u"done"_s});
    QCOMPARE(bench.scheduler->openRuns(), std::size_t(1));
    bench.clock.advance(4s);
    QVERIFY(bench.settle());
    QCOMPARE(bench.runs.size(), 2);
}

void TestPacing::holdsOverRestarts()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"journal.sqlite"_s);
    FakeKinds kinds;
    {
        Bench bench(kinds, path);
        QVERIFY(bench.deploy(delayed(u"1h"_s)));
        bench.scheduler->publish(go());
        QVERIFY(bench.flush());
    }
    {
        Bench bench(kinds, path);
        bench.clock.advance(30min);
        QVERIFY(bench.deploy(delayed(u"1h"_s)));
        QVERIFY(bench.flush());
        bench.clock.advance(29min);
        bench.scheduler->shutDown();
        QVERIFY(bench.flush());
        QVERIFY(kinds.begun.isEmpty());
    }
    Bench bench(kinds, path);
    bench.clock.advance(2h);
    QVERIFY(bench.deploy(delayed(u"1h"_s)));
    QVERIFY(bench.flush());
    bench.clock.advance(0s);
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun, QStringList{u"a a #1"_s});
    QCOMPARE(bench.runs, QStringList{u"done"_s});
}

void TestPacing::stopEndsADelay()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    QVERIFY(bench.deploy(delayed(u"1h"_s)));
    bench.scheduler->publish(go());
    QVERIFY(bench.flush());
    QVERIFY(bench.scheduler->stopPipeline(u"p"_s));
    QVERIFY(bench.settle());
    QCOMPARE(bench.runs, QStringList{u"cancelled"_s});
    bench.clock.advance(2h);
    QVERIFY(bench.settle());
    QVERIFY(kinds.begun.isEmpty());
}

void TestPacing::cancellingARunEndsItsDelayAlone()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    QVERIFY(bench.deploy(delayed(u"1h"_s)));
    bench.scheduler->publish(go(u"one"_s));
    bench.scheduler->publish(go(u"two"_s));
    QVERIFY(bench.scheduler->cancelRun(u"e-1"_s)); // not durable yet
    QVERIFY(bench.flush());
    QVERIFY(bench.flush());
    QCOMPARE(bench.runs, QStringList{u"cancelled"_s});
    bench.clock.advance(1h);
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun, QStringList{u"a two #1"_s});
}

void TestPacing::whatIsHeldHasABound()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory, {.waitingPerNode = 3});
    QVERIFY(bench.deploy(delayed(u"1h"_s)));
    for (int i = 0; i < 5; ++i)
        bench.scheduler->publish(go(QString::number(i)));
    QVERIFY(bench.flush());
    QCOMPARE(bench.dead, (QStringList{u"d"_s, u"d"_s}));
    bench.clock.advance(1h);
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun.size(), 3);
    bench.scheduler->publish(go(u"5"_s));
    QVERIFY(bench.flush());
    QVERIFY2(bench.dead.size() == 2, "there is room again");
}

void TestPacing::aDelayGoesOnInItsRun()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    Pipeline pipeline = delayed(u"1m"_s);
    pipeline.nodes[2].parameters.insert(u"text"_s, u"{{ trigger.data.n }} {{ event.data.n }}"_s);
    QVERIFY(bench.deploy(pipeline));
    const Event event = go(u"a"_s, {{u"n"_s, 7}});
    bench.scheduler->publish(event);
    QVERIFY(bench.flush());
    bench.clock.advance(1min);
    QVERIFY(bench.settle());
    QCOMPARE(kinds.inputs.at(0).event, event);
    QCOMPARE(kinds.inputs.at(0).parameters.value(u"text"_s).toString(), u"7 7"_s);
    QCOMPARE(kinds.inputs.at(0).run, u"e-1"_s);
}

void TestPacing::aTickIsSkippedWhileTheJournalIsFull()
{
    Pipeline pipeline = makePipeline({u"t trigger"_s, u"a effect"_s}, {u"t -> a"_s});
    pipeline.nodes[0].kind = {u"timer"_s, 1};
    pipeline.nodes[0].parameters = {{u"every"_s, u"1s"_s}};
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    QVERIFY(bench.deploy(pipeline));
    QVERIFY(bench.flush());
    while (!bench.journal.isFull())
        bench.journal.submit({});
    bench.clock.advance(1s);
    QVERIFY(bench.settle());
    QCOMPARE(bench.runs, QStringList{});
    bench.clock.advance(1s);
    QVERIFY(bench.settle());
    QCOMPARE(bench.runs, QStringList{u"done"_s});
}

QTEST_GUILESS_MAIN(TestPacing)
#include "tst_pacing.moc"
