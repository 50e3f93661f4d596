#include "engine/control/jsonrpc.h"
#include "tests/unit/controltest.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

const QString secret = u"very \"secret\" word"_s;

/// go -> only (names that begin with w) -> tell (an HTTP request that nobody ever answers)
QJsonObject bundle(const QString &url, const QString &name = u"hi"_s)
{
    const QString text = QStringLiteral(R"(saltern: 1
pipeline: %1
nodes:
  go:
    kind: manual@1
  only:
    kind: filter@1
    match:
      data.name: [{ prefix: w }]
  tell:
    kind: notify@1
    url: "%2"
    text: "{{ event.data.name }}"
  say:
    kind: log@1
    message: "said {{ event.data.name }}"
  leak:
    kind: emit@1
    type: leaked
    data: { word: "{{ secret.TST_WORD }}" }
wires:
  - go -> only
  - only.out -> tell
  - only.else -> say
  - only.else -> leak
)")
                             .arg(name, url);
    return {{u"name"_s, QString(name + u".saltern.yaml"_s)},
            {u"document"_s, text},
            {u"files"_s, QJsonObject()}};
}

QJsonObject goEvent(const QString &name, const QString &pipeline = u"hi"_s)
{
    return {{u"type"_s, QString(u"manual/"_s + pipeline + u"/go"_s)},
            {u"data"_s, QJsonObject{{u"name"_s, name}}}};
}

} // namespace

/// What clients ask of a real engine.
class TestControlMethods : public ControlTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

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
    void tellsStatisticsAsTheyChange();
    void sendsEventsByPatternAndRate_data();
    void sendsEventsByPatternAndRate();
    void tellsChangesOfOnePipeline();
    void twoClientsAndOneThatVanishes();
    void aClientThatNeverReadsSlowsNobody();
    void secretsNeverAppear();
    void reconnectsAndRenews();
    void goesOnWhereTheFormerEngineEnded();
    void playsDemosWithoutDocker();

private:
    QJsonObject deploy(const QString &mode = u"run"_s, const QString &name = u"hi"_s);
    bool waitForRuns(int count, const QString &state, const QString &pipeline = {});
    QJsonArray runs(const QJsonObject &params = {});

    QTcpServer m_silent; // takes connections and never answers
    QString m_url;
};

void TestControlMethods::initTestCase()
{
    qputenv("SALTERN_SECRET_TST_WORD", secret.toUtf8());
    QVERIFY(m_silent.listen(QHostAddress::LocalHost));
    m_url = QStringLiteral("http://127.0.0.1:%1/").arg(m_silent.serverPort());
}

void TestControlMethods::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    startEngine();
    connectClient();
}

void TestControlMethods::cleanup()
{
    m_client.reset();
    stopEngine();
}

QJsonObject TestControlMethods::deploy(const QString &mode, const QString &name)
{
    return call(u"pipelines.deploy"_s, {{u"bundle"_s, bundle(m_url, name)}, {u"mode"_s, mode}})
        .value_or(QJsonObject());
}

QJsonArray TestControlMethods::runs(const QJsonObject &params)
{
    return call(u"runs.list"_s, params).value_or(QJsonObject()).value(u"runs"_s).toArray();
}

bool TestControlMethods::waitForRuns(int count, const QString &state, const QString &pipeline)
{
    return QTest::qWaitFor(
        [&] {
            return runs({{u"state"_s, state}, {u"pipeline"_s, pipeline}}).size() >= count;
        },
        20'000);
}

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
             bundle(m_url));

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
             bundle(m_url));
    QCOMPARE(call(u"pipelines.list"_s)->value(u"pipelines"_s).toArray().size(), 0);
}

void TestControlMethods::refusesInvalidDocuments()
{
    QVERIFY(deploy().value(u"deployed"_s).toBool());
    QJsonObject invalid = bundle(m_url);
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
                            {{u"bundle"_s, bundle(m_url)},
                             {u"node"_s, node},
                             {u"seq"_s, past.first().toObject().value(u"seq"_s)}});
    QCOMPARE(again->value(u"clauses"_s), said->value(u"clauses"_s));
}

void TestControlMethods::tellsStatisticsAsTheyChange()
{
    QVERIFY(deploy().value(u"deployed"_s).toBool());
    const std::unique_ptr<ControlSubscription> topic(m_client->subscribe(u"statistics"_s));
    QJsonObject nodes;
    QJsonObject wires;
    QStringList removed;
    const auto take = [&](const QJsonObject &params) {
        const QJsonObject statistics = params.value(u"statistics"_s).toObject();
        const QJsonObject hi =
            statistics.value(u"pipelines"_s).toObject().value(u"hi"_s).toObject();
        const QJsonObject newNodes = hi.value(u"nodes"_s).toObject();
        const QJsonObject newWires = hi.value(u"wires"_s).toObject();
        for (auto node = newNodes.begin(); node != newNodes.end(); ++node)
            nodes[node.key()] = node.value();
        for (auto wire = newWires.begin(); wire != newWires.end(); ++wire)
            wires[wire.key()] = wire.value();
        for (const QJsonValue &name : statistics.value(u"removed"_s).toArray())
            removed += name.toString();
    };
    connect(topic.get(), &ControlSubscription::begun, this, take);
    connect(topic.get(), &ControlSubscription::received, this, take);
    QTRY_COMPARE(nodes.size(), 5);
    for (int i = 0; i < 6; ++i)
        call(u"events.send"_s, {{u"event"_s, goEvent(i < 5 ? u"web"_s : u"x"_s)}}).value();
    const auto of = [&](const QString &node, const QString &field) {
        return nodes.value(node).toObject().value(field).toInt();
    };
    QTRY_COMPARE(of(u"tell"_s, u"in"_s), 5);
    QTRY_COMPARE(of(u"tell"_s, u"running"_s), 4); // its concurrency
    QTRY_COMPARE(of(u"tell"_s, u"queued"_s), 1);
    QTRY_COMPARE(of(u"say"_s, u"matched"_s), 1);
    QTRY_COMPARE(of(u"only"_s, u"in"_s), 6);
    QTRY_COMPARE(of(u"go"_s, u"matched"_s), 6);
    const auto count = [&](const QString &wire) {
        return wires.value(wire).toObject().value(u"count"_s).toInt();
    };
    QTRY_COMPARE(count(u"only.out -> tell"_s), 5);
    QTRY_COMPARE(count(u"only.else -> say"_s), 1);
    QVERIFY(nodes.value(u"say"_s).toObject().contains(u"p99Ms"_s));
    call(u"pipelines.stop"_s, {{u"pipeline"_s, u"hi"_s}}).value();
    QTRY_COMPARE(removed, QStringList{u"hi"_s});
}

void TestControlMethods::sendsEventsByPatternAndRate_data()
{
    QTest::addColumn<QJsonObject>("wish");
    QTest::addColumn<int>("seen");
    QTest::addColumn<int>("whole");
    const QJsonObject pattern{{u"type"_s, QJsonArray{u"test/a"_s}}};
    QTest::newRow("all") << QJsonObject{} << 60 << 60;
    QTest::newRow("a pattern") << QJsonObject{{u"pattern"_s, pattern}} << 30 << 30;
    QTest::newRow("a host") << QJsonObject{{u"hosts"_s, u"web*"_s}} << 20 << 20;
    QTest::newRow("another host") << QJsonObject{{u"hosts"_s, u"edge"_s}} << 0 << 0;
    QTest::newRow("count only") << QJsonObject{{u"rate"_s, 0}} << 60 << 0;
}

void TestControlMethods::sendsEventsByPatternAndRate()
{
    QFETCH(QJsonObject, wish);
    QFETCH(int, seen);
    QFETCH(int, whole);
    // What is counted begins with the subscription: the host's own event must not be late.
    QTRY_VERIFY(call(u"status"_s)
                    ->value(u"hosts"_s)
                    .toObject()
                    .value(u"local"_s)
                    .toObject()
                    .value(u"delivered"_s)
                    .toInt() > 0);
    QTRY_VERIFY(m_engine->scheduler().isIdle());
    const std::unique_ptr<ControlSubscription> topic(m_client->subscribe(u"events"_s, wish));
    QSignalSpy begun(topic.get(), &ControlSubscription::begun);
    QTRY_COMPARE(begun.size(), 1);
    int countedSeen = 0;
    int countedWhole = 0;
    int countedSkipped = 0;
    connect(topic.get(), &ControlSubscription::received, this, [&](const QJsonObject &params) {
        countedSeen += params.value(u"seen"_s).toInt();
        countedSkipped += params.value(u"skipped"_s).toInt();
        countedWhole += int(params.value(u"events"_s).toArray().size());
    });
    for (int i = 0; i < 60; ++i) {
        QJsonObject event{{u"type"_s, i % 2 ? u"test/a"_s : u"test/b"_s}};
        if (i % 3 == 0)
            event.insert(u"salternhost"_s, u"web-1"_s);
        call(u"events.send"_s, {{u"event"_s, event}}).value();
    }
    QTRY_COMPARE(countedSeen, seen);
    QCOMPARE(countedWhole, whole);
    QCOMPARE(countedSkipped, seen - whole);
}

void TestControlMethods::tellsChangesOfOnePipeline()
{
    QVERIFY(deploy().value(u"deployed"_s).toBool());
    QVERIFY(deploy(u"run"_s, u"other"_s).value(u"deployed"_s).toBool());
    const std::unique_ptr<ControlSubscription> topic(
        m_client->subscribe(u"runs"_s, {{u"pipeline"_s, u"other"_s}}));
    QSignalSpy begun(topic.get(), &ControlSubscription::begun);
    QTRY_COMPARE(begun.size(), 1);
    QStringList told;
    connect(topic.get(), &ControlSubscription::received, this, [&](const QJsonObject &params) {
        for (const QJsonValue &value : params.value(u"changes"_s).toArray()) {
            const QJsonObject change = value.toObject();
            QCOMPARE(change.value(u"pipeline"_s).toString(), u"other"_s);
            told += change.value(u"what"_s).toString() + u' ' + change.value(u"node"_s).toString() +
                    u' ' + change.value(u"state"_s).toString();
        }
    });
    call(u"events.send"_s, {{u"event"_s, goEvent(u"x"_s)}}).value();
    call(u"events.send"_s, {{u"event"_s, goEvent(u"x"_s, u"other"_s)}}).value();
    QTRY_VERIFY(told.contains(u"run  done"_s));
    QCOMPARE(told.constFirst(), u"run  running"_s);
    QVERIFY(told.contains(u"step say done"_s));
    QVERIFY(told.contains(u"step only done"_s));
}

void TestControlMethods::twoClientsAndOneThatVanishes()
{
    ControlClient other(ControlEndpoint::socket(m_folder->filePath(u"control.sock"_s)));
    other.open();
    QTRY_COMPARE(other.state(), ControlClient::State::Connected);
    const std::unique_ptr<ControlSubscription> mine(m_client->subscribe(u"pipelines"_s));
    const std::unique_ptr<ControlSubscription> theirs(other.subscribe(u"pipelines"_s));
    QSignalSpy toMe(mine.get(), &ControlSubscription::received);
    QSignalSpy toThem(theirs.get(), &ControlSubscription::received);
    QTRY_VERIFY(mine->isActive() && theirs->isActive());
    QVERIFY(deploy().value(u"deployed"_s).toBool());
    QTRY_COMPARE(toMe.size(), 1);
    QTRY_COMPARE(toThem.size(), 1);
    // In the middle of questions, and of half a line.
    for (const char *method : {"runs.list", "functions.list", "events.list", "hosts.list"})
        other.call(QString::fromLatin1(method));
    other.close();
    QLocalSocket half;
    half.connectToServer(m_folder->filePath(u"control.sock"_s));
    half.write("{\"jsonrpc\":\"2.0\",\"id\":1,");
    QVERIFY(half.waitForBytesWritten());
    half.abort();
    QVERIFY(deploy(u"observe"_s).value(u"deployed"_s).toBool());
    QTRY_COMPARE(toMe.size(), 2);
    QCOMPARE(toThem.size(), 1);
}

void TestControlMethods::aClientThatNeverReadsSlowsNobody()
{
    constexpr int flood = 10'000;
    QTRY_VERIFY(m_engine->scheduler().isIdle());
    QLocalSocket lazy;
    lazy.setReadBufferSize(4096);
    lazy.connectToServer(m_folder->filePath(u"control.sock"_s));
    lazy.write(
        JsonRpc::requestLine(1, u"subscribe"_s, {{u"topic"_s, u"events"_s}, {u"rate"_s, 2000}}));
    lazy.write(JsonRpc::requestLine(2, u"subscribe"_s, {{u"topic"_s, u"statistics"_s}}));
    QTRY_VERIFY(lazy.bytesAvailable() > 0);
    const QJsonObject data{{u"text"_s, QString(2000, u'x')}};
    for (int i = 0; i < flood; ++i) {
        m_engine->publish(Event::make({.type = u"flood"_s}, data));
        if (i % 1000 == 0)
            QVERIFY(call(u"status"_s));
    }
    QTRY_VERIFY_WITH_TIMEOUT(m_engine->scheduler().isIdle(), 60'000);
    QVERIFY(call(u"status"_s));
    // Once it reads again it is told how much it has missed: nothing is lost without a word.
    lazy.setReadBufferSize(0);
    int seen = 0;
    int whole = 0;
    int skipped = 0;
    const auto readOn = [&] {
        while (lazy.canReadLine()) {
            const QJsonObject params =
                QJsonDocument::fromJson(lazy.readLine()).object().value(u"params"_s).toObject();
            seen += params.value(u"seen"_s).toInt();
            skipped += params.value(u"skipped"_s).toInt();
            whole += int(params.value(u"events"_s).toArray().size());
        }
        return seen >= flood;
    };
    QVERIFY(QTest::qWaitFor(
        [&] {
            call(u"events.send"_s, {{u"event"_s, QJsonObject{{u"type"_s, u"more"_s}}}}).value();
            return readOn();
        },
        30'000));
    QCOMPARE(whole + skipped, seen);
    QVERIFY(skipped > 0);
}

void TestControlMethods::secretsNeverAppear()
{
    QLocalSocket raw;
    raw.connectToServer(m_folder->filePath(u"control.sock"_s));
    for (const char *topic : {"events", "runs", "statistics"})
        raw.write(
            JsonRpc::requestLine(1, u"subscribe"_s, {{u"topic"_s, QString::fromLatin1(topic)}}));
    QVERIFY(deploy().value(u"deployed"_s).toBool());
    call(u"events.send"_s, {{u"event"_s, goEvent(u"nobody"_s)}}).value();
    QVERIFY(waitForRuns(1, u"done"_s));
    const QString run = runs().first().toObject().value(u"run"_s).toString();
    raw.write(JsonRpc::requestLine(2, u"runs.show"_s, {{u"run"_s, run}}));
    raw.write(JsonRpc::requestLine(3, u"events.list"_s, {}));
    QByteArray all;
    QTRY_VERIFY((all += raw.readAll()).contains("\"id\":3"));
    QTRY_VERIFY((all += raw.readAll()).contains("\"method\":\"events\""));
    // It is there, or this would prove nothing.
    QVERIFY(all.contains("leaked"));
    QVERIFY(all.contains("***"));
    QVERIFY(!all.contains("very"));
}

void TestControlMethods::reconnectsAndRenews()
{
    const std::unique_ptr<ControlSubscription> topic(m_client->subscribe(u"statistics"_s));
    QSignalSpy begun(topic.get(), &ControlSubscription::begun);
    QTRY_COMPARE(begun.size(), 1);
    stopEngine();
    QTRY_COMPARE(m_client->state(), ControlClient::State::Reconnecting);
    QCOMPARE(call(u"status"_s).error().kind, ErrorKind::Unreachable);
    startEngine();
    QTRY_COMPARE_WITH_TIMEOUT(m_client->state(), ControlClient::State::Connected, 20'000);
    QTRY_COMPARE(begun.size(), 2);
    QVERIFY(call(u"status"_s));
}

void TestControlMethods::goesOnWhereTheFormerEngineEnded()
{
    QVERIFY(deploy().value(u"deployed"_s).toBool());
    QVERIFY(deploy(u"observe"_s, u"seen"_s).value(u"deployed"_s).toBool());
    QVERIFY(deploy(u"run"_s, u"ended"_s).value(u"deployed"_s).toBool());
    call(u"pipelines.stop"_s, {{u"pipeline"_s, u"ended"_s}}).value();
    call(u"events.send"_s, {{u"event"_s, goEvent(u"web"_s)}}).value();
    QVERIFY(waitForRuns(1, u"running"_s));
    stopEngine();
    startEngine();
    QTRY_COMPARE_WITH_TIMEOUT(m_client->state(), ControlClient::State::Connected, 20'000);
    QStringList now;
    for (const QJsonValue &value : call(u"pipelines.list"_s)->value(u"pipelines"_s).toArray())
        now += value.toObject().value(u"pipeline"_s).toString() + u' ' +
               value.toObject().value(u"mode"_s).toString();
    QCOMPARE(now, (QStringList{u"hi run"_s, u"seen observe"_s}));
    QCOMPARE(call(u"status"_s)->value(u"openRuns"_s).toInt(), 1);
}

void TestControlMethods::playsDemosWithoutDocker()
{
    const auto first = call(u"demos.list"_s)->value(u"demos"_s).toArray().first().toObject();
    QVERIFY(first.value(u"simulated"_s).toBool());
    QStringList told;
    QJsonObject end;
    connect(m_client.get(),
            &ControlClient::notified,
            this,
            [&](const QString &method, const auto &params) {
                QCOMPARE(method, u"demo"_s);
                told += params.value(u"what"_s).toString();
                if (told.constLast() == u"finished"_s)
                    end = params;
            });
    const auto begun =
        call(u"demos.run"_s, {{u"demo"_s, first.value(u"demo"_s)}, {u"simulated"_s, true}});
    QVERIFY(begun);
    QTRY_VERIFY_WITH_TIMEOUT(!end.isEmpty(), 30'000);
    QVERIFY(end.value(u"passed"_s).toBool());
    QVERIFY(end.value(u"simulated"_s).toBool());
    QCOMPARE(end.value(u"demoRun"_s), begun->value(u"demoRun"_s));
    QCOMPARE(told.count(u"act"_s), end.value(u"acts"_s).toArray().size());
    QVERIFY(told.contains(u"event"_s) && told.contains(u"step"_s) && told.contains(u"run"_s));
}

QTEST_GUILESS_MAIN(TestControlMethods)
#include "tst_controlmethods.moc"
