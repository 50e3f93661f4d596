#include "app/studio/engineclient/nodehistory.h"
#include "tests/studio/live/livefixture.h"
#include "tests/support/patience.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

QJsonObject died(const QString &name)
{
    return {{u"type"_s, u"docker/container/die"_s}, {u"data"_s, QJsonObject{{u"name"_s, name}}}};
}

QJsonObject arrival(const QString &run, int number, const QJsonArray &exits)
{
    return {{u"run"_s, run},
            {u"number"_s, number},
            {u"state"_s, u"done"_s},
            {u"time"_s, u"2026-01-31T14:02:39.100000000Z"_s},
            {u"event"_s, died(run)},
            {u"exits"_s, exits}};
}

QString nameOf(const QVariant &event)
{
    return event.toMap().value(u"data"_s).toMap().value(u"name"_s).toString();
}

} // namespace

/// What the inspector knows of the events that reached a node.
class TestNodeHistory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void initTestCase();
    void cleanupTestCase() { EngineClient::instance().stop(); }

    void hasTheNewestValues_data();
    void hasTheNewestValues();
    void hasWhatTemplatesSaw();
    void failuresOfTheLastStep();
    void isOfTheRunThatIsLookedAt();
    void asksForOneWire();
    void followsTheRuns();
};

void TestNodeHistory::initTestCase()
{
    furnish(liveEngine());
    QVERIFY(connectClient());
}

void TestNodeHistory::hasTheNewestValues_data()
{
    QTest::addColumn<QJsonArray>("arrivals");
    QTest::addColumn<QString>("input");
    QTest::addColumn<QString>("output");
    const QJsonArray left{QJsonObject{{u"port"_s, u"ok"_s}, {u"event"_s, died(u"result"_s)}}};
    const QJsonArray passed{QJsonObject{{u"port"_s, u"out"_s}}};
    QTest::newRow("nothing") << QJsonArray() << QString() << QString();
    QTest::newRow("a result") << QJsonArray{arrival(u"r-2"_s, 1, left), arrival(u"r-1"_s, 1, {})}
                              << u"r-2"_s << u"result"_s;
    QTest::newRow("passed on") << QJsonArray{arrival(u"r-2"_s, 1, passed)} << u"r-2"_s << u"r-2"_s;
    QTest::newRow("ended here") << QJsonArray{arrival(u"r-2"_s, 1, {})} << u"r-2"_s << QString();
    QTest::newRow("a trigger") << QJsonArray{arrival(u"r-2"_s, 0, {})} << u"r-2"_s << u"r-2"_s;
}

void TestNodeHistory::hasTheNewestValues()
{
    QFETCH(QJsonArray, arrivals);
    QFETCH(QString, input);
    QFETCH(QString, output);
    liveEngine().answer(u"runs.arrivals"_s, QJsonObject{{u"arrivals"_s, arrivals}});
    NodeHistory history;
    QAbstractItemModelTester tester(&history,
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    history.setPipeline(u"self-heal"_s);
    history.setNode(u"diagnose"_s);
    history.setActive(true);
    QTRY_COMPARE(history.count(), int(arrivals.size()));
    QCOMPARE(nameOf(history.lastInput()), input);
    QCOMPARE(nameOf(history.lastOutput()), output);
    QCOMPARE(history.events().size(), arrivals.size());
    // Of another node nothing is known at first.
    history.setNode(u"page"_s);
    QCOMPARE(history.count(), 0);
    QVERIFY(history.lastInput().isNull());
}

void TestNodeHistory::hasWhatTemplatesSaw()
{
    liveEngine().answer(u"runs.arrivals"_s,
                        QJsonObject{{u"arrivals"_s, QJsonArray{arrival(u"7f3a1c-41"_s, 3, {})}}});
    NodeHistory history;
    history.setPipeline(u"self-heal"_s);
    history.setNode(u"page"_s);
    history.setActive(true);
    QTRY_VERIFY(!history.lastScope().isEmpty());
    const QVariantMap scope = history.lastScope();
    QCOMPARE(scope.value(u"trigger"_s).toMap().value(u"id"_s).toString(), u"e1"_s);
    const QVariantMap steps = scope.value(u"steps"_s).toMap();
    QCOMPARE(steps.keys(), (QStringList{u"diagnose"_s, u"died"_s, u"restart"_s}));
    const QVariantMap diagnosed = steps.value(u"diagnose"_s).toMap();
    QCOMPARE(diagnosed.value(u"port"_s).toString(), u"ok"_s);
    QCOMPARE(diagnosed.value(u"data"_s).toMap().value(u"cause"_s).toString(), u"oom"_s);
    QCOMPARE(steps.value(u"died"_s).toMap().value(u"port"_s).toString(), u"out"_s);
}

void TestNodeHistory::failuresOfTheLastStep()
{
    liveEngine().answer(u"runs.arrivals"_s,
                        QJsonObject{{u"arrivals"_s, QJsonArray{arrival(u"7f3a1c-41"_s, 2, {})}}});
    NodeHistory history;
    history.setPipeline(u"self-heal"_s);
    history.setNode(u"restart"_s);
    history.setActive(true);
    QTRY_VERIFY(!history.failure().isEmpty());
    QCOMPARE(history.failure().value(u"step"_s).toString(), u"7f3a1c-41.2"_s);
    QVERIFY(history.failure().value(u"text"_s).toString().startsWith(
        u"There is no container c0ffee on edge-1."));
    history.setNode(u"diagnose"_s);
    QTRY_VERIFY(!history.lastScope().isEmpty());
    QVERIFY(history.failure().isEmpty());
}

void TestNodeHistory::isOfTheRunThatIsLookedAt()
{
    liveEngine().answer(
        u"runs.arrivals"_s,
        QJsonObject{{u"arrivals"_s,
                     QJsonArray{arrival(u"7f3a1c-42"_s, 1, {}), arrival(u"7f3a1c-41"_s, 1, {})}}});
    NodeHistory history;
    history.setPipeline(u"self-heal"_s);
    history.setNode(u"diagnose"_s);
    history.setActive(true);
    QTRY_COMPARE(nameOf(history.lastInput()), u"7f3a1c-42"_s);
    history.setRun(u"7f3a1c-41"_s);
    QCOMPARE(nameOf(history.lastInput()), u"7f3a1c-41"_s);
    history.setRun(u"7f3a1c-7"_s); // older than what is listed: its own story tells
    QTRY_COMPARE(history.lastInput().toMap().value(u"id"_s).toString(), u"e1"_s);
    QCOMPARE(history.lastOutput().toMap().value(u"id"_s).toString(), u"e2"_s);
    history.setRun({});
    QCOMPARE(nameOf(history.lastInput()), u"7f3a1c-42"_s);
}

void TestNodeHistory::asksForOneWire()
{
    NodeHistory history;
    history.setPipeline(u"self-heal"_s);
    history.setFrom(u"restart"_s);
    history.setPort(u"error"_s);
    history.setNode(u"page"_s);
    const qsizetype before = liveEngine().callsOf(u"runs.arrivals"_s).size();
    history.setActive(true);
    QTRY_VERIFY(liveEngine().callsOf(u"runs.arrivals"_s).size() > before);
    const QJsonObject asked = liveEngine().callsOf(u"runs.arrivals"_s).last();
    QCOMPARE(asked.value(u"from"_s).toString(), u"restart"_s);
    QCOMPARE(asked.value(u"port"_s).toString(), u"error"_s);
    QCOMPARE(asked.value(u"node"_s).toString(), u"page"_s);
}

void TestNodeHistory::followsTheRuns()
{
    liveEngine().answer(u"runs.arrivals"_s,
                        QJsonObject{{u"arrivals"_s, QJsonArray{arrival(u"7f3a1c-41"_s, 1, {})}}});
    NodeHistory history;
    history.setPipeline(u"self-heal"_s);
    history.setNode(u"diagnose"_s);
    history.setActive(true);
    QTRY_COMPARE(history.count(), 1);
    liveEngine().answer(
        u"runs.arrivals"_s,
        QJsonObject{{u"arrivals"_s,
                     QJsonArray{arrival(u"7f3a1c-50"_s, 1, {}), arrival(u"7f3a1c-41"_s, 1, {})}}});
    const QJsonObject change{{u"what"_s, u"run"_s}, {u"pipeline"_s, u"self-heal"_s}};
    QTRY_VERIFY(liveEngine().isSubscribed(u"runs"_s));
    liveEngine().notify(u"runs"_s, {{u"changes"_s, QJsonArray{change}}});
    QTRY_COMPARE(history.count(), 2);
    QCOMPARE(nameOf(history.lastInput()), u"7f3a1c-50"_s);
}

QTEST_MAIN(TestNodeHistory)
#include "tst_nodehistory.moc"
