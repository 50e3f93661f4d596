#include "app/studio/engineclient/ansitext.h"
#include "app/studio/engineclient/containerlistmodel.h"
#include "app/studio/engineclient/deadlettermodel.h"
#include "app/studio/engineclient/deployedlistmodel.h"
#include "app/studio/engineclient/eventlistmodel.h"
#include "app/studio/engineclient/functionoverview.h"
#include "app/studio/engineclient/hostlistmodel.h"
#include "app/studio/engineclient/logmodel.h"
#include "app/studio/engineclient/runlistmodel.h"
#include "app/studio/engineclient/timetext.h"
#include "app/studio/engineclient/tracemodel.h"
#include "app/studio/settings/preferences.h"
#include "tests/studio/live/livefixture.h"
#include "tests/support/patience.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace Saltern;

namespace {

QJsonObject eventEntry(int number, const QString &type = QStringLiteral("demo/tick"))
{
    return {{QStringLiteral("seq"), number},
            {QStringLiteral("event"),
             QJsonObject{{QStringLiteral("id"), QString::number(number)},
                         {QStringLiteral("type"), type},
                         {QStringLiteral("time"), QStringLiteral("2026-01-31T12:00:00.000000000Z")},
                         {QStringLiteral("salternhost"), QStringLiteral("edge-1")},
                         {QStringLiteral("data"), QJsonObject{{QStringLiteral("n"), number}}}}},
            {QStringLiteral("triggers"), QJsonArray()}};
}

void sendEvents(int from, int count, int skipped = 0)
{
    QJsonArray events;
    for (int i = 0; i < count; ++i)
        events.append(eventEntry(from + i));
    liveEngine().notify(QStringLiteral("events"),
                        {{QStringLiteral("events"), events},
                         {QStringLiteral("seen"), count + skipped},
                         {QStringLiteral("skipped"), skipped}});
}

QVariant role(const QAbstractItemModel &model, int row, const char *name)
{
    return model.data(model.index(row, 0), model.roleNames().key(name));
}

QJsonObject stepChange(const QString &log, const QString &state = QStringLiteral("done"))
{
    return {{QStringLiteral("what"), QStringLiteral("step")},
            {QStringLiteral("run"), QStringLiteral("7f3a1c-50")},
            {QStringLiteral("pipeline"), QStringLiteral("self-heal")},
            {QStringLiteral("node"), QStringLiteral("diagnose")},
            {QStringLiteral("state"), state},
            {QStringLiteral("log"), log}};
}

void sendChange(const QJsonObject &change)
{
    liveEngine().notify(QStringLiteral("runs"), {{QStringLiteral("changes"), QJsonArray{change}}});
}

} // namespace

class TestLiveModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void initTestCase();
    void cleanupTestCase() { EngineClient::instance().stop(); }

    void everyModelIsSound_data();
    void everyModelIsSound();
    void eventsFollowTheBus();
    void eventsAreFilteredByTheEngine_data();
    void eventsAreFilteredByTheEngine();
    void manyEventsAreAddedInFewBatches();
    void olderEventsComeFromTheJournal();
    void eventsAreSavedAsAFixture();
    void c89_runsAreFiltered();
    void runsAreRunAgainWithAnotherEvent();
    void c81_traceShowsThePathWithValues();
    void c90_logFollowsSearchesAndLinks();
    void c90_logKnowsAnsiColours_data();
    void c90_logKnowsAnsiColours();
    void deadLettersAreRunAgainAndDropped();
    void inventoryIsRefreshedWhenTheHostMoves();
    void functionsHaveRuntimesNodesAndPools();
    void everythingComesBackAfterTheEngineDied();
    void durationsAreShort_data();
    void durationsAreShort();
};

void TestLiveModels::initTestCase()
{
    static QTemporaryDir folder;
    Preferences::useFile(folder.filePath(QStringLiteral("studio.ini")));
    furnish(liveEngine());
    QVERIFY(connectClient());
}

void TestLiveModels::everyModelIsSound_data()
{
    QTest::addColumn<std::function<QAbstractItemModel *()>>("make");
    QTest::addColumn<int>("rows");
    using Make = std::function<QAbstractItemModel *()>;
    QTest::newRow("runs") << Make([] {
        auto *model = new RunListModel;
        model->setActive(true);
        return model;
    }) << 6;
    QTest::newRow("trace") << Make([] {
        auto *model = new TraceModel;
        model->setRun(QStringLiteral("7f3a1c-41"));
        return model;
    }) << 4;
    QTest::newRow("dead letters") << Make([] {
        auto *model = new DeadLetterModel;
        model->setActive(true);
        return model;
    }) << 1;
    QTest::newRow("containers") << Make([] {
        auto *model = new ContainerListModel;
        model->setHost(QStringLiteral("local"));
        return model;
    }) << 4;
    QTest::newRow("images") << Make([] {
        auto *model = new ImageListModel;
        model->setHost(QStringLiteral("local"));
        return model;
    }) << 3;
    QTest::newRow("log") << Make([] {
        auto *model = new LogModel;
        model->setRun(QStringLiteral("7f3a1c-41"));
        return model;
    }) << 5;
    QTest::newRow("events") << Make([] {
        auto *model = new EventListModel;
        model->loadOlder();
        return model;
    }) << 5;
    QTest::newRow("hosts") << Make([] { return new HostListModel; }) << 3;
    QTest::newRow("pipelines") << Make([] { return new DeployedListModel; }) << 1;
}

void TestLiveModels::everyModelIsSound()
{
    QFETCH(std::function<QAbstractItemModel *()>, make);
    QFETCH(int, rows);
    const std::unique_ptr<QAbstractItemModel> model(make());
    QAbstractItemModelTester tester(model.get(),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model->rowCount(), 0);
    QTRY_COMPARE(model->rowCount(), rows);
    // Every role of every row has a value, so that no `required property` stays without one.
    const QList<int> roles = model->roleNames().keys();
    for (int row = 0; row < rows; ++row) {
        for (const int role : roles)
            QVERIFY2(model->data(model->index(row, 0), role).isValid(),
                     model->roleNames().value(role).constData());
    }
}

void TestLiveModels::eventsFollowTheBus()
{
    QTRY_VERIFY(!liveEngine().isSubscribed(QStringLiteral("events")));
    EventListModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QVERIFY(!liveEngine().isSubscribed(QStringLiteral("events")));
    model.setActive(true);
    QTRY_VERIFY(liveEngine().isSubscribed(QStringLiteral("events")));
    sendEvents(1, 3);
    QTRY_COMPARE(model.count(), 3);
    QCOMPARE(role(model, 0, "host").toString(), QStringLiteral("edge-1"));
    QCOMPARE(role(model, 0, "summary").toString(), QStringLiteral("{\"n\":1}"));
    QCOMPARE(role(model, 0, "fate").toString(), QStringLiteral("no match"));

    model.setPaused(true);
    QTRY_VERIFY(!liveEngine().isSubscribed(QStringLiteral("events")));
    sendEvents(4, 1);
    model.setPaused(false);
    QTRY_VERIFY(liveEngine().isSubscribed(QStringLiteral("events")));
    sendEvents(5, 1);
    QTRY_COMPARE(model.count(), 4);
    QCOMPARE(role(model, 3, "eventId").toString(), QStringLiteral("5"));
}

void TestLiveModels::eventsAreFilteredByTheEngine_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QByteArray>("pattern");
    QTest::newRow("wildcard") << "docker/container/*"
                              << QByteArray(R"({"type":[{"wildcard":"docker/container/*"}]})");
    QTest::newRow("beginning") << "docker" << QByteArray(R"({"type":[{"prefix":"docker"}]})");
    QTest::newRow("pattern") << R"({"data.n":[1]})" << QByteArray(R"({"data.n":[1]})");
}

void TestLiveModels::eventsAreFilteredByTheEngine()
{
    QFETCH(QString, filter);
    QFETCH(QByteArray, pattern);
    QTRY_VERIFY(!liveEngine().isSubscribed(QStringLiteral("events")));
    EventListModel model;
    model.setActive(true);
    model.setHost(QStringLiteral("edge-1"));
    model.setFilter(filter);
    QTRY_COMPARE(liveEngine()
                     .subscription(QStringLiteral("events"))
                     .value(QStringLiteral("pattern"))
                     .toObject(),
                 QJsonDocument::fromJson(pattern).object());
    QCOMPARE(liveEngine().subscription(QStringLiteral("events")).value(QStringLiteral("hosts")),
             QJsonValue(QStringLiteral("edge-1")));
    model.setFilter(QStringLiteral("{\"half\": "));
    QVERIFY(!model.filterProblem().isEmpty());
    QTRY_VERIFY(!liveEngine().isSubscribed(QStringLiteral("events")));
}

/// 10,000 events a second: the engine sends what was asked for, here far more than that, and the
/// view is told in few steps, with a ring that does not grow.
void TestLiveModels::manyEventsAreAddedInFewBatches()
{
    QTRY_VERIFY(!liveEngine().isSubscribed(QStringLiteral("events")));
    EventListModel model;
    model.setActive(true);
    QTRY_VERIFY(liveEngine().isSubscribed(QStringLiteral("events")));
    QVERIFY(
        liveEngine().subscription(QStringLiteral("events")).value(QStringLiteral("rate")).toInt() <=
        500);
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    QElapsedTimer time;
    time.start();
    for (int batch = 0; batch < 20; ++batch) {
        sendEvents(1 + batch * 500, 500, 9500);
        QTest::qWait(10);
    }
    QTRY_COMPARE(role(model, model.count() - 1, "eventId").toString(), QStringLiteral("10000"));
    QCOMPARE(model.count(), EventListModel::capacity);
    QVERIFY(model.skipped() >= 20 * 9500);
    QVERIFY2(inserted.size() <= time.elapsed() / 100 + 1,
             qPrintable(QString::number(inserted.size())));
}

void TestLiveModels::olderEventsComeFromTheJournal()
{
    QTRY_VERIFY(!liveEngine().isSubscribed(QStringLiteral("events")));
    EventListModel model;
    model.setActive(true);
    QTRY_VERIFY(liveEngine().isSubscribed(QStringLiteral("events")));
    sendEvents(103, 2);
    QTRY_COMPARE(model.count(), 2);
    model.loadOlder();
    QTRY_COMPARE(model.count(), 4);
    QCOMPARE(
        liveEngine().callsOf(QStringLiteral("events.list")).last().value(QStringLiteral("before")),
        QJsonValue(103));
    QCOMPARE(role(model, 0, "summary").toString(), QStringLiteral("web-3 exit=137"));
    QCOMPARE(role(model, 0, "fate").toString(), QStringLiteral("matched"));
    QVERIFY(!model.hasOlder());
}

void TestLiveModels::eventsAreSavedAsAFixture()
{
    QTRY_VERIFY(!liveEngine().isSubscribed(QStringLiteral("events")));
    EventListModel model;
    model.loadOlder();
    QTRY_COMPARE(model.count(), 5);
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("crash.jsonl"));
    QCOMPARE(model.saveFixture(QUrl::fromLocalFile(path), {4, 0}), QString());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    QCOMPARE(QJsonDocument::fromJson(lines.at(0)).object(), model.event(0));
    QVERIFY(model.saveFixture(QUrl::fromLocalFile(QStringLiteral("/nowhere/x.jsonl")), {0})
                .contains(QStringLiteral("cannot be written")));
}

void TestLiveModels::c89_runsAreFiltered()
{
    RunListModel model;
    model.setActive(true);
    QTRY_COMPARE(model.count(), 6);
    QCOMPARE(role(model, 0, "took").toString(), QStringLiteral("840 ms"));
    model.setState(QStringLiteral("failed"));
    model.setPipeline(QStringLiteral("self-heal"));
    model.setHours(24);
    const auto asked = [] { return liveEngine().callsOf(QStringLiteral("runs.list")).last(); };
    QTRY_VERIFY(asked().contains(QStringLiteral("since")));
    QCOMPARE(asked().value(QStringLiteral("state")).toString(), QStringLiteral("failed"));
    QCOMPARE(asked().value(QStringLiteral("pipeline")).toString(), QStringLiteral("self-heal"));

    // A run that begins is there without anybody asking.
    const auto before = liveEngine().callsOf(QStringLiteral("runs.list")).size();
    sendChange({{QStringLiteral("what"), QStringLiteral("run")},
                {QStringLiteral("pipeline"), QStringLiteral("self-heal")},
                {QStringLiteral("run"), QStringLiteral("7f3a1c-43")}});
    QTRY_VERIFY(liveEngine().callsOf(QStringLiteral("runs.list")).size() > before);
}

void TestLiveModels::runsAreRunAgainWithAnotherEvent()
{
    RunListModel model;
    QSignalSpy begun(&model, &RunListModel::begun);
    model.again(QStringLiteral("7f3a1c-41"), QStringLiteral("{\"type\": \"x\"}"));
    QVERIFY(begun.wait(patience));
    QCOMPARE(begun.first().first().toString(), QStringLiteral("7f3a1c-43"));
    const QJsonObject asked = liveEngine().callsOf(QStringLiteral("runs.again")).last();
    QCOMPARE(asked.value(QStringLiteral("event")).toObject(),
             QJsonObject({{QStringLiteral("type"), QStringLiteral("x")}}));
}

void TestLiveModels::c81_traceShowsThePathWithValues()
{
    TraceModel model;
    model.setRun(QStringLiteral("7f3a1c-41"));
    QTRY_COMPARE(model.count(), 4);
    QCOMPARE(model.path(),
             QStringList({QStringLiteral("died"),
                          QStringLiteral("diagnose"),
                          QStringLiteral("restart"),
                          QStringLiteral("page")}));
    QCOMPARE(role(model, 3, "depth").toInt(), 3);
    QCOMPARE(role(model, 1, "took").toString(), QStringLiteral("39 ms"));
    QVERIFY(role(model, 2, "eventText").toString().contains(QStringLiteral("\"cause\": \"oom\"")));
    QVERIFY(role(model, 2, "failures").toString().contains(QStringLiteral("attempt 2: No such")));
    QCOMPARE(role(model, 2, "state").toString(), QStringLiteral("failed"));
    QVERIFY(model.clauses().first().contains(QStringLiteral("which is not 0")));
    QCOMPARE(model.state(), QStringLiteral("failed"));

    liveEngine().refuse(QStringLiteral("runs.show"),
                        {ErrorKind::NotFound, QStringLiteral("It is gone."), {}, {}});
    model.setRun(QStringLiteral("7f3a1c-1"));
    QTRY_COMPARE(model.problem(), QStringLiteral("It is gone."));
    QCOMPARE(model.count(), 0);
    furnish(liveEngine());
}

void TestLiveModels::c90_logFollowsSearchesAndLinks()
{
    LogModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setPipeline(QStringLiteral("self-heal"));
    sendChange(stepChange(QStringLiteral("one\n\x1b[31mtwo\x1b[0m\n")));
    QTRY_COMPARE(model.count(), 3);
    QVERIFY(role(model, 0, "heading").toBool());
    QCOMPARE(role(model, 2, "text").toString(), QStringLiteral("two"));
    QCOMPARE(model.nodeAt(2), QStringLiteral("diagnose"));
    QCOMPARE(model.firstRowOf(QStringLiteral("diagnose")), 0);
    QVERIFY(model.allText().endsWith(QStringLiteral("one\ntwo")));
    model.setSearch(QStringLiteral("TWO"));
    QCOMPARE(model.count(), 1);
    model.setSearch({});
    model.setNode(QStringLiteral("restart"));
    QCOMPARE(model.count(), 0);
    model.setNode({});
    QCOMPARE(model.count(), 3);
    sendChange(stepChange({}, QStringLiteral("started")));
    QString many;
    for (int i = 0; i < LogModel::capacity + 100; ++i)
        many += QStringLiteral("line %1\n").arg(i);
    sendChange(stepChange(many));
    QTRY_VERIFY(model.allText().endsWith(QStringLiteral("line %1").arg(LogModel::capacity + 99)));
}

void TestLiveModels::c90_logKnowsAnsiColours_data()
{
    QTest::addColumn<QString>("said");
    QTest::addColumn<QString>("html");
    QTest::newRow("plain") << "a <b> & c"
                           << "a&nbsp;&lt;b&gt;&nbsp;&amp;&nbsp;c";
    QTest::newRow("colour") << "\x1b[32mok\x1b[0m!"
                            << "<font color=\"#5cc97b\">ok</font>!";
    QTest::newRow("bold") << "\x1b[1;31mno\x1b[m"
                          << "<font color=\"#f2857c\"><b>no</b></font>";
    QTest::newRow("256 colours are left out") << "\x1b[38;5;196mred\x1b[0m"
                                              << "red";
    QTest::newRow("cursor") << "\x1b[2K\rdone"
                            << "done";
    QTest::newRow("title") << "\x1b]0;title\x07x"
                           << "x";
    QTest::newRow("cut off") << "x\x1b[3"
                             << "x";
}

void TestLiveModels::c90_logKnowsAnsiColours()
{
    QFETCH(QString, said);
    QFETCH(QString, html);
    QCOMPARE(ansiToHtml(said, true), html);
}

void TestLiveModels::deadLettersAreRunAgainAndDropped()
{
    DeadLetterModel model;
    model.setActive(true);
    QTRY_COMPARE(model.count(), 1);
    QVERIFY(role(model, 0, "reason").toString().contains(QStringLiteral("failed 3 times")));
    QSignalSpy begun(&model, &DeadLetterModel::begun);
    model.again(7, QStringLiteral("{\"type\":\"mended\"}"));
    QVERIFY(begun.wait(patience));
    QCOMPARE(model.count(), 0);
    const QJsonObject asked = liveEngine().callsOf(QStringLiteral("deadLetters.again")).last();
    QCOMPARE(asked.value(QStringLiteral("number")).toInt(), 7);
    QCOMPARE(
        asked.value(QStringLiteral("event")).toObject().value(QStringLiteral("type")).toString(),
        QStringLiteral("mended"));
    model.setPipeline(QStringLiteral("self-heal"));
    QTRY_COMPARE(model.count(), 1);
    model.drop(7);
    QTRY_COMPARE(model.count(), 0);
}

void TestLiveModels::inventoryIsRefreshedWhenTheHostMoves()
{
    ContainerListModel model;
    model.setHost(QStringLiteral("local"));
    QTRY_COMPARE(model.count(), 4);
    QCOMPARE(role(model, 0, "tone").toString(), QStringLiteral("good"));
    QCOMPARE(role(model, 1, "tone").toString(), QStringLiteral("danger"));
    QCOMPARE(role(model, 2, "ours").toBool(), true);
    liveEngine().answer(QStringLiteral("hosts.containers"),
                        QJsonObject{{QStringLiteral("containers"), QJsonArray()}});
    const QJsonObject host{{QStringLiteral("received"), 4181}};
    const QJsonObject news{{QStringLiteral("hosts"), QJsonObject{{QStringLiteral("local"), host}}}};
    liveEngine().notify(QStringLiteral("statistics"), {{QStringLiteral("statistics"), news}});
    QTRY_COMPARE_WITH_TIMEOUT(model.count(), 0, 60'000);
    furnish(liveEngine());
}

void TestLiveModels::functionsHaveRuntimesNodesAndPools()
{
    FunctionOverview overview;
    overview.setActive(true);
    QTRY_COMPARE(overview.runtimes()->count(), 4);
    QCOMPARE(role(*overview.nodes(), 0, "p50").toString(), QStringLiteral("0.40 ms"));
    QCOMPARE(role(*overview.containers(), 0, "host").toString(), QStringLiteral("edge-1"));
    QCOMPARE(overview.pools()->count(), 2);
    QCOMPARE(role(*overview.pools(), 0, "containers").toInt(), 2);
    QCOMPARE(role(*overview.pools(), 0, "waiting").toInt(), 3);
    QCOMPARE(role(*overview.pools(), 0, "p99").toString(), QStringLiteral("1.9 ms"));
    QCOMPARE(role(*overview.pools(), 1, "p50").toString(), QString()); // never called
    QCOMPARE(overview.troubles(),
             QStringList{QStringLiteral("self-heal/diagnose on edge-2 has a container less: "
                                        "The image python:3.11-slim is not there.")});
}

void TestLiveModels::everythingComesBackAfterTheEngineDied()
{
    QTRY_VERIFY(!liveEngine().isSubscribed(QStringLiteral("events")));
    EventListModel events;
    events.setActive(true);
    RunListModel runs;
    runs.setActive(true);
    QTRY_COMPARE(runs.count(), 6);
    QTRY_VERIFY(liveEngine().isSubscribed(QStringLiteral("events")));
    sendEvents(1, 2);
    QTRY_COMPARE(events.count(), 2);
    liveEngine().kill();
    QTRY_VERIFY(!EngineClient::instance().isConnected());
    QCOMPARE(events.count(), 2);
    liveEngine().listen();
    QTRY_VERIFY_WITH_TIMEOUT(liveEngine().isSubscribed(QStringLiteral("events")), 60'000);
    sendEvents(3, 1);
    QTRY_COMPARE(events.count(), 3);
    QCOMPARE(runs.count(), 6);
}

void TestLiveModels::durationsAreShort_data()
{
    QTest::addColumn<double>("ms");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << -1.0 << "";
    QTest::newRow("hot") << 0.4 << "0.40 ms";
    QTest::newRow("warm") << 2.0 << "2.0 ms";
    QTest::newRow("cold") << 205.4 << "205 ms";
    QTest::newRow("seconds") << 3210.0 << "3.2 s";
    QTest::newRow("minutes") << 125'000.0 << "2 min 5 s";
}

void TestLiveModels::durationsAreShort()
{
    QFETCH(double, ms);
    QTEST(durationText(ms), "text");
}

QTEST_MAIN(TestLiveModels)
#include "tst_livemodels.moc"
