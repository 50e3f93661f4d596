#include "tests/unit/schedulerrig.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Saltern::Test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Windows as the scheduler runs them: what begins runs, what a restart, a revision, Stop do.
class TestWindowRuns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void completesInTheRunOfItsEvent();
    void timeBeginsARunOfItsOwn();
    void survivesRestarts();
    void aRevisionKeepsWhatTheWindowRemembers_data();
    void aRevisionKeepsWhatTheWindowRemembers();
    void stoppingForgets();
    void aRunThatTimeBeganCanBeRunAgain();
    void endsALoopOverTheBus();
};

namespace {

Pipeline windowed(const QJsonObject &settings,
                  const QStringList &wires = {u"t -> w"_s, u"w -> a"_s})
{
    Pipeline pipeline =
        makePipeline({u"t trigger"_s, u"w window"_s, u"a effect"_s, u"b effect"_s}, wires);
    pipeline.nodes[1].kind = {u"window"_s, 1};
    pipeline.nodes[1].parameters = settings;
    return pipeline;
}

const QJsonObject quiet{
    {u"mode"_s, u"once-after"_s}, {u"by"_s, u"event.subject"_s}, {u"over"_s, u"60s"_s}};

/// At the bench's present moment.
Event now(Bench &bench, const QString &subject = u"a"_s)
{
    return Event::make(
        {.type = u"demo/go"_s, .subject = subject, .timeNs = bench.clock.nowNs(), .host = u"h"_s},
        {{u"n"_s, 1}});
}

} // namespace

void TestWindowRuns::completesInTheRunOfItsEvent()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    QVERIFY(bench.deploy(windowed({{u"over"_s, u"60s"_s}, {u"atLeast"_s, 2}},
                                  {u"t -> w"_s, u"w -> a"_s, u"w.below -> b"_s})));
    bench.scheduler->publish(now(bench));
    bench.scheduler->publish(now(bench));
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun, (QStringList{u"b a #1"_s, u"a a #1"_s}));
    QCOMPARE(bench.runs, (QStringList{u"done"_s, u"done"_s}));
    const Event reached = kinds.inputs.at(1).event;
    QCOMPARE(reached.type(), u"saltern/p/w/reached"_s);
    QCOMPARE(reached.data().value(u"n"_s).toInt(), 1);
    QCOMPARE(kinds.inputs.at(1).run, u"e-2"_s);
}

void TestWindowRuns::timeBeginsARunOfItsOwn()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    QVERIFY(bench.deploy(windowed(quiet)));
    bench.scheduler->publish(now(bench));
    QVERIFY(bench.settle());
    QCOMPARE(bench.runs, QStringList{u"done"_s});
    bench.clock.advance(59s);
    QVERIFY(bench.settle());
    QVERIFY(kinds.begun.isEmpty());
    bench.clock.advance(1s);
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun, QStringList{u"a a #1"_s});
    QCOMPARE(bench.runs.size(), 2);
    const Event &event = kinds.inputs.front().event;
    QCOMPARE(event.type(), u"saltern/p/w/out"_s);
    QCOMPARE(event.host(), u"h"_s);
    QCOMPARE(event.cause(), u"p/e-1/e-1.1"_s);
    QCOMPARE(event.hops(), 1);
    const bool seen = std::any_of(bench.events.begin(),
                                  bench.events.end(),
                                  [&](const EventSeen &one) { return one.event == event; });
    QVERIFY2(seen, "it is on the bus");
}

void TestWindowRuns::survivesRestarts()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"journal.sqlite"_s);
    FakeKinds kinds;
    {
        Bench bench(kinds, path);
        QVERIFY(bench.deploy(windowed(quiet)));
        bench.scheduler->publish(now(bench));
        QVERIFY(bench.settle());
    }
    for (int restart = 0; restart < 2; ++restart) {
        Bench bench(kinds, path);
        QVERIFY(bench.deploy(windowed(quiet)));
        bench.clock.advance(59s);
        QVERIFY(bench.settle());
        QVERIFY(kinds.begun.isEmpty());
    }
    Bench bench(kinds, path);
    bench.clock.advance(59s);
    QVERIFY(bench.deploy(windowed(quiet)));
    bench.clock.advance(10s);
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun, QStringList{u"a a #1"_s});
    bench.clock.advance(1h);
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun.size(), 1);
}

void TestWindowRuns::aRevisionKeepsWhatTheWindowRemembers_data()
{
    QTest::addColumn<QString>("over");
    QTest::addColumn<int>("begun");
    QTest::newRow("the same settings") << u"60s"_s << 1;
    QTest::newRow("others") << u"61s"_s << 0;
}

void TestWindowRuns::aRevisionKeepsWhatTheWindowRemembers()
{
    QFETCH(QString, over);
    QFETCH(int, begun);
    QTemporaryDir folder;
    FakeKinds kinds;
    Pipeline next = windowed(quiet);
    next.nodes[1].parameters.insert(u"over"_s, over);
    {
        Bench bench(kinds, folder.filePath(u"journal.sqlite"_s));
        QVERIFY(bench.deploy(windowed(quiet)));
        bench.scheduler->publish(now(bench));
        QVERIFY(bench.settle());
        bench.revision = 2;
        QVERIFY(bench.deploy(next));
        QCOMPARE(bench.scheduler->deployed(next.name)->begunAnew,
                 begun == 0 ? QStringList{u"w"_s} : QStringList());
        bench.clock.advance(50s);
        QVERIFY(bench.settle());
    }
    // Neither the engine that took the revision over nor the next one knows more.
    Bench bench(kinds, folder.filePath(u"journal.sqlite"_s));
    bench.revision = 2;
    bench.clock.advance(50s);
    QVERIFY(bench.deploy(next));
    bench.clock.advance(1h);
    QVERIFY(bench.settle());
    QTEST(int(kinds.begun.size()), "begun");
}

void TestWindowRuns::stoppingForgets()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    QVERIFY(bench.deploy(windowed(quiet)));
    bench.scheduler->publish(now(bench));
    QVERIFY(bench.settle());
    QVERIFY(bench.scheduler->stopPipeline(u"p"_s));
    bench.clock.advance(30s);
    QVERIFY(bench.deploy(windowed(quiet)));
    bench.clock.advance(1h);
    QVERIFY(bench.settle());
    QVERIFY(kinds.begun.isEmpty());
}

void TestWindowRuns::aRunThatTimeBeganCanBeRunAgain()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    QVERIFY(bench.deploy(windowed(quiet)));
    bench.scheduler->publish(now(bench));
    QVERIFY(bench.settle());
    bench.clock.advance(60s);
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun.size(), 1);
    QVERIFY(bench.scheduler->beginAgain(u"p"_s, u"w"_s, kinds.inputs.front().event));
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun.size(), 2);
    QVERIFY2(bench.scheduler->beginAgain(u"p"_s, u"w"_s, now(bench)), "any other arrives there");
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun.size(), 2);
    bench.clock.advance(60s);
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun.size(), 3);
}

void TestWindowRuns::endsALoopOverTheBus()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    Pipeline pipeline = windowed(quiet, {u"t -> w"_s});
    pipeline.nodes[0].parameters.insert(u"on"_s, u"saltern/p/w/out"_s);
    QVERIFY(bench.deploy(pipeline));
    bench.scheduler->publish(Event::make({.type = u"saltern/p/w/out"_s, .subject = u"a"_s}, {}));
    bench.clock.advance(1h);
    QVERIFY(bench.settle());
    QCOMPARE(bench.dead.size(), 2); // its own run and the one that it would have set off
    QCOMPARE(bench.runs.size(), 1 + 2 * maximumHops);
}

QTEST_GUILESS_MAIN(TestWindowRuns)
#include "tst_windowruns.moc"
