#include "tests/support/patience.h"
#include "tests/unit/controltest.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

/// go -> only (names that begin with w) -> tell (an HTTP request: an effect); the others are
/// logged.
QJsonObject bundle(const QString &prefix = u"w"_s, const QString &kind = u"filter@1"_s)
{
    const QString text = QStringLiteral(R"(saltern: 1
pipeline: hi
nodes:
  go:
    kind: manual@1
  only:
    kind: %2
    match:
      data.name: [{ prefix: %1 }]
  tell:
    kind: notify@1
    url: "%3"
    text: "{{ event.data.name }}"
  say:
    kind: log@1
    message: "said {{ event.data.name }}"
  mark:
    kind: emit@1
    type: marked
    data: { name: "{{ event.data.name }}" }
wires:
  - go -> only
  - only.out -> tell
  - only.else -> say
  - say -> mark
)")
                             .arg(prefix, kind, u"http://127.0.0.1:9/"_s);
    return {{u"name"_s, u"hi.saltern.yaml"_s}, {u"document"_s, text}, {u"files"_s, QJsonObject()}};
}

QJsonObject goEvent(const QString &name)
{
    return {{u"type"_s, u"manual/hi/go"_s}, {u"data"_s, QJsonObject{{u"name"_s, name}}}};
}

QString recording(const QStringList &names)
{
    QString lines;
    for (const QString &name : names)
        lines +=
            QString::fromUtf8(QJsonDocument(goEvent(name)).toJson(QJsonDocument::Compact)) + u'\n';
    return lines;
}

} // namespace

/// Replays in an engine, and the events that went along its wires, by the protocol alone.
class TestReplays : public ControlTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void refuses_data();
    void refuses();
    void playsARecording();
    void tellsChangeByChange();
    void tellsManyChangesInPieces();
    void playsWhatTheJournalHas();
    void playsTheEventOfARun();
    void playsAsFarAsANode();
    void answersWithMocks();
    void tellsWhichLineIsNoEvent();
    void endsWhenItIsUnsubscribed();
    void leavesTheEngineAlone();
    void listsWhatReachedANode_data();
    void listsWhatReachedANode();
    void runsFromANode();
    void putsAStepAside();

private:
    /// The last notification of a replay, with the nodes, wires and changes of all of them.
    QJsonObject replay(const QJsonObject &params);
    /// Deploys the pipeline and sends these.
    void runFor(const QStringList &names);
};

void TestReplays::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    startEngine();
    connectClient();
}

void TestReplays::cleanup()
{
    m_client.reset();
    stopEngine();
}

QJsonObject TestReplays::replay(const QJsonObject &params)
{
    QJsonObject end;
    QJsonObject nodes;
    QJsonObject wires;
    QJsonArray changes;
    const auto take = [&](const QString &method, const QJsonObject &news) {
        if (method != u"replay"_s)
            return;
        const QJsonObject changed = news.value(u"nodes"_s).toObject();
        for (auto node = changed.begin(); node != changed.end(); ++node)
            nodes.insert(node.key(), *node);
        const QJsonObject counts = news.value(u"wires"_s).toObject();
        for (auto wire = counts.begin(); wire != counts.end(); ++wire)
            wires.insert(wire.key(), wire->toObject().value(u"count"_s));
        const QJsonArray told = news.value(u"changes"_s).toArray();
        for (const QJsonValue &change : told)
            changes.append(change);
        if (news.value(u"finished"_s).toBool())
            end = news;
    };
    const auto listening = connect(m_client.get(), &ControlClient::notified, this, take);
    const auto begun = call(u"pipelines.replay"_s, params);
    if (begun)
        (void)QTest::qWaitFor([&] { return !end.isEmpty(); }, 20'000);
    disconnect(listening);
    end.insert(u"nodes"_s, nodes);
    end.insert(u"wires"_s, wires);
    end.insert(u"changes"_s, changes);
    return end;
}

void TestReplays::runFor(const QStringList &names)
{
    QVERIFY(call(u"pipelines.deploy"_s, {{u"bundle"_s, bundle()}})
                .value()
                .value(u"deployed"_s)
                .toBool());
    for (const QString &name : names)
        QVERIFY(call(u"events.send"_s, {{u"event"_s, goEvent(name)}}));
    QTRY_VERIFY(m_engine->scheduler().isIdle());
}

void TestReplays::refuses_data()
{
    QTest::addColumn<QJsonObject>("params");
    QTest::addColumn<int>("kind");
    const auto row =
        [](const char *name, QJsonObject params, ErrorKind kind = ErrorKind::BadInput) {
            if (!params.contains(u"bundle"_s))
                params.insert(u"bundle"_s, bundle());
            QTest::newRow(name) << params << int(kind);
        };
    const QString one = recording({u"a"_s});
    row("no bundle", {{u"bundle"_s, 5}, {u"recording"_s, one}});
    row("no source", {});
    row("two sources", {{u"recording"_s, one}, {u"run"_s, u"1"_s}});
    row("a time that is none", {{u"since"_s, u"yesterday"_s}});
    row("a document with errors",
        {{u"bundle"_s, bundle(u"w"_s, u"fliter@1"_s)}, {u"recording"_s, one}});
    row("as far as no node", {{u"recording"_s, one}, {u"to"_s, u"x"_s}}, ErrorKind::NotFound);
    const auto mocks = [&](const QString &node, const QJsonValue &answer) {
        return QJsonObject{{u"recording"_s, one}, {u"mocks"_s, QJsonObject{{node, answer}}}};
    };
    row("a mock of no node", mocks(u"x"_s, QJsonObject()));
    row("a mock of a trigger", mocks(u"go"_s, QJsonObject()));
    row("a mock by no port", mocks(u"tell"_s, QJsonObject{{u"port"_s, u"x"_s}}));
    row("a mock in a file", mocks(u"tell"_s, u"tell.json"_s));
}

void TestReplays::refuses()
{
    QFETCH(QJsonObject, params);
    QFETCH(int, kind);
    const auto answer = call(u"pipelines.replay"_s, params);
    QVERIFY(!answer);
    QCOMPARE(errorKindName(answer.error().kind), errorKindName(ErrorKind(kind)));
    QVERIFY(!answer.error().message.isEmpty());
}

void TestReplays::playsARecording()
{
    const QJsonObject end = replay(
        {{u"bundle"_s, bundle()}, {u"recording"_s, recording({u"web"_s, u"db"_s, u"worker"_s})}});
    QCOMPARE(end.value(u"played"_s).toInt(), 3);
    QCOMPARE(end.value(u"events"_s).toInt(), 3);
    QCOMPARE(end.value(u"runs"_s).toInt(), 3);
    QCOMPARE(end.value(u"report"_s).toObject().value(u"failedRuns"_s).toInt(), 0);
    const auto of = [&](const QString &node, const QString &figure) {
        return end.value(u"nodes"_s).toObject().value(node).toObject().value(figure);
    };
    QCOMPARE(of(u"go"_s, u"matched"_s).toInt(), 3);
    QCOMPARE(of(u"only"_s, u"in"_s).toInt(), 3);
    QCOMPARE(of(u"tell"_s, u"in"_s).toInt(), 2);
    QCOMPARE(of(u"tell"_s, u"state"_s).toString(), u"done"_s);
    QCOMPARE(of(u"say"_s, u"in"_s).toInt(), 1);
    const QJsonObject wires = end.value(u"wires"_s).toObject();
    QCOMPARE(wires.value(u"go.out -> only"_s).toInt(), 3);
    QCOMPARE(wires.value(u"only.out -> tell"_s).toInt(), 2);
    QCOMPARE(wires.value(u"only.else -> say"_s).toInt(), 1);
    const QJsonObject effect = end.value(u"effects"_s).toArray().first().toObject();
    QCOMPARE(effect.value(u"node"_s).toString(), u"tell"_s);
    QCOMPARE(effect.value(u"kind"_s).toString(), u"notify@1"_s);
    QCOMPARE(effect.value(u"calls"_s).toInt(), 2);
    QCOMPARE(effect.value(u"parameters"_s).toObject().value(u"text"_s).toString(), u"worker"_s);
}

void TestReplays::tellsChangeByChange()
{
    const QJsonObject end =
        replay({{u"bundle"_s, bundle()}, {u"recording"_s, recording({u"web"_s})}});
    QCOMPARE(end.value(u"skipped"_s).toInt(), 0);
    const QJsonArray changes = end.value(u"changes"_s).toArray();
    const auto all = [&](const QString &what, const QString &state) {
        QList<QJsonObject> found;
        for (const QJsonValue &value : changes) {
            const QJsonObject change = value.toObject();
            if (change.value(u"what"_s) == what && change.value(u"state"_s).toString() == state)
                found.append(change);
        }
        return found;
    };
    const QJsonObject event = all(u"event"_s, {}).value(0);
    QCOMPARE(event.value(u"triggers"_s).toArray().size(), 1);
    const QJsonObject run = all(u"run"_s, u"running"_s).value(0);
    QCOMPARE(run.value(u"event"_s), event.value(u"event"_s).toObject().value(u"id"_s));
    QVERIFY(!run.value(u"time"_s).toString().isEmpty());
    QCOMPARE(all(u"run"_s, u"done"_s).size(), 1);
    // Which way it went: the trigger, the filter, what the filter let through.
    const QList<QJsonObject> done = all(u"step"_s, u"done"_s);
    const auto tell = std::find_if(done.cbegin(), done.cend(), [](const QJsonObject &step) {
        return step.value(u"node"_s) == u"tell"_s;
    });
    QVERIFY(tell != done.cend());
    QCOMPARE(tell->value(u"parent"_s).toInt(), 1);
    QCOMPARE(tell->value(u"port"_s).toString(), u"out"_s);
    QCOMPARE(tell->value(u"event"_s), run.value(u"event"_s)); // a filter hands on what came in
    QCOMPARE(done.first().value(u"parent"_s).toInt(), 0);
}

void TestReplays::tellsManyChangesInPieces()
{
    QStringList names;
    for (int i = 0; i < 100; ++i)
        names += u"web"_s;
    const auto changesOf = [](const QJsonObject &end) {
        return int(end.value(u"changes"_s).toArray().size());
    };
    const int one =
        changesOf(replay({{u"bundle"_s, bundle()}, {u"recording"_s, recording({names.first()})}}));
    const QJsonObject end = replay({{u"bundle"_s, bundle()}, {u"recording"_s, recording(names)}});
    // More than go into one notification; the last one comes when all of them are told.
    QVERIFY(100 * one > 500);
    QCOMPARE(changesOf(end) + end.value(u"skipped"_s).toInt(), 100 * one);
    QCOMPARE(end.value(u"runs"_s).toInt(), 100);
}

void TestReplays::playsWhatTheJournalHas()
{
    runFor({u"db"_s, u"cache"_s});
    // Another filter than what ran: the events are the same, what follows is not. What the runs
    // themselves put on the bus is not played.
    const QJsonObject end =
        replay({{u"bundle"_s, bundle(u"db"_s)}, {u"since"_s, u"2000-01-01T00:00:00Z"_s}});
    QCOMPARE(end.value(u"runs"_s).toInt(), 2);
    const QJsonObject wires = end.value(u"wires"_s).toObject();
    QCOMPARE(wires.value(u"only.out -> tell"_s).toInt(), 1);
    QCOMPARE(wires.value(u"only.else -> say"_s).toInt(), 1);
    const QJsonObject later =
        replay({{u"bundle"_s, bundle()}, {u"since"_s, u"2200-01-01T00:00:00Z"_s}});
    QVERIFY(later.value(u"finished"_s).toBool());
    QCOMPARE(later.value(u"events"_s).toInt(), 0);
}

void TestReplays::playsTheEventOfARun()
{
    runFor({u"db"_s, u"cache"_s});
    const QString run = call(u"runs.list"_s)
                            ->value(u"runs"_s)
                            .toArray()
                            .last()
                            .toObject()
                            .value(u"run"_s)
                            .toString();
    const QJsonObject end = replay({{u"bundle"_s, bundle(u"db"_s)}, {u"run"_s, run}});
    QCOMPARE(end.value(u"events"_s).toInt(), 1);
    QCOMPARE(end.value(u"wires"_s).toObject().value(u"only.out -> tell"_s).toInt(), 1);
    // A run that there is not is found out later than the answer.
    const QJsonObject none = replay({{u"bundle"_s, bundle()}, {u"run"_s, u"99"_s}});
    QCOMPARE(none.value(u"error"_s).toObject().value(u"kind"_s).toString(), u"not-found"_s);
}

void TestReplays::playsAsFarAsANode()
{
    const QJsonObject end = replay({{u"bundle"_s, bundle()},
                                    {u"recording"_s, recording({u"web"_s, u"db"_s})},
                                    {u"to"_s, u"say"_s}});
    QCOMPARE(end.value(u"wires"_s).toObject().value(u"only.else -> say"_s).toInt(), 1);
    const QJsonObject nodes = end.value(u"nodes"_s).toObject();
    QCOMPARE(nodes.value(u"say"_s).toObject().value(u"state"_s).toString(), u"done"_s);
    QCOMPARE(nodes.value(u"tell"_s).toObject().value(u"state"_s).toString(), u"stopped"_s);
    QCOMPARE(nodes.value(u"mark"_s).toObject().value(u"state"_s).toString(), u"stopped"_s);
    QCOMPARE(end.value(u"effects"_s).toArray().size(), 1); // say, and not tell
}

void TestReplays::answersWithMocks()
{
    const QJsonObject error{{u"error"_s, u"the disk is full"_s}, {u"retry"_s, false}};
    const QJsonObject end = replay({{u"bundle"_s, bundle()},
                                    {u"recording"_s, recording({u"web"_s})},
                                    {u"mocks"_s, QJsonObject{{u"tell"_s, error}}}});
    const QJsonObject tell = end.value(u"nodes"_s).toObject().value(u"tell"_s).toObject();
    QCOMPARE(tell.value(u"failed"_s).toInt(), 1);
    QCOMPARE(tell.value(u"lastError"_s).toObject().value(u"message"_s).toString(),
             u"the disk is full"_s);
    QCOMPARE(end.value(u"report"_s).toObject().value(u"failedRuns"_s).toInt(), 1);
}

void TestReplays::tellsWhichLineIsNoEvent()
{
    const QJsonObject end =
        replay({{u"bundle"_s, bundle()},
                {u"recording"_s, QString(recording({u"web"_s}) + u"\n{\"a\": 1}\n"_s)}});
    const QJsonObject error = end.value(u"error"_s).toObject();
    QCOMPARE(error.value(u"kind"_s).toString(), u"bad-input"_s);
    QVERIFY2(error.value(u"message"_s).toString().startsWith(u"recording:3:"_s),
             qPrintable(error.value(u"message"_s).toString()));
}

void TestReplays::endsWhenItIsUnsubscribed()
{
    QStringList names;
    for (int i = 0; i < 20'000; ++i)
        names += u"w"_s;
    int told = 0;
    connect(m_client.get(), &ControlClient::notified, this, [&](const QString &method) {
        told += method == u"replay"_s ? 1 : 0;
    });
    const auto begun =
        call(u"pipelines.replay"_s, {{u"bundle"_s, bundle()}, {u"recording"_s, recording(names)}});
    QVERIFY(begun);
    QTRY_VERIFY(told > 0);
    QVERIFY(call(u"unsubscribe"_s, {{u"subscription"_s, begun->value(u"subscription"_s)}}));
    const int before = told;
    // The engine answers on, and nothing more is said.
    for (int i = 0; i < 3; ++i) {
        QTest::qWait(60);
        QVERIFY(call(u"status"_s));
    }
    QCOMPARE(told, before);
}

void TestReplays::leavesTheEngineAlone()
{
    replay({{u"bundle"_s, bundle()}, {u"recording"_s, recording({u"db"_s})}});
    QCOMPARE(call(u"runs.list"_s)->value(u"runs"_s).toArray().size(), 0);
    const QJsonArray events = call(u"events.list"_s)->value(u"events"_s).toArray();
    for (const QJsonValue &entry : events)
        QVERIFY(entry.toObject().value(u"event"_s).toObject().value(u"type"_s) != u"marked"_s);
    QCOMPARE(call(u"pipelines.list"_s)->value(u"pipelines"_s).toArray().size(), 0);
}

void TestReplays::listsWhatReachedANode_data()
{
    QTest::addColumn<QJsonObject>("wanted");
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QString>("port");
    QTest::addColumn<bool>("passedOn");
    const auto row = [](const char *name,
                        const QJsonObject &wanted,
                        const QStringList &names,
                        const QString &port,
                        bool passedOn) {
        QTest::newRow(name) << wanted << names << port << passedOn;
    };
    row("a trigger", {{u"node"_s, u"go"_s}}, {u"c"_s, u"b"_s, u"a"_s}, {}, false);
    row("a filter", {{u"node"_s, u"only"_s}}, {u"c"_s, u"b"_s, u"a"_s}, u"else"_s, true);
    row("no more than",
        {{u"node"_s, u"only"_s}, {u"limit"_s, 2}},
        {u"c"_s, u"b"_s},
        u"else"_s,
        true);
    row("a wire",
        {{u"node"_s, u"say"_s}, {u"from"_s, u"only"_s}, {u"port"_s, u"else"_s}},
        {u"c"_s, u"b"_s, u"a"_s},
        u"ok"_s,
        true);
    row("another wire",
        {{u"node"_s, u"say"_s}, {u"from"_s, u"only"_s}, {u"port"_s, u"out"_s}},
        {},
        {},
        false);
    row("the first wire",
        {{u"node"_s, u"only"_s}, {u"from"_s, u"go"_s}},
        {u"c"_s, u"b"_s, u"a"_s},
        u"else"_s,
        true);
    row("nothing", {{u"node"_s, u"tell"_s}}, {}, {}, false);
    row("the last one", {{u"node"_s, u"mark"_s}}, {u"c"_s, u"b"_s, u"a"_s}, u"ok"_s, false);
}

void TestReplays::listsWhatReachedANode()
{
    QFETCH(QJsonObject, wanted);
    QFETCH(QStringList, names);
    QFETCH(QString, port);
    QFETCH(bool, passedOn);
    runFor({u"a"_s, u"b"_s, u"c"_s});
    wanted.insert(u"pipeline"_s, u"hi"_s);
    const auto answer = call(u"runs.arrivals"_s, wanted);
    QVERIFY(answer);
    QStringList found;
    const QJsonArray arrivals = answer->value(u"arrivals"_s).toArray();
    for (const QJsonValue &value : arrivals)
        found += value.toObject()
                     .value(u"event"_s)
                     .toObject()
                     .value(u"data"_s)
                     .toObject()
                     .value(u"name"_s)
                     .toString();
    QCOMPARE(found, names);
    if (port.isEmpty())
        return;
    const QJsonObject newest = arrivals.first().toObject();
    const QJsonObject exit = newest.value(u"exits"_s).toArray().first().toObject();
    QCOMPARE(exit.value(u"port"_s).toString(), port);
    if (passedOn)
        QCOMPARE(exit.value(u"event"_s), newest.value(u"event"_s));
    else
        QVERIFY2(exit.contains(u"event"_s), "what left by no wire is on the bus");
}

void TestReplays::runsFromANode()
{
    runFor({u"db"_s});
    const auto runs = [this] { return call(u"runs.list"_s)->value(u"runs"_s).toArray(); };
    const QString run = runs().first().toObject().value(u"run"_s).toString();
    const auto begun = call(u"runs.again"_s, {{u"run"_s, run}, {u"node"_s, u"say"_s}});
    QVERIFY(begun);
    QTRY_VERIFY(m_engine->scheduler().isIdle());
    const auto story = call(u"runs.show"_s, {{u"run"_s, begun->value(u"run"_s)}});
    const QJsonArray steps = story->value(u"steps"_s).toArray();
    QCOMPARE(steps.first().toObject().value(u"node"_s).toString(), u"say"_s);
    const auto nowhere = call(u"runs.again"_s, {{u"run"_s, run}, {u"node"_s, u"x"_s}});
    QCOMPARE(errorKindName(nowhere.error().kind), errorKindName(ErrorKind::Conflict));
}

void TestReplays::putsAStepAside()
{
    runFor({u"db"_s});
    const QJsonObject step =
        call(u"runs.arrivals"_s, {{u"pipeline"_s, u"hi"_s}, {u"node"_s, u"say"_s}})
            ->value(u"arrivals"_s)
            .toArray()
            .first()
            .toObject();
    const QJsonObject which{{u"run"_s, step.value(u"run"_s)},
                            {u"number"_s, step.value(u"number"_s)},
                            {u"reason"_s, u"later"_s}};
    QVERIFY(call(u"deadLetters.add"_s, which));
    const QJsonObject letter =
        call(u"deadLetters.list"_s)->value(u"deadLetters"_s).toArray().first().toObject();
    QCOMPARE(letter.value(u"node"_s).toString(), u"say"_s);
    QCOMPARE(letter.value(u"reason"_s).toString(), u"later"_s);
    QCOMPARE(letter.value(u"event"_s), step.value(u"event"_s));
    QVERIFY(call(u"deadLetters.again"_s, {{u"number"_s, letter.value(u"number"_s)}}));
    const auto none =
        call(u"deadLetters.add"_s, {{u"run"_s, step.value(u"run"_s)}, {u"number"_s, 9}});
    QCOMPARE(errorKindName(none.error().kind), errorKindName(ErrorKind::NotFound));
}

QTEST_GUILESS_MAIN(TestReplays)
#include "tst_replays.moc"
