#include "app/studio/document/pipelinedocument.h"
#include "app/studio/engineclient/deadlettermodel.h"
#include "app/studio/engineclient/eventlistmodel.h"
#include "app/studio/engineclient/logmodel.h"
#include "app/studio/engineclient/nodehistory.h"
#include "app/studio/engineclient/runlistmodel.h"
#include "app/studio/engineclient/tracemodel.h"
#include "tests/studio/live/livefixture.h"
#include "tests/studio/live/scriptedchanges.h"
#include "tests/support/patience.h"

#include <QSignalSpy>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

QJsonObject step(int number, const QString &node, const QString &state, const QJsonObject &more)
{
    QJsonObject change{{u"what"_s, u"step"_s},
                       {u"run"_s, u"d-1"_s},
                       {u"step"_s, u"d-1.%1"_s.arg(number)},
                       {u"pipeline"_s, u"hello"_s},
                       {u"node"_s, node},
                       {u"state"_s, state},
                       {u"attempt"_s, 1},
                       {u"time"_s, u"2026-01-31T14:02:4%1Z"_s.arg(number)}};
    for (auto field = more.begin(); field != more.end(); ++field)
        change.insert(field.key(), field.value());
    return change;
}

/// An event that set off a run of two nodes, the second of which failed twice.
void play(PlayRecord &record)
{
    const QJsonObject died =
        busEvent(u"e1"_s,
                 u"docker/container/die"_s,
                 {{u"container"_s, QJsonObject{{u"name"_s, u"hello"_s}, {u"exitCode"_s, 3}}}});
    const QJsonObject left =
        busEvent(u"e2"_s, u"saltern/hello/greet/ok"_s, {{u"said"_s, u"good evening"_s}});
    const QJsonObject failure{{u"message"_s, u"It is late."_s}};
    record.take(seen(busEvent(u"e0"_s, u"docker/container/start"_s, {})));
    record.take(seen(died, {u"hello/stopped"_s}));
    record.take(runChange(u"d-1"_s, u"running"_s));
    record.take(step(1, u"greet"_s, u"started"_s, {{u"event"_s, u"e1"_s}, {u"port"_s, u"out"_s}}));
    record.take(seen(left));
    record.take(step(1,
                     u"greet"_s,
                     u"done"_s,
                     {{u"event"_s, u"e1"_s},
                      {u"port"_s, u"out"_s},
                      {u"exits"_s, QJsonArray{u"ok"_s}},
                      {u"log"_s, u"good evening"_s}}));
    const QJsonObject second{{u"event"_s, u"e2"_s}, {u"port"_s, u"ok"_s}, {u"parent"_s, 1}};
    QJsonObject failing = second;
    failing.insert(u"error"_s, failure);
    record.take(step(2, u"say"_s, u"started"_s, second));
    record.take(step(2, u"say"_s, u"retrying"_s, failing));
    record.take(step(2, u"say"_s, u"started"_s, second));
    record.take(step(2, u"say"_s, u"failed"_s, failing));
    record.take({{u"what"_s, u"dead"_s},
                 {u"pipeline"_s, u"hello"_s},
                 {u"node"_s, u"say"_s},
                 {u"event"_s, u"e2"_s},
                 {u"reason"_s, u"It is late."_s},
                 {u"time"_s, u"2026-01-31T14:02:45Z"_s}});
    record.take(runChange(u"d-1"_s, u"failed"_s, u"It is late."_s));
}

} // namespace

/// The models show what a demo or a replay told, and nothing of the engine's own.
class TestPlayRecord : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void initTestCase();
    void cleanupTestCase() { EngineClient::instance().stop(); }

    void eventsHaveTheirTriggers();
    void eventsSayWhereTheyWent();
    void eventsAreFiltered_data();
    void eventsAreFiltered();
    void runsAreListed();
    void aTraceHasTheValues();
    void logsAreOfTheStepsSoFar();
    void aNodeHasItsLastEvent();
    void deadLettersAreListed();
    void onlyTheNewestAreKept();
};

void TestPlayRecord::initTestCase()
{
    furnish(liveEngine());
    QVERIFY(connectClient());
}

void TestPlayRecord::eventsHaveTheirTriggers()
{
    PlayRecord record;
    EventListModel events;
    events.setActive(true);
    QTRY_VERIFY(liveEngine().isSubscribed(u"events"_s));
    events.setRecord(&record);
    QTRY_VERIFY(!liveEngine().isSubscribed(u"events"_s));
    play(record);
    QTRY_COMPARE(events.count(), 3);
    QCOMPARE(events.data(events.index(1), EventListModel::FateRole).toString(),
             u"→ hello/stopped"_s);
    QCOMPARE(events.data(events.index(0), EventListModel::FateRole).toString(), u"no match"_s);
    QVERIFY(!events.hasOlder());
    record.clear();
    QCOMPARE(events.count(), 0);
    // Back to the bus of the engine.
    events.setRecord(nullptr);
    QTRY_VERIFY(liveEngine().isSubscribed(u"events"_s));
    QTRY_VERIFY(events.count() > 0);
}

void TestPlayRecord::eventsSayWhereTheyWent()
{
    PipelineDocument hello;
    QVERIFY(hello.setYaml(u"saltern: 1\npipeline: hello\nnodes:\n"
                          "  stopped: { kind: docker.event@1, label: A container stops }\n"
                          "  greet: { kind: function@1, runtime: python, code: x }\n"
                          "  say: { kind: log@1, message: x }\n"
                          "wires: [stopped -> greet, greet.ok -> say]\n"_s));
    PlayRecord record;
    EventListModel events;
    events.setRecord(&record);
    play(record);
    const auto went = [&events](int row) {
        return events.data(events.index(row), EventListModel::FateRole).toString();
    };
    QTRY_COMPARE(events.count(), 3);
    QCOMPARE(went(2), QString()); // of a pipeline that is not looked at
    QSignalSpy changed(&events, &QAbstractItemModel::dataChanged);
    events.setDocument(&hello);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(went(0), u"no match"_s);
    QCOMPARE(went(1), u"→ A container stops"_s);
    QCOMPARE(went(2), u"→ Log"_s); // along the wire
}

void TestPlayRecord::eventsAreFiltered_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<int>("rows");

    QTest::newRow("prefix") << u"docker/"_s << 2;
    QTest::newRow("wildcard") << u"docker/*/die"_s << 1;
    QTest::newRow("pattern") << u"{\"data\": {\"container\": {\"exitCode\": [3]}}}"_s << 1;
    QTest::newRow("not yet a pattern") << u"{\"data\""_s << 0;
}

void TestPlayRecord::eventsAreFiltered()
{
    QFETCH(QString, filter);
    QFETCH(int, rows);
    PlayRecord record;
    play(record);
    record.take(seen(busEvent(u"e9"_s, u"other/event"_s, {}))); // fits none of them
    EventListModel events;
    events.setRecord(&record);
    QTRY_COMPARE(events.count(), 4);
    events.setFilter(filter);
    QTRY_COMPARE(events.count(), rows);
}

void TestPlayRecord::runsAreListed()
{
    PlayRecord record;
    RunListModel runs;
    runs.setActive(true);
    QTRY_VERIFY(runs.count() > 1);
    runs.setRecord(&record);
    QCOMPARE(runs.count(), 0);
    play(record);
    QTRY_COMPARE(runs.count(), 1);
    QCOMPARE(runs.at(0, u"run"_s).toString(), u"d-1"_s);
    QTRY_COMPARE(runs.at(0, u"state"_s).toString(), u"failed"_s);
    QCOMPARE(runs.at(0, u"reason"_s).toString(), u"It is late."_s);
    QCOMPARE(record.eventCount(), 3);
    QCOMPARE(record.runCount(), 1);
    QCOMPARE(record.failedCount(), 1);
    runs.setRecord(nullptr);
    QTRY_VERIFY(runs.count() > 1);
}

void TestPlayRecord::aTraceHasTheValues()
{
    PlayRecord record;
    play(record);
    TraceModel trace;
    trace.setRecord(&record);
    trace.setRun(u"d-1"_s);
    QTRY_COMPARE(trace.count(), 3);
    QCOMPARE(trace.path(), (QStringList{u"stopped"_s, u"greet"_s, u"say"_s}));
    QCOMPARE(trace.at(1, u"state"_s).toString(), u"ok"_s);
    QCOMPARE(trace.at(1, u"eventType"_s).toString(), u"docker/container/die"_s);
    QVERIFY(trace.at(2, u"eventText"_s).toString().contains(u"good evening"));
    QCOMPARE(trace.at(2, u"depth"_s).toInt(), 2);
    QCOMPARE(trace.at(2, u"errorText"_s).toString(), u"It is late."_s);
    QCOMPARE(trace.at(2, u"failures"_s).toString(), u"attempt 1: It is late."_s);
    // A run of the engine is none of the play.
    trace.setRun(u"7f3a1c-41"_s);
    QTRY_COMPARE(trace.problem().isEmpty(), false);
}

void TestPlayRecord::logsAreOfTheStepsSoFar()
{
    PlayRecord record;
    play(record);
    LogModel log;
    log.setPipeline(u"hello"_s);
    QCOMPARE(log.count(), 0);
    log.setRecord(&record);
    QVERIFY(log.allText().contains(u"good evening"));
    QCOMPARE(log.allText().count(u"error: It is late."), 2);
    log.setRecord(nullptr);
    QCOMPARE(log.count(), 0);
}

void TestPlayRecord::aNodeHasItsLastEvent()
{
    PlayRecord record;
    play(record);
    NodeHistory history;
    history.setRecord(&record);
    history.setPipeline(u"hello"_s);
    history.setNode(u"greet"_s);
    history.setActive(true);
    QTRY_COMPARE(history.count(), 1);
    QCOMPARE(history.lastInput().toMap().value(u"id"_s).toString(), u"e1"_s);
    QTRY_COMPARE(history.lastOutput().toMap().value(u"id"_s).toString(), u"e2"_s);
    history.setNode(u"stopped"_s);
    QTRY_COMPARE(history.lastInput().toMap().value(u"id"_s).toString(), u"e1"_s);
    history.setNode(u"say"_s);
    history.setFrom(u"greet"_s);
    history.setPort(u"ok"_s);
    QTRY_COMPARE(history.lastInput().toMap().value(u"id"_s).toString(), u"e2"_s);
    history.setPort(u"error"_s);
    QTRY_COMPARE(history.count(), 0);
}

void TestPlayRecord::deadLettersAreListed()
{
    PlayRecord record;
    DeadLetterModel letters;
    letters.setRecord(&record);
    letters.setActive(true);
    play(record);
    QTRY_COMPARE(letters.count(), 1);
    QCOMPARE(letters.at(0, u"node"_s).toString(), u"say"_s);
    QCOMPARE(letters.at(0, u"type"_s).toString(), u"saltern/hello/greet/ok"_s);
}

void TestPlayRecord::onlyTheNewestAreKept()
{
    PlayRecord record;
    play(record);
    for (int i = 0; i < PlayRecord::capacity; ++i)
        record.take(seen(busEvent(QString::number(i), u"x/y"_s, {})));
    QCOMPARE(record.changes().size(), PlayRecord::capacity);
    QCOMPARE(record.eventCount(), PlayRecord::capacity + 3);
    QVERIFY(record.answer(u"runs.list"_s, {})->value(u"runs"_s).toArray().isEmpty());
}

QTEST_GUILESS_MAIN(TestPlayRecord)
#include "tst_playrecord.moc"
