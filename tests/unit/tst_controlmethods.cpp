#include "tests/support/patience.h"
#include "tests/unit/controlpipelinetest.h"

#include <QJsonArray>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

/// What clients ask of a real engine: one question, one answer.
class TestControlMethods : public ControlPipelineTest
{
    Q_OBJECT

private Q_SLOTS:
    void refusesBadInput_data();
    void refusesBadInput();
    void deploysRunsAndStops();
    void refusesInvalidDocuments();
    void observesOnePipelineOfMany();
    void runsAgain();
    void cancelsOneRun();
    void pagesThroughRuns();
    void worksOnDeadLetters();
    void findsPastEvents();
    void explainsWhyNot_data();
    void explainsWhyNot();
};

void TestControlMethods::refusesBadInput_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<QJsonObject>("params");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *name,
                        const QString &method,
                        const QJsonObject &params,
                        ErrorKind kind = ErrorKind::BadInput) {
        QTest::newRow(name) << method << params << int(kind);
    };
    const QJsonObject event{{u"type"_s, u"x"_s}};
    const QJsonObject broken{{u"name"_s, u"a"_s},
                             {u"document"_s, u"saltern: 1"_s},
                             {u"files"_s, QJsonObject{{u"f"_s, u"%%%"_s}}}};
    row("no bundle", u"pipelines.deploy"_s, {});
    row("files that are not base64", u"pipelines.deploy"_s, {{u"bundle"_s, broken}});
    row("no such mode",
        u"pipelines.deploy"_s,
        {{u"bundle"_s, bundle(u"http://x/"_s)}, {u"mode"_s, u"maybe"_s}});
    row("nothing to check", u"pipelines.check"_s, {});
    row("show what does not run",
        u"pipelines.show"_s,
        {{u"pipeline"_s, u"a"_s}},
        ErrorKind::NotFound);
    row("stop nothing", u"pipelines.stop"_s, {});
    row("stop what does not run",
        u"pipelines.stop"_s,
        {{u"pipeline"_s, u"a"_s}},
        ErrorKind::NotFound);
    row("a state that is none", u"runs.list"_s, {{u"state"_s, u"tired"_s}});
    row("a time that is none", u"runs.list"_s, {{u"since"_s, u"yesterday"_s}});
    row("too many", u"runs.list"_s, {{u"limit"_s, 100'000}});
    row("before what is no run", u"runs.list"_s, {{u"before"_s, u"x"_s}}, ErrorKind::NotFound);
    row("show no run", u"runs.show"_s, {});
    row("a run that is none", u"runs.show"_s, {{u"run"_s, u"7"_s}}, ErrorKind::NotFound);
    row("bundle of none", u"runs.bundle"_s, {{u"run"_s, u"7"_s}}, ErrorKind::NotFound);
    row("again of none", u"runs.again"_s, {{u"run"_s, u"7"_s}}, ErrorKind::NotFound);
    row("cancel none", u"runs.cancel"_s, {{u"run"_s, u"7"_s}}, ErrorKind::NotFound);
    row("a letter without number", u"deadLetters.drop"_s, {});
    row("a letter that is none", u"deadLetters.drop"_s, {{u"number"_s, 9}}, ErrorKind::NotFound);
    row("no event", u"events.send"_s, {});
    row("an event without type", u"events.send"_s, {{u"event"_s, QJsonObject{{u"a"_s, 1}}}});
    row("a broken pattern", u"events.list"_s, {{u"pattern"_s, QJsonObject{{u"type"_s, 5}}}});
    row("why not of nothing", u"events.whyNot"_s, {{u"event"_s, event}});
    row("why not of what does not run",
        u"events.whyNot"_s,
        {{u"event"_s, event}, {u"node"_s, u"go"_s}, {u"pipeline"_s, u"a"_s}},
        ErrorKind::NotFound);
    row("why not of an unknown node",
        u"events.whyNot"_s,
        {{u"event"_s, event}, {u"node"_s, u"x"_s}, {u"bundle"_s, bundle(u"http://x/"_s)}},
        ErrorKind::NotFound);
    row("why not without pattern",
        u"events.whyNot"_s,
        {{u"event"_s, event}, {u"node"_s, u"say"_s}, {u"bundle"_s, bundle(u"http://x/"_s)}},
        ErrorKind::Unsupported);
    row("why not of a lost event",
        u"events.whyNot"_s,
        {{u"seq"_s, 99}, {u"node"_s, u"go"_s}, {u"bundle"_s, bundle(u"http://x/"_s)}},
        ErrorKind::NotFound);
    row("no topic", u"subscribe"_s, {});
    row("no such topic", u"subscribe"_s, {{u"topic"_s, u"weather"_s}});
    row("a rate too high", u"subscribe"_s, {{u"topic"_s, u"events"_s}, {u"rate"_s, 1'000'000}});
    row("a broken pattern to listen",
        u"subscribe"_s,
        {{u"topic"_s, u"events"_s}, {u"pattern"_s, QJsonObject{{u"type"_s, 5}}}});
    row("unsubscribe nothing", u"unsubscribe"_s, {{u"subscription"_s, 4}}, ErrorKind::NotFound);
    row("check an unknown host", u"hosts.check"_s, {{u"host"_s, u"x"_s}}, ErrorKind::NotFound);
    row("check no endpoint", u"hosts.check"_s, {{u"endpoint"_s, u"what"_s}});
    row("add a host twice",
        u"hosts.add"_s,
        {{u"host"_s, u"local"_s}, {u"endpoint"_s, u"tcp://127.0.0.1:1"_s}});
    row("a host name that cannot be",
        u"hosts.add"_s,
        {{u"host"_s, u"a b"_s}, {u"endpoint"_s, u"tcp://127.0.0.1:1"_s}});
    row("remove an unknown host", u"hosts.remove"_s, {{u"host"_s, u"x"_s}}, ErrorKind::NotFound);
    row("remove a host of the command line",
        u"hosts.remove"_s,
        {{u"host"_s, u"local"_s}},
        ErrorKind::Conflict);
    row("containers of a host that is away",
        u"hosts.containers"_s,
        {{u"host"_s, u"local"_s}},
        ErrorKind::Unreachable);
    row("images of a host that is away",
        u"hosts.images"_s,
        {{u"host"_s, u"local"_s}},
        ErrorKind::Unreachable);
    row("invoke nothing", u"functions.invoke"_s, {});
    row("invoke what is no function",
        u"functions.invoke"_s,
        {{u"bundle"_s, bundle(u"http://x/"_s)}, {u"node"_s, u"say"_s}, {u"event"_s, event}});
    row("invoke on an unknown host",
        u"functions.invoke"_s,
        {{u"bundle"_s, bundle(u"http://x/"_s)},
         {u"node"_s, u"say"_s},
         {u"event"_s, event},
         {u"host"_s, u"x"_s}},
        ErrorKind::NotFound);
    row("no demo", u"demos.run"_s, {});
    row("no such demo", u"demos.run"_s, {{u"demo"_s, u"x"_s}});
    row("a demo on an unknown host",
        u"demos.run"_s,
        {{u"demo"_s, u"hello"_s}, {u"host"_s, u"x"_s}},
        ErrorKind::NotFound);
    row("cancel no demo", u"demos.cancel"_s, {{u"demoRun"_s, u"x"_s}}, ErrorKind::NotFound);
}

void TestControlMethods::refusesBadInput()
{
    QFETCH(QString, method);
    QFETCH(QJsonObject, params);
    QFETCH(int, kind);
    const auto answer = call(method, params);
    QVERIFY(!answer);
    QCOMPARE(errorKindName(answer.error().kind), errorKindName(ErrorKind(kind)));
    QVERIFY(!answer.error().message.isEmpty());
    // It goes on as if nothing had been asked.
    QCOMPARE(call(u"status"_s)->value(u"pipelines"_s).toArray(), QJsonArray());
}

void TestControlMethods::deploysRunsAndStops()
{
    const QJsonObject deployed = deploy();
    QVERIFY(deployed.value(u"deployed"_s).toBool());
    const QJsonObject listed =
        call(u"pipelines.list"_s)->value(u"pipelines"_s).toArray().first().toObject();
    QCOMPARE(listed.value(u"revision"_s), deployed.value(u"revision"_s));
    QCOMPARE(listed.value(u"mode"_s).toString(), u"run"_s);
    QCOMPARE(call(u"pipelines.show"_s, {{u"pipeline"_s, u"hi"_s}})->value(u"bundle"_s).toObject(),
             bundle(u"hi"_s));

    const auto sent = call(u"events.send"_s, {{u"event"_s, goEvent(u"web"_s)}});
    QCOMPARE(sent->value(u"triggers"_s).toArray(), QJsonArray{u"hi/go"_s});
    QVERIFY(waitForRuns(1, u"running"_s));
    const QString run = runs().first().toObject().value(u"run"_s).toString();
    const auto stopped = call(u"pipelines.stop"_s, {{u"pipeline"_s, u"hi"_s}});
    QCOMPARE(stopped->value(u"cancelled"_s).toInt(), 1);
    QVERIFY(waitForRuns(1, u"cancelled"_s));
    const auto story = call(u"runs.show"_s, {{u"run"_s, run}});
    QCOMPARE(story->value(u"state"_s).toString(), u"cancelled"_s);
    QCOMPARE(story->value(u"steps"_s).toArray().size(), 2);
    QCOMPARE(story->value(u"clauses"_s).toArray().size(), 1);
    QCOMPARE(call(u"runs.bundle"_s, {{u"run"_s, run}})->value(u"bundle"_s).toObject(),
             bundle(u"hi"_s));
    QCOMPARE(call(u"pipelines.list"_s)->value(u"pipelines"_s).toArray().size(), 0);
}

void TestControlMethods::refusesInvalidDocuments()
{
    QVERIFY(deploy().value(u"deployed"_s).toBool());
    QJsonObject invalid = bundle(u"hi"_s);
    invalid[u"document"_s] =
        invalid.value(u"document"_s).toString().replace(u"filter@1"_s, u"sieve@1"_s);
    const auto refused = call(u"pipelines.deploy"_s, {{u"bundle"_s, invalid}});
    QVERIFY(refused);
    QCOMPARE(refused->value(u"deployed"_s).toBool(true), false);
    const QJsonObject problem = refused->value(u"problems"_s).toArray().first().toObject();
    QCOMPARE(problem.value(u"line"_s).toInt(), 7);
    QCOMPARE(problem.value(u"code"_s).toString(), u"unknown-kind"_s);
    const auto checked = call(u"pipelines.check"_s, {{u"bundle"_s, invalid}});
    QCOMPARE(checked->value(u"valid"_s).toBool(true), false);
    QCOMPARE(checked->value(u"problems"_s), refused->value(u"problems"_s));
    // What ran before goes on.
    const auto sent = call(u"events.send"_s, {{u"event"_s, goEvent(u"x"_s)}});
    QCOMPARE(sent->value(u"triggers"_s).toArray().size(), 1);
}

void TestControlMethods::observesOnePipelineOfMany()
{
    QVERIFY(deploy(u"observe"_s).value(u"deployed"_s).toBool());
    QVERIFY(deploy(u"run"_s, u"other"_s).value(u"deployed"_s).toBool());
    call(u"events.send"_s, {{u"event"_s, goEvent(u"web"_s)}}).value();
    call(u"events.send"_s, {{u"event"_s, goEvent(u"web"_s, u"other"_s)}}).value();
    QVERIFY(waitForRuns(1, u"done"_s, u"hi"_s));
    QVERIFY(waitForRuns(1, u"running"_s, u"other"_s));
    const QJsonObject observed = runs({{u"pipeline"_s, u"hi"_s}}).first().toObject();
    QCOMPARE(observed.value(u"mode"_s).toString(), u"observe"_s);
    const auto story = call(u"runs.show"_s, {{u"run"_s, observed.value(u"run"_s)}});
    const QJsonObject last = story->value(u"steps"_s).toArray().last().toObject();
    QCOMPARE(last.value(u"state"_s).toString(), u"observed"_s);
    QCOMPARE(last.value(u"parameters"_s).toObject().value(u"text"_s).toString(), u"web"_s);
    // The same revision in the other mode is another deployment.
    QVERIFY(deploy(u"run"_s).value(u"deployed"_s).toBool());
    call(u"events.send"_s, {{u"event"_s, goEvent(u"web"_s)}}).value();
    QVERIFY(waitForRuns(1, u"running"_s, u"hi"_s));
}

void TestControlMethods::runsAgain()
{
    QVERIFY(deploy().value(u"deployed"_s).toBool());
    call(u"events.send"_s, {{u"event"_s, goEvent(u"nobody"_s)}}).value();
    QVERIFY(waitForRuns(1, u"done"_s));
    const QJsonValue first = runs().first().toObject().value(u"run"_s);
    const auto again = call(u"runs.again"_s, {{u"run"_s, first}});
    QVERIFY(again);
    QVERIFY(waitForRuns(2, u"done"_s));
    const auto edited =
        call(u"runs.again"_s, {{u"run"_s, first}, {u"event"_s, goEvent(u"somebody"_s)}});
    QVERIFY(waitForRuns(3, u"done"_s));
    const auto data = [&](const QJsonValue &run) {
        const auto story = call(u"runs.show"_s, {{u"run"_s, run}});
        return story->value(u"event"_s).toObject().value(u"data"_s).toObject().value(u"name"_s);
    };
    QCOMPARE(data(again->value(u"run"_s)).toString(), u"nobody"_s);
    QCOMPARE(data(edited->value(u"run"_s)).toString(), u"somebody"_s);
    call(u"pipelines.stop"_s, {{u"pipeline"_s, u"hi"_s}}).value();
    QCOMPARE(call(u"runs.again"_s, {{u"run"_s, first}}).error().kind, ErrorKind::Conflict);
}

void TestControlMethods::cancelsOneRun()
{
    QVERIFY(deploy().value(u"deployed"_s).toBool());
    // One subject, so that the others wait behind the first; one more beside them.
    for (const char *subject : {"a", "a", "a", "b"}) {
        QJsonObject event = goEvent(u"web"_s);
        event.insert(u"subject"_s, QLatin1StringView(subject));
        call(u"events.send"_s, {{u"event"_s, event}}).value();
    }
    QVERIFY(waitForRuns(4, u"running"_s));
    const QJsonArray open = runs(); // newest first: b, a3, a2, a1
    const auto id = [&](int index) { return open.at(index).toObject().value(u"run"_s); };
    QVERIFY(call(u"runs.cancel"_s, {{u"run"_s, id(2)}})); // waits
    QVERIFY(call(u"runs.cancel"_s, {{u"run"_s, id(3)}})); // runs
    QVERIFY(waitForRuns(2, u"cancelled"_s));
    QCOMPARE(call(u"runs.cancel"_s, {{u"run"_s, id(3)}}).error().kind, ErrorKind::NotFound);
    // The one behind them has come forward.
    QTRY_COMPARE(call(u"runs.show"_s, {{u"run"_s, id(1)}})
                     ->value(u"steps"_s)
                     .toArray()
                     .last()
                     .toObject()
                     .value(u"state"_s)
                     .toString(),
                 u"started"_s);
    QCOMPARE(runs({{u"state"_s, u"running"_s}}).size(), 2);
}

void TestControlMethods::pagesThroughRuns()
{
    QVERIFY(deploy().value(u"deployed"_s).toBool());
    for (int i = 0; i < 5; ++i)
        call(u"events.send"_s, {{u"event"_s, goEvent(u"nobody"_s)}}).value();
    QVERIFY(waitForRuns(5, u"done"_s));
    QStringList seen;
    QJsonObject params{{u"limit"_s, 2}};
    bool more = true;
    while (more) {
        const auto page = call(u"runs.list"_s, params);
        QVERIFY(page && page->value(u"runs"_s).toArray().size() <= 2);
        for (const QJsonValue &run : page->value(u"runs"_s).toArray())
            seen += run.toObject().value(u"run"_s).toString();
        params[u"before"_s] = seen.constLast();
        more = page->value(u"more"_s).toBool();
    }
    QCOMPARE(seen.size(), 5);
    QCOMPARE(QSet<QString>(seen.begin(), seen.end()).size(), 5);
    QCOMPARE(runs({{u"since"_s, u"2200-01-01T00:00:00Z"_s}}).size(), 0);
    QCOMPARE(runs({{u"until"_s, u"2200-01-01T00:00:00Z"_s}}).size(), 5);
}

void TestControlMethods::worksOnDeadLetters()
{
    QVERIFY(deploy().value(u"deployed"_s).toBool());
    QJsonObject event = goEvent(u"nobody"_s);
    event.insert(u"salternhops"_s, 17); // taken for a loop
    call(u"events.send"_s, {{u"event"_s, event}}).value();
    call(u"events.send"_s, {{u"event"_s, event}}).value();
    const auto letters = [&] {
        return call(u"deadLetters.list"_s)->value(u"deadLetters"_s).toArray();
    };
    QTRY_COMPARE(letters().size(), 2);
    const QJsonObject letter = letters().first().toObject();
    QCOMPARE(letter.value(u"node"_s).toString(), u"go"_s);
    QVERIFY(!letter.value(u"reason"_s).toString().isEmpty());
    QVERIFY(call(u"deadLetters.drop"_s, {{u"number"_s, letter.value(u"number"_s)}}));
    QCOMPARE(letters().size(), 1);
    const auto again = call(u"deadLetters.again"_s,
                            {{u"number"_s, letters().first().toObject().value(u"number"_s)},
                             {u"event"_s, goEvent(u"nobody"_s)}});
    QVERIFY(again);
    QVERIFY(waitForRuns(1, u"done"_s));
    QCOMPARE(letters().size(), 0);
}

void TestControlMethods::findsPastEvents()
{
    for (int i = 0; i < 30; ++i)
        call(u"events.send"_s,
             {{u"event"_s, QJsonObject{{u"type"_s, i % 3 ? u"test/other"_s : u"test/third"_s}}}})
            .value();
    const QJsonObject pattern{{u"type"_s, QJsonArray{u"test/third"_s}}};
    const auto found = call(u"events.list"_s, {{u"pattern"_s, pattern}, {u"limit"_s, 4}});
    QCOMPARE(found->value(u"events"_s).toArray().size(), 4);
    QVERIFY(found->value(u"more"_s).toBool());
    const auto rest = call(u"events.list"_s,
                           {{u"pattern"_s, pattern}, {u"before"_s, found->value(u"lookedTo"_s)}});
    QCOMPARE(rest->value(u"events"_s).toArray().size(), 6);
    QVERIFY(!rest->value(u"more"_s).toBool());
    QCOMPARE(
        call(u"events.list"_s, {{u"host"_s, u"nowhere"_s}})->value(u"events"_s).toArray().size(),
        0);
}

void TestControlMethods::explainsWhyNot_data()
{
    QTest::addColumn<QString>("node");
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("matched");
    QTest::newRow("a filter that fits") << u"only"_s << u"web"_s << true;
    QTest::newRow("a filter that does not") << u"only"_s << u"db"_s << false;
    QTest::newRow("the trigger") << u"go"_s << u"db"_s << true;
}

void TestControlMethods::explainsWhyNot()
{
    QFETCH(QString, node);
    QFETCH(QString, name);
    QVERIFY(deploy().value(u"deployed"_s).toBool());
    const auto said =
        call(u"events.whyNot"_s,
             {{u"pipeline"_s, u"hi"_s}, {u"node"_s, node}, {u"event"_s, goEvent(name)}});
    QTEST(said->value(u"matched"_s).toBool(), "matched");
    QCOMPARE(said->value(u"clauses"_s).toArray().size(), 1);
    QVERIFY(!said->value(u"outcome"_s).toString().isEmpty());
    // The same for an event of the past and a document that does not run.
    call(u"events.send"_s, {{u"event"_s, goEvent(name)}}).value();
    const QJsonArray past =
        call(u"events.list"_s,
             {{u"pattern"_s, QJsonObject{{u"type"_s, QJsonArray{u"manual/hi/go"_s}}}}})
            ->value(u"events"_s)
            .toArray();
    const auto again = call(u"events.whyNot"_s,
                            {{u"bundle"_s, bundle(u"hi"_s)},
                             {u"node"_s, node},
                             {u"seq"_s, past.first().toObject().value(u"seq"_s)}});
    QCOMPARE(again->value(u"clauses"_s), said->value(u"clauses"_s));
}

QTEST_GUILESS_MAIN(TestControlMethods)
#include "tst_controlmethods.moc"
