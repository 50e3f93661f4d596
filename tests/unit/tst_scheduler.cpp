#include "engine/runs/journalfile.h"
#include "tests/support/patience.h"
#include "tests/unit/schedulerrig.h"

#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Saltern::Test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class TestScheduler : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void routes_data();
    void routes();
    void outputsFollowInOrder();
    void keepsOrderPerKey_data();
    void keepsOrderPerKey();
    void templatesSeeTheirScopes_data();
    void templatesSeeTheirScopes();
    void secretsReachStepsAndNothingElse();
    void exitEventsGoOnTheBus();
    void hopsEndLoops_data();
    void hopsEndLoops();
    void loopsInsideARunEnd();
    void observeTouchesNothing();
    void observedStepsMayLook();
    void stopCancels();
    void resumes_data();
    void resumes();
    void shutDownLeavesTheRestToTheNext();
    void shutDownForgetsNoEarlierAttempt();
    void tenThousandEventsAtOnce();
};

void TestScheduler::routes_data()
{
    QTest::addColumn<QStringList>("nodes");
    QTest::addColumn<QStringList>("wires");
    QTest::addColumn<QString>("port"); // what the pure node leaves by
    QTest::addColumn<QStringList>("steps");
    QTest::addColumn<QString>("run");
    const QStringList chain{u"t trigger"_s, u"a effect"_s, u"b effect"_s};
    QTest::newRow("nothing wired")
        << QStringList{u"t trigger"_s} << QStringList{} << QString() << QStringList{} << u"done"_s;
    QTest::newRow("a chain")
        << chain << QStringList{u"t -> a"_s, u"a.ok -> b"_s} << QString()
        << QStringList{u"a started"_s, u"a done"_s, u"b started"_s, u"b done"_s} << u"done"_s;
    QTest::newRow("the first port is meant")
        << chain << QStringList{u"t -> a"_s, u"a -> b"_s} << QString()
        << QStringList{u"a started"_s, u"a done"_s, u"b started"_s, u"b done"_s} << u"done"_s;
    QTest::newRow("two wires into a node fire it twice")
        << chain << QStringList{u"t -> a"_s, u"t -> b"_s, u"a -> b"_s} << QString()
        << QStringList{u"a started"_s,
                       u"b started"_s,
                       u"a done"_s,
                       u"b done"_s,
                       u"b started"_s,
                       u"b done"_s}
        << u"done"_s;
    const QStringList pure{u"t trigger"_s, u"f pure"_s, u"a effect"_s, u"b effect"_s};
    const QStringList fork{u"t -> f"_s, u"f.out -> a"_s, u"f.else -> b"_s};
    QTest::newRow("a pure node, one way")
        << pure << fork << u"out"_s << QStringList{u"f done"_s, u"a started"_s, u"a done"_s}
        << u"done"_s;
    QTest::newRow("a pure node, the other way")
        << pure << fork << u"else"_s << QStringList{u"f done"_s, u"b started"_s, u"b done"_s}
        << u"done"_s;
    QTest::newRow("a port that leads nowhere")
        << pure << fork << u"none"_s << QStringList{u"f done"_s} << u"done"_s;
}

void TestScheduler::routes()
{
    QFETCH(QStringList, nodes);
    QFETCH(QStringList, wires);
    QFETCH(QString, port);
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    QVERIFY(bench.deploy(makePipeline(nodes, wires)));
    bench.scheduler->publish(go(u"a"_s, {{u"port"_s, port}}));
    bench.scheduler->publish(go(u"a"_s, {}, u"demo/other"_s));
    QVERIFY(bench.settle());
    QTEST(bench.steps, "steps");
    QFETCH(QString, run);
    QCOMPARE(bench.runs, QStringList{run});
}

void TestScheduler::outputsFollowInOrder()
{
    FakeKinds kinds;
    kinds.plan(u"a"_s, [](const StepInput &) {
        StepOutcome outcome;
        for (int i = 1; i <= 3; ++i)
            outcome.exits.push_back({u"ok"_s, QJsonObject{{u"n"_s, i}}});
        return outcome;
    });
    Bench bench(kinds, inMemory);
    QVERIFY(bench.deploy(makePipeline({u"t trigger"_s, u"a effect"_s, u"b effect"_s},
                                      {u"t -> a"_s, u"a.ok -> b"_s})));
    bench.scheduler->publish(go());
    QVERIFY(bench.settle());
    QList<int> seen;
    for (const StepInput &input : kinds.inputs) {
        if (input.node == u"b"_s)
            seen += input.event.data().value(u"n"_s).toInt();
    }
    QCOMPARE(seen, (QList<int>{1, 2, 3}));
}

void TestScheduler::keepsOrderPerKey_data()
{
    QTest::addColumn<QStringList>("subjects");
    QTest::addColumn<int>("concurrency");
    QTest::addColumn<QString>("orderBy");
    QTest::addColumn<int>("atOnce"); // how many run when all are held
    QTest::newRow("one subject, one at a time")
        << QStringList{u"x"_s, u"x"_s, u"x"_s} << 4 << QString() << 1;
    QTest::newRow("three subjects side by side")
        << QStringList{u"x"_s, u"y"_s, u"z"_s} << 4 << QString() << 3;
    QTest::newRow("the limit holds") << QStringList{u"x"_s, u"y"_s, u"z"_s} << 2 << QString() << 2;
    QTest::newRow("mixed") << QStringList{u"x"_s, u"x"_s, u"y"_s, u"x"_s} << 4 << QString() << 2;
    QTest::newRow("no subject, no order")
        << QStringList{QString(), QString(), QString()} << 4 << QString() << 3;
    QTest::newRow("a key of one's own")
        << QStringList{u"x"_s, u"y"_s, u"z"_s} << 4 << u"{{ event.type }}"_s << 1;
}

void TestScheduler::keepsOrderPerKey()
{
    QFETCH(QStringList, subjects);
    QFETCH(int, concurrency);
    QFETCH(QString, orderBy);
    QFETCH(int, atOnce);
    FakeKinds kinds;
    kinds.hold(u"a"_s);
    Bench bench(kinds, inMemory);
    Pipeline pipeline = makePipeline({u"t trigger"_s, u"a effect"_s}, {u"t -> a"_s});
    pipeline.nodes[1].parameters = {{u"concurrency"_s, concurrency}};
    if (!orderBy.isEmpty())
        pipeline.nodes[1].parameters.insert(u"orderBy"_s, orderBy);
    QVERIFY(bench.deploy(pipeline));
    for (const QString &subject : subjects)
        bench.scheduler->publish(go(subject));
    QTRY_COMPARE(kinds.held(u"a"_s), atOnce);
    QVERIFY(bench.flush());
    QCOMPARE(kinds.held(u"a"_s), atOnce);
    for (qsizetype i = 0; i < subjects.size(); ++i) {
        QTRY_VERIFY(kinds.held(u"a"_s) > 0);
        kinds.finish(u"a"_s, fine());
    }
    QVERIFY(bench.settle());
    QCOMPARE(kinds.mostAtOnce, atOnce);
    QCOMPARE(bench.runs.size(), subjects.size());
}

void TestScheduler::templatesSeeTheirScopes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("event") << u"{{ event.data.done }}"_s << u"a"_s;
    QTest::newRow("trigger") << u"{{ trigger.data.name }}"_s << u"web"_s;
    QTest::newRow("steps, data") << u"{{ steps.a.data.done }}"_s << u"a"_s;
    QTest::newRow("steps, port") << u"{{ steps.a.port }}"_s << u"ok"_s;
    QTest::newRow("steps, the trigger") << u"{{ steps.t.data.name }}"_s << u"web"_s;
    QTest::newRow("run, id") << u"{{ run.id }}"_s << u"e-1"_s;
    QTest::newRow("run, pipeline") << u"{{ run.pipeline }}"_s << u"p"_s;
    QTest::newRow("run, guarantee") << u"{{ run.guarantee }}"_s << u"at-least-once"_s;
    QTest::newRow("mixed") << u"{{ event.subject }}/{{ trigger.subject }}"_s << u"s/s"_s;
}

void TestScheduler::templatesSeeTheirScopes()
{
    QFETCH(QString, text);
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    Pipeline pipeline =
        makePipeline({u"t trigger"_s, u"a effect"_s, u"b effect"_s}, {u"t -> a"_s, u"a.ok -> b"_s});
    pipeline.nodes[2].parameters = {{u"text"_s, text}};
    QVERIFY(bench.deploy(pipeline));
    bench.scheduler->publish(go(u"s"_s, {{u"name"_s, u"web"_s}}));
    QVERIFY(bench.settle());
    QCOMPARE(kinds.inputs.size(), 2u);
    QTEST(kinds.inputs.back().parameters.value(u"text"_s).toString(), "expected");
}

void TestScheduler::secretsReachStepsAndNothingElse()
{
    qputenv("SALTERN_SECRET_TOKEN", "hunter2hunter2");
    FakeKinds kinds;
    kinds.plan(u"a"_s, [](const StepInput &input) {
        StepOutcome outcome = broken(false);
        outcome.error->message = u"refused "_s + input.parameters.value(u"text"_s).toString();
        outcome.log = u"sent hunter2hunter2 to them"_s;
        outcome.detail = {{u"url"_s, u"https://x/hunter2hunter2"_s}};
        return outcome;
    });
    Bench bench(kinds, inMemory);
    Pipeline pipeline = makePipeline({u"t trigger"_s, u"a effect"_s}, {u"t -> a"_s});
    pipeline.nodes[1].parameters = {{u"text"_s, u"Bearer {{ secret.TOKEN }}"_s}};
    QVERIFY(bench.deploy(pipeline));
    bench.scheduler->publish(go());
    QVERIFY(bench.settle());
    qunsetenv("SALTERN_SECRET_TOKEN");
    QCOMPARE(kinds.inputs.front().parameters.value(u"text"_s).toString(),
             u"Bearer hunter2hunter2"_s);
    QCOMPARE(bench.stepChanges.front().parameters.value(u"text"_s).toString(), u"Bearer ***"_s);
    const StepChange &end = bench.stepChanges.back();
    QCOMPARE(end.error->message, u"refused Bearer ***"_s);
    QCOMPARE(end.log, u"sent *** to them"_s);
    QCOMPARE(end.detail.value(u"url"_s).toString(), u"https://x/***"_s);
    for (const EventSeen &seen : bench.events)
        QVERIFY(!seen.event.json().contains("hunter2"));
}

void TestScheduler::exitEventsGoOnTheBus()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    Pipeline listener =
        makePipeline({u"heard trigger saltern/p/a/ok"_s, u"c effect"_s}, {u"heard -> c"_s});
    listener.name = u"q"_s;
    QVERIFY(bench.deploy(listener));
    QVERIFY(bench.deploy(makePipeline({u"t trigger"_s, u"a effect"_s}, {u"t -> a"_s})));
    bench.scheduler->publish(go(u"s"_s));
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun, (QStringList{u"a s #1"_s, u"c s #1"_s}));
    const Event &heard = kinds.inputs.back().event;
    QCOMPARE(heard.type(), u"saltern/p/a/ok"_s);
    QCOMPARE(heard.cause(), u"p/e-1/e-1.1"_s);
    QCOMPARE(heard.hops(), 1);
    QCOMPARE(bench.runs, (QStringList{u"done"_s, u"done"_s}));
}

void TestScheduler::hopsEndLoops_data()
{
    QTest::addColumn<int>("hops");
    QTest::addColumn<int>("runs");
    QTest::addColumn<int>("deadLetters");
    QTest::newRow("sixteen are allowed") << 16 << 1 << 0;
    QTest::newRow("seventeen are a loop") << 17 << 0 << 1;
}

void TestScheduler::hopsEndLoops()
{
    QFETCH(int, hops);
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    QVERIFY(bench.deploy(makePipeline({u"t trigger"_s}, {})));
    bench.scheduler->publish(go(u"a"_s, {}, u"demo/go"_s, hops));
    QVERIFY(bench.settle());
    QTEST(int(bench.runs.size()), "runs");
    QTEST(int(bench.dead.size()), "deadLetters");
}

void TestScheduler::loopsInsideARunEnd()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    QVERIFY(bench.deploy(makePipeline({u"t trigger"_s, u"f pure"_s, u"g pure"_s},
                                      {u"t -> f"_s, u"f -> g"_s, u"g -> f"_s})));
    bench.scheduler->publish(go());
    QVERIFY(bench.settle());
    QCOMPARE(bench.steps.size(), maximumStepsPerRun);
    QCOMPARE(bench.dead.size(), 1);
    QCOMPARE(bench.runs, QStringList{u"failed"_s});
}

void TestScheduler::observeTouchesNothing()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    bench.mode = RunMode::Observe;
    Pipeline pipeline = makePipeline({u"t trigger"_s, u"f pure"_s, u"a effect"_s, u"b effect"_s},
                                     {u"t -> f"_s, u"f -> a"_s, u"a.ok -> b"_s});
    pipeline.nodes[2].parameters = {{u"text"_s, u"{{ event.subject }} {{ secret.TOKEN }}"_s}};
    QVERIFY(bench.deploy(pipeline));
    bench.scheduler->publish(go(u"web"_s));
    QVERIFY(bench.settle());
    QVERIFY(kinds.begun.isEmpty());
    QCOMPARE(bench.steps, (QStringList{u"f done"_s, u"a observed"_s}));
    QCOMPARE(bench.stepChanges.back().parameters.value(u"text"_s).toString(), u"web ***"_s);
    QCOMPARE(bench.runs, QStringList{u"done"_s});
}

void TestScheduler::observedStepsMayLook()
{
    FakeKinds kinds;
    kinds.look();
    kinds.plan(u"a"_s, [](const StepInput &) {
        StepOutcome outcome = StepOutcome::leave(u"ok"_s, QJsonObject());
        outcome.log = u"would change it"_s;
        return outcome;
    });
    kinds.plan(u"e"_s, [](const StepInput &) { return broken(); });
    Bench bench(kinds, inMemory);
    bench.mode = RunMode::Observe;
    Pipeline pipeline = makePipeline({u"t trigger"_s, u"a effect"_s, u"b effect"_s, u"e effect"_s},
                                     {u"t -> a"_s, u"a.ok -> b"_s, u"t -> e"_s, u"e.error -> b"_s});
    pipeline.nodes[1].parameters = {{u"text"_s, u"{{ secret.TOKEN }}"_s}};
    pipeline.nodes[3].parameters = {{u"retry"_s, QJsonObject{{u"max"_s, 9}}}};
    QVERIFY(bench.deploy(pipeline));
    qputenv("SALTERN_SECRET_TOKEN", "s3cret"); // it is read, and not shown
    bench.scheduler->publish(go(u"web"_s));
    QVERIFY(bench.settle());
    qunsetenv("SALTERN_SECRET_TOKEN");
    // Each once, whatever came of it, and what is behind them not at all.
    QCOMPARE(kinds.begun, (QStringList{u"a web #1"_s, u"e web #1"_s}));
    QCOMPARE(bench.steps.filter(u"observed"_s), (QStringList{u"a observed"_s, u"e observed"_s}));
    QVERIFY(bench.steps.filter(u"b "_s).isEmpty());
    const auto looked = std::find_if(
        bench.stepChanges.begin(), bench.stepChanges.end(), [](const StepChange &change) {
            return change.node == u"a"_s && change.state == StepState::Observed;
        });
    QCOMPARE(looked->log, u"would change it"_s);
    QCOMPARE(looked->parameters.value(u"text"_s).toString(), u"***"_s);
    QCOMPARE(bench.runs, QStringList{u"done"_s});
}

void TestScheduler::stopCancels()
{
    FakeKinds kinds;
    kinds.hold(u"a"_s);
    kinds.plan(u"r"_s, [](const StepInput &) { return broken(); });
    Bench bench(kinds, inMemory);
    Pipeline pipeline =
        makePipeline({u"t trigger"_s, u"a effect"_s, u"r effect"_s}, {u"t -> a"_s, u"t -> r"_s});
    pipeline.nodes[2].parameters = {{u"retry"_s, QJsonObject{{u"max"_s, 9}}}};
    QVERIFY(bench.deploy(pipeline));
    bench.scheduler->publish(go(u"x"_s));
    bench.scheduler->publish(go(u"x"_s)); // waits behind the first
    QTRY_COMPARE(kinds.held(u"a"_s), 1);
    QTRY_COMPARE(bench.steps.count(u"r retrying"_s), 1);
    QVERIFY(bench.scheduler->stopPipeline(u"p"_s));
    QVERIFY(bench.settle());
    QCOMPARE(bench.runs, (QStringList{u"cancelled"_s, u"cancelled"_s}));
    QCOMPARE(bench.steps.count(u"a cancelled"_s), 2);
    QCOMPARE(bench.steps.count(u"r cancelled"_s), 2);
    bench.scheduler->publish(go(u"x"_s));
    QVERIFY(bench.settle());
    QCOMPARE(bench.runs.size(), 2);
    QCOMPARE(bench.scheduler->stopPipeline(u"p"_s).error().kind, ErrorKind::NotFound);
}

void TestScheduler::resumes_data()
{
    QTest::addColumn<Guarantee>("guarantee");
    QTest::addColumn<QString>("node"); // what is under way when the engine dies
    QTest::addColumn<QStringList>("begunAgain");
    QTest::addColumn<QString>("run");
    const auto least = Guarantee::AtLeastOnce;
    const auto most = Guarantee::AtMostOnce;
    QTest::newRow("at least once: again")
        << least << u"a"_s << QStringList{u"a a #2"_s, u"b a #1"_s, u"c a #1"_s} << u"done"_s;
    QTest::newRow("at most once: lost") << most << u"a"_s << QStringList{} << u"lost"_s;
    QTest::newRow("at least once: in the middle")
        << least << u"b"_s << QStringList{u"b a #2"_s, u"c a #1"_s} << u"done"_s;
    QTest::newRow("at most once, but pure: again")
        << most << u"s"_s << QStringList{u"s a #2"_s} << u"done"_s;
}

void TestScheduler::resumes()
{
    QFETCH(Guarantee, guarantee);
    QFETCH(QString, node);
    QTemporaryDir folder;
    const QString path = folder.filePath(u"journal.sqlite"_s);
    Pipeline pipeline = makePipeline(
        {u"t trigger"_s, u"a effect"_s, u"b effect"_s, u"c effect"_s, u"s slowpure"_s}, {});
    if (node == u"s"_s)
        pipeline.wires = {{u"t"_s, {}, u"s"_s}};
    else
        pipeline.wires = {{u"t"_s, {}, u"a"_s}, {u"a"_s, {}, u"b"_s}, {u"b"_s, {}, u"c"_s}};
    pipeline.guarantee = guarantee;
    pipeline.nodes[3].parameters = {
        {u"text"_s, u"{{ trigger.data.n }} {{ steps.a.data.done }} {{ event.data.done }}"_s}};
    {
        FakeKinds kinds;
        kinds.hold(node);
        Bench bench(kinds, path);
        QVERIFY(bench.deploy(pipeline));
        bench.scheduler->publish(go(u"a"_s, {{u"n"_s, 7}}));
        QTRY_COMPARE(kinds.held(node), 1);
        QVERIFY(bench.flush());
    }
    FakeKinds kinds;
    Bench bench(kinds, path);
    QVERIFY(bench.deploy(pipeline));
    QVERIFY(bench.settle());
    QTEST(kinds.begun, "begunAgain");
    QFETCH(QString, run);
    QCOMPARE(bench.runs, QStringList{run});
    if (kinds.begun.contains(u"c a #1"_s))
        QCOMPARE(kinds.inputs.back().parameters.value(u"text"_s).toString(), u"7 a b"_s);
}

void TestScheduler::shutDownLeavesTheRestToTheNext()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"journal.sqlite"_s);
    Pipeline pipeline = makePipeline({u"t trigger"_s, u"a effect"_s}, {u"t -> a"_s});
    pipeline.nodes[1].parameters = {{u"retry"_s, QJsonObject{{u"max"_s, 1}}}};
    {
        FakeKinds kinds;
        kinds.plan(u"a"_s, [](const StepInput &input) {
            return input.event.subject() == u"retried"_s ? std::optional(broken()) : std::nullopt;
        });
        Bench bench(kinds, path);
        QVERIFY(bench.deploy(pipeline));
        for (const char *subject : {"running", "running", "retried"})
            bench.scheduler->publish(go(QString::fromLatin1(subject)));
        QTRY_COMPARE(bench.steps.count(u"a retrying"_s), 1);
        QTRY_COMPARE(kinds.held(u"a"_s), 1);
        bool finished = false;
        connect(&*bench.scheduler, &Scheduler::shutDownFinished, this, [&] { finished = true; });
        bench.scheduler->shutDown();
        QTRY_VERIFY(finished);
        QVERIFY(bench.runs.isEmpty());
    }
    FakeKinds kinds;
    Bench bench(kinds, path);
    QVERIFY(bench.deploy(pipeline));
    QTRY_COMPARE(kinds.begun, (QStringList{u"a running #2"_s, u"a running #1"_s}));
    bench.clock.advance(2s); // the rest of the wait between its two attempts
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun, (QStringList{u"a running #2"_s, u"a running #1"_s, u"a retried #2"_s}));
    QCOMPARE(bench.runs.count(u"done"_s), 3);
}

// At most once, a step that was about to be tried again is put back without having begun.
void TestScheduler::shutDownForgetsNoEarlierAttempt()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(u"journal.sqlite"_s);
    Pipeline pipeline = makePipeline({u"t trigger"_s, u"a effect"_s}, {u"t -> a"_s});
    pipeline.nodes[1].parameters = {{u"retry"_s, QJsonObject{{u"max"_s, 1}}}};
    pipeline.guarantee = Guarantee::AtMostOnce;
    {
        FakeKinds kinds;
        kinds.plan(u"a"_s, [](const StepInput &) { return broken(); });
        Bench bench(kinds, path);
        QVERIFY(bench.deploy(pipeline));
        bench.scheduler->publish(go());
        QTRY_COMPARE(bench.steps.count(u"a retrying"_s), 1);
        bench.clock.advance(2s);
        bench.scheduler->shutDown();
        QVERIFY(bench.flush());
    }
    FakeKinds kinds;
    Bench bench(kinds, path);
    QVERIFY(bench.deploy(pipeline));
    QVERIFY(bench.settle());
    QCOMPARE(kinds.begun, QStringList{u"a a #2"_s});
    JournalFile file;
    QVERIFY(file.open(path, JournalFile::Access::Read));
    QSqlQuery step(file.database());
    QVERIFY(step.exec(u"SELECT outcome FROM steps WHERE node = 'a'"_s) && step.next());
    const QByteArray outcome = step.value(0).toByteArray();
    QVERIFY2(outcome.contains("it broke"), outcome.constData());
}

void TestScheduler::tenThousandEventsAtOnce()
{
    FakeKinds kinds;
    Bench bench(kinds, inMemory);
    QVERIFY(bench.deploy(makePipeline({u"t trigger"_s, u"a effect"_s, u"b effect"_s},
                                      {u"t -> a"_s, u"a.ok -> b"_s})));
    for (int i = 0; i < 10'000; ++i)
        bench.scheduler->publish(go(QString::number(i % 100)));
    QVERIFY(bench.settle());
    QCOMPARE(bench.runs.count(u"done"_s), 10'000);
    QCOMPARE(kinds.begun.size(), 20'000);
    QVERIFY(bench.dead.isEmpty());
}

QTEST_GUILESS_MAIN(TestScheduler)
#include "tst_scheduler.moc"
