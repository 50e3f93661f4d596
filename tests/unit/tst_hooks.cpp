#include "engine/hosts/hostset.h"
#include "engine/runs/runstore.h"
#include "engine/scripts/scriptworkers.h"
#include "tests/unit/schedulerrig.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Saltern::Test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

QJsonObject json(const char *text)
{
    return QJsonDocument::fromJson(QByteArray(text).replace('\'', '"')).object();
}

/// Trigger t -> a with these hooks.
Pipeline hooked(const QJsonObject &hooks)
{
    Pipeline pipeline = makePipeline({u"t trigger"_s, u"a effect"_s}, {u"t -> a"_s});
    pipeline.nodes[1].parameters.insert(u"hooks"_s, hooks);
    return pipeline;
}

/// Says `said/begun` before and `said/done` after.
const QJsonObject sayBoth =
    json("{'entry':[{'emit':{'type':'said/begun'}}],'exit':[{'emit':{'type':'said/done'}}]}");

QStringList said(const Bench &bench)
{
    QStringList said;
    for (const EventSeen &seen : bench.events) {
        if (!seen.event.type().startsWith(u"said/"_s))
            continue;
        const QJsonObject outcome = seen.event.data().value(u"outcome"_s).toObject();
        said += seen.event.type().mid(5);
        if (!outcome.isEmpty())
            said.back() += u' ' + outcome.value(u"state"_s).toString();
    }
    return said;
}

} // namespace

/// Hooks as the scheduler has them run: what they say reaches the bus, the journal and the trace,
/// however the step ends.
class TestHooks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theyRunInTheirOrder();
    void theyRunWhateverHappened_data();
    void theyRunWhateverHappened();
    void theLastAttemptSpeaksForAStepStoppedMeanwhile_data();
    void theLastAttemptSpeaksForAStepStoppedMeanwhile();
    void aStepThatNeverBeganSaysNothing();
    void othersHearOfACancelledStep();
    void theJournalKnows();
    void eachHostSaysIt_data();
    void eachHostSaysIt();

private:
    struct Rig
    {
        explicit Rig(FakeKinds &kinds, const QString &journal = inMemory) : bench(kinds, journal)
        {
            bench.services.scripts = &scripts;
        }
        bool settle()
        {
            return Bench::waitFor([this] {
                bench.clock.advance(0ms);
                return bench.scheduler->isIdle();
            });
        }
        bool until(const std::function<bool()> &condition)
        {
            return Bench::waitFor([&] {
                bench.clock.advance(0ms);
                return condition();
            });
        }
        ScriptWorkers scripts;
        Bench bench;
    };
};

void TestHooks::theyRunInTheirOrder()
{
    FakeKinds kinds;
    Rig rig(kinds);
    QVERIFY(rig.bench.deploy(hooked(
        json("{'entry':[{'transform':'({ trace: [event.data.n] })'},"
             "{'emit':{'type':'said/1','data':{'n':'{{ event.data.n }}'}}},"
             "{'transform':'({ trace: event.data.trace.concat(2) })'},{'emit':{'type':'said/2'}}],"
             "'exit':[{'emit':{'type':'said/3'}},{'transform':'({ was: event.data })'},"
             "{'emit':{'type':'said/4'}},{'transform':'({ at: event.data.was.done })'}]}"))));
    rig.bench.scheduler->publish(go(u"x"_s, {{u"n"_s, 1}}));
    QVERIFY(rig.settle());

    QCOMPARE(kinds.inputs.at(0).event.data(), json("{'trace':[1,2]}"));
    QCOMPARE(said(rig.bench), (QStringList{u"1"_s, u"2"_s, u"3 ok"_s, u"4 ok"_s}));
    QHash<QString, QJsonObject> data;
    for (const EventSeen &seen : rig.bench.events)
        data.insert(seen.event.type(), seen.event.data());
    QCOMPARE(data.value(u"said/1"_s), json("{'n':1}"));
    QCOMPARE(data.value(u"said/2"_s), json("{'trace':[1,2]}"));
    QCOMPARE(data.value(u"saltern/p/a/ok"_s), json("{'at':'a'}"));

    const QJsonArray trace = rig.bench.stepChanges.back().detail.value(u"hooks"_s).toArray();
    QStringList did;
    for (const QJsonValue &entry : trace)
        did += entry[u"when"_s].toString() + u' ' +
               (entry[u"emit"_s].isUndefined() ? u"transform"_s : entry[u"emit"_s].toString());
    QCOMPARE(did,
             (QStringList{u"entry transform"_s,
                          u"entry said/1"_s,
                          u"entry transform"_s,
                          u"entry said/2"_s,
                          u"exit said/3"_s,
                          u"exit transform"_s,
                          u"exit said/4"_s,
                          u"exit transform"_s}));
}

void TestHooks::theyRunWhateverHappened_data()
{
    QTest::addColumn<QByteArray>("entry"); // another hook, after the one that says it began
    QTest::addColumn<QString>("how");      // the step itself ends
    QTest::addColumn<QStringList>("saying");
    QTest::addColumn<QString>("state"); // of the step
    const QByteArray none;
    const auto row = [&](const char *name,
                         const QByteArray &entry,
                         const char *how,
                         const char *outcome,
                         const char *state) {
        QTest::newRow(name) << entry << QString::fromLatin1(how)
                            << QStringList{u"begun"_s, u"done "_s + QLatin1StringView(outcome)}
                            << QString::fromLatin1(state);
    };
    row("done", none, "fine", "ok", "done");
    row("failed", none, "broken", "error", "failed");
    row("out of time", none, "late", "error", "failed");
    row("it overstays", none, "overstays", "error", "failed");
    row("tried again: said once", none, "second time", "ok", "done");
    row("cancelled", none, "cancelled", "cancelled", "cancelled");
    row("the pipeline is stopped", none, "stopped", "cancelled", "cancelled");
    row("refused by an entry hook", "{'transform':'null'}", "not", "error", "failed");
    row("an entry hook that throws", "{'transform':'gone'}", "not", "error", "failed");
    row("an entry hook that says what it may not",
        "{'emit':{'type':'docker/x'}}",
        "not",
        "error",
        "failed");
    row("cancelled in an entry hook",
        "{'transform':'(function () { for (;;); })()'}",
        "cancelled before",
        "cancelled",
        "cancelled");
}

void TestHooks::theyRunWhateverHappened()
{
    QFETCH(QByteArray, entry);
    QFETCH(QString, how);
    FakeKinds kinds;
    kinds.plan(u"a"_s, [how](const StepInput &input) -> std::optional<StepOutcome> {
        if (how == u"broken"_s || (how == u"second time"_s && input.attempt == 1))
            return broken();
        if (how == u"late"_s)
            return StepOutcome::failed({ErrorKind::Timeout, u"too late"_s, {}, {}});
        if (how == u"fine"_s || how == u"second time"_s)
            return fine();
        return std::nullopt;
    });
    QJsonObject hooks = sayBoth;
    QJsonArray before = hooks.value(u"entry"_s).toArray();
    if (!entry.isEmpty())
        before.append(json(entry.constData()));
    hooks.insert(u"entry"_s, before);
    Pipeline pipeline = hooked(hooks);
    pipeline.nodes[1].parameters.insert(u"timeout"_s, u"1s"_s);
    if (how == u"second time"_s)
        pipeline.nodes[1].parameters.insert(u"retry"_s,
                                            QJsonObject{{u"max"_s, 1}, {u"first"_s, u"10ms"_s}});

    Rig rig(kinds);
    Bench &bench = rig.bench;
    QVERIFY(bench.deploy(pipeline));
    bench.scheduler->publish(go());
    if (how == u"cancelled before"_s)
        QVERIFY(rig.until([&] { return bench.steps.contains(u"a started"_s); }));
    else if (how == u"cancelled"_s || how == u"stopped"_s || how == u"overstays"_s)
        QVERIFY(rig.until([&] { return kinds.held(u"a"_s) == 1; }));
    else if (how == u"second time"_s)
        QVERIFY(rig.until([&] { return bench.steps.contains(u"a retrying"_s); }));
    if (how == u"stopped"_s)
        QVERIFY(bench.scheduler->stopPipeline(u"p"_s));
    else if (how.startsWith(u"cancelled"_s))
        QVERIFY(bench.scheduler->cancelRun(u"e-1"_s));
    else if (how == u"overstays"_s)
        bench.clock.advance(7s); // its limit, and the scheduler's patience
    else if (how == u"second time"_s)
        bench.clock.advance(20ms);
    QVERIFY(rig.settle());

    QTEST(said(bench), "saying");
    const StepChange &last = bench.stepChanges.back();
    QTEST(stepStateName(last.state), "state");
    QVERIFY(!last.detail.value(u"hooks"_s).toArray().isEmpty());
    QCOMPARE(kinds.inputs.empty(), how == u"not"_s || how == u"cancelled before"_s);
}

void TestHooks::theLastAttemptSpeaksForAStepStoppedMeanwhile_data()
{
    QTest::addColumn<bool>("whole"); // the pipeline is stopped, not only the run
    QTest::addColumn<bool>("later"); // by another engine than the one that began the step
    QTest::newRow("the run is cancelled") << false << false;
    QTest::newRow("the pipeline is stopped") << true << false;
    QTest::newRow("the run is cancelled after a restart") << false << true;
    QTest::newRow("the pipeline is stopped after a restart") << true << true;
}

// Stopped while it waits to be tried again: its exit hooks were done, and are heard now.
void TestHooks::theLastAttemptSpeaksForAStepStoppedMeanwhile()
{
    QFETCH(bool, whole);
    QFETCH(bool, later);
    QTemporaryDir folder;
    FakeKinds kinds;
    kinds.plan(u"a"_s, [](const StepInput &) { return broken(); });
    Pipeline pipeline = hooked(sayBoth);
    pipeline.nodes[1].parameters.insert(u"retry"_s,
                                        QJsonObject{{u"max"_s, 9}, {u"first"_s, u"1h"_s}});
    auto rig = std::make_unique<Rig>(kinds, folder.filePath(u"journal.sqlite"_s));
    QVERIFY(rig->bench.deploy(pipeline));
    rig->bench.scheduler->publish(go());
    QVERIFY(rig->until([&] { return rig->bench.steps.contains(u"a retrying"_s); }));
    QCOMPARE(said(rig->bench), QStringList());
    if (later) {
        rig.reset();
        rig = std::make_unique<Rig>(kinds, folder.filePath(u"journal.sqlite"_s));
        QVERIFY(rig->bench.deploy(pipeline));
        QVERIFY(rig->bench.flush());
    }
    if (whole)
        QVERIFY(rig->bench.scheduler->stopPipeline(u"p"_s));
    else
        QVERIFY(rig->bench.scheduler->cancelRun(u"e-1"_s));
    QVERIFY(rig->settle());
    QCOMPARE(said(rig->bench), (QStringList{u"begun"_s, u"done error"_s}));
    const StepChange &last = rig->bench.stepChanges.back();
    QCOMPARE(last.state, StepState::Cancelled);
    QCOMPARE(last.detail.value(u"hooks"_s).toArray().size(), 2);
    QCOMPARE(kinds.inputs.size(), std::size_t(1));
}

void TestHooks::aStepThatNeverBeganSaysNothing()
{
    FakeKinds kinds;
    kinds.hold(u"a"_s);
    Rig rig(kinds);
    QVERIFY(rig.bench.deploy(hooked(sayBoth)));
    rig.bench.scheduler->publish(go(u"x"_s));
    rig.bench.scheduler->publish(go(u"x"_s)); // waits behind the first
    QVERIFY(rig.until([&] { return kinds.held(u"a"_s) == 1; }));
    QVERIFY(rig.bench.scheduler->stopPipeline(u"p"_s));
    QVERIFY(rig.settle());
    QCOMPARE(rig.bench.steps.count(u"a cancelled"_s), 2);
    QCOMPARE(said(rig.bench), (QStringList{u"begun"_s, u"done cancelled"_s})); // the first
}

void TestHooks::othersHearOfACancelledStep()
{
    FakeKinds kinds;
    kinds.hold(u"a"_s);
    Pipeline pipeline = hooked(sayBoth);
    Pipeline listening = makePipeline({u"t trigger said/done"_s, u"b effect"_s}, {u"t -> b"_s});
    listening.name = u"q"_s;
    Rig rig(kinds);
    QVERIFY(rig.bench.deploy(pipeline));
    QVERIFY(rig.bench.deploy(listening));
    rig.bench.scheduler->publish(go());
    QVERIFY(rig.until([&] { return kinds.held(u"a"_s) == 1; }));
    QVERIFY(rig.bench.scheduler->stopPipeline(u"p"_s));
    QVERIFY(rig.settle());
    QCOMPARE(rig.bench.steps,
             (QStringList{u"a started"_s, u"a cancelled"_s, u"b started"_s, u"b done"_s}));
    QCOMPARE(kinds.inputs.back().event.cause(), u"p/e-1/e-1.1"_s);
    QCOMPARE(kinds.inputs.back().event.hops(), 1);
}

void TestHooks::theJournalKnows()
{
    QTemporaryDir folder;
    FakeKinds kinds;
    kinds.plan(u"a"_s, [](const StepInput &) { return broken(false); });
    {
        Rig rig(kinds, folder.filePath(u"journal.sqlite"_s));
        QVERIFY(rig.bench.deploy(hooked(sayBoth)));
        rig.bench.scheduler->publish(go());
        QVERIFY(rig.settle());
    }
    RunStore store;
    QVERIFY(store.open(folder.path()));
    const auto events = store.events(0, 10);
    QVERIFY(events);
    QStringList kept;
    for (const StoredEvent &stored : *events)
        kept.prepend(stored.event.id() + u' ' + stored.event.type() + u' ' + stored.event.cause());
    QVERIFY2(kept.contains(u"e-1.1/emit/1 said/begun p/e-1/e-1.1"_s), qPrintable(kept.join(u'\n')));
    QVERIFY2(kept.contains(u"e-1.1/emit/2 said/done p/e-1/e-1.1"_s), qPrintable(kept.join(u'\n')));
    const auto story = store.story(u"1"_s);
    QVERIFY(story);
    const QJsonObject outcome = QJsonDocument::fromJson(story->steps.at(0).outcome).object();
    const QJsonArray hooks = outcome[u"detail"_s][u"hooks"_s].toArray();
    QCOMPARE(hooks.size(), 2);
    QCOMPARE(hooks.at(1).toObject(),
             json("{'when':'exit','emit':'said/done','event':'e-1.1/emit/2'}"));
}

void TestHooks::eachHostSaysIt_data()
{
    QTest::addColumn<bool>("stopped");
    QTest::newRow("tried again") << false;
    QTest::newRow("stopped before it is tried again") << true;
}

void TestHooks::eachHostSaysIt()
{
    QFETCH(bool, stopped);
    FakeKinds kinds;
    int attempts = 0;
    kinds.plan(u"a"_s, [&](const StepInput &input) -> std::optional<StepOutcome> {
        ++attempts;
        return input.host == u"two"_s && input.attempt == 1 ? broken() : fine();
    });
    HostSet hosts;
    for (const auto &name : {u"one"_s, u"two"_s}) {
        HostConfig host;
        host.name = name;
        host.recorded = true;
        QVERIFY(hosts.add(host));
    }
    Pipeline pipeline = makePipeline({u"t trigger"_s, u"a hosted"_s}, {u"t -> a"_s});
    pipeline.nodes[1].parameters = {
        {u"hooks"_s, sayBoth}, {u"place"_s, u"all"_s}, {u"retry"_s, QJsonObject{{u"max"_s, 1}}}};
    Rig rig(kinds);
    rig.bench.services.hosts = &hosts;
    QVERIFY(rig.bench.deploy(pipeline));
    rig.bench.scheduler->publish(go());
    QVERIFY(rig.until([&] { return rig.bench.steps.contains(u"a retrying"_s); }));
    QCOMPARE(said(rig.bench), QStringList());
    if (stopped)
        QVERIFY(rig.bench.scheduler->stopPipeline(u"p"_s));
    else
        rig.bench.clock.advance(2s);
    QVERIFY(rig.settle());
    QCOMPARE(attempts, stopped ? 2 : 3);
    QStringList ids;
    for (const EventSeen &seen : rig.bench.events) {
        if (seen.event.type().startsWith(u"said/"_s))
            ids += seen.event.id();
    }
    ids.sort();
    QCOMPARE(ids,
             (QStringList{u"e-1.1.one/emit/1"_s,
                          u"e-1.1.one/emit/2"_s,
                          u"e-1.1.two/emit/1"_s,
                          u"e-1.1.two/emit/2"_s}));
}

QTEST_GUILESS_MAIN(TestHooks)
#include "tst_hooks.moc"
