#include "app/studio/engineclient/deployedlistmodel.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/engineprocess.h"
#include "app/studio/engineclient/hostlistmodel.h"
#include "app/studio/engineclient/liveruns.h"
#include "engine/control/controlclient.h"
#include "tests/studio/live/livefixture.h"
#include "tests/support/patience.h"

#include <QFile>
#include <QJsonArray>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;

class TestEngineClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void initTestCase();
    void cleanupTestCase();

    void saysHowItIsConnected();
    void keepsFiguresOfPipelinesTogether();
    void c91_hostsTellConnectionBackOffAndGap();
    void deployingEndsInOneSignal_data();
    void deployingEndsInOneSignal();
    void tellsWhatBeginsAnew();
    void survivesTheDeathOfTheEngine();
    void startsTheEngineAgainWhenItDies();
    void saysWhyTheEngineDoesNotStay();
    void asksAttachedEnginesOnly();
};

void TestEngineClient::initTestCase()
{
    furnish(liveEngine());
    QVERIFY(connectClient());
    QTRY_COMPARE(EngineClient::instance().pipelines()->count(), 1);
    QTRY_COMPARE(EngineClient::instance().hosts()->count(), 3);
}

void TestEngineClient::cleanupTestCase()
{
    EngineClient::instance().stop();
}

void TestEngineClient::saysHowItIsConnected()
{
    EngineClient &client = EngineClient::instance();
    QCOMPARE(client.state(), QStringLiteral("connected"));
    QCOMPARE(client.version(), QStringLiteral("0.1.0"));
    QTRY_VERIFY(client.latencyMs() >= 0);
    QVERIFY(client.error().isEmpty());
}

void TestEngineClient::keepsFiguresOfPipelinesTogether()
{
    EngineStatistics &figures = *EngineClient::instance().statistics();
    QTRY_COMPARE(figures.runs(), 39);
    QCOMPARE(figures.failed(), 1);
    const QJsonObject died{{QStringLiteral("in"), 215}, {QStringLiteral("matched"), 215}};
    const QJsonObject news{
        {QStringLiteral("engine"), QJsonObject{{QStringLiteral("runs"), 40}}},
        {QStringLiteral("pipelines"),
         QJsonObject{{QStringLiteral("self-heal"),
                      QJsonObject{{QStringLiteral("nodes"),
                                   QJsonObject{{QStringLiteral("died"), died}}}}}}}};
    liveEngine().notify(QStringLiteral("statistics"), {{QStringLiteral("statistics"), news}});
    QTRY_COMPARE(figures.runs(), 40);
    QCOMPARE(figures.eventsPerSecond(), 3.1);
    const QJsonObject nodes = figures.nodes(QStringLiteral("self-heal"));
    QCOMPARE(nodes.value(QStringLiteral("died")).toObject(), died);
    QVERIFY(nodes.contains(QStringLiteral("restart")));

    liveEngine().notify(
        QStringLiteral("statistics"),
        {{QStringLiteral("statistics"),
          QJsonObject{{QStringLiteral("removed"), QJsonArray{QStringLiteral("self-heal")}}}}});
    QTRY_VERIFY(!figures.hasPipeline(QStringLiteral("self-heal")));
}

void TestEngineClient::c91_hostsTellConnectionBackOffAndGap()
{
    HostListModel &hosts = *EngineClient::instance().hosts();
    QCOMPARE(hosts.summary(), QStringLiteral("2 of 3 hosts"));
    QCOMPARE(hosts.tone(), QStringLiteral("warning"));
    const auto at = [&hosts](const char *host, const char *role) {
        return hosts.at(hosts.rowOf(QString::fromLatin1(host)), QString::fromLatin1(role));
    };
    QCOMPARE(at("local", "tone").toString(), QStringLiteral("good"));
    QVERIFY(at("edge-1", "stateText").toString().contains(QStringLiteral("events may be missing")));
    QCOMPARE(at("edge-1", "labels").toString(), QStringLiteral("zone=edge"));
    QCOMPARE(at("edge-2", "tone").toString(), QStringLiteral("danger"));
    QVERIFY(at("edge-2", "reason").toString().contains(QStringLiteral("next try in 8 s")));

    QSignalSpy checked(&hosts, &HostListModel::checked);
    hosts.check({}, QStringLiteral("ssh://edge-3"), {});
    QVERIFY(checked.wait(patience));
    QCOMPARE(checked.first().at(1).toBool(), true);
    QVERIFY(checked.first().at(2).toString().contains(QStringLiteral("Docker 26.1")));

    liveEngine().notify(QStringLiteral("hosts"),
                        {{QStringLiteral("removed"), QStringLiteral("edge-2")}});
    QTRY_COMPARE(hosts.summary(), QStringLiteral("2 of 2 hosts"));
}

void TestEngineClient::deployingEndsInOneSignal_data()
{
    QTest::addColumn<QString>("answer");
    QTest::newRow("taken") << "deployed";
    QTest::newRow("problems") << "refused";
    QTest::newRow("error") << "failed";
}

void TestEngineClient::deployingEndsInOneSignal()
{
    QFETCH(QString, answer);
    EngineClient &client = EngineClient::instance();
    QSignalSpy deployed(&client, &EngineClient::deployed);
    QSignalSpy refused(&client, &EngineClient::refused);
    QSignalSpy failed(&client, &EngineClient::failed);
    if (answer == QLatin1StringView("failed"))
        liveEngine().refuse(QStringLiteral("pipelines.deploy"),
                            {ErrorKind::Conflict, QStringLiteral("Observe only."), {}, {}});
    else
        liveEngine().answer(
            QStringLiteral("pipelines.deploy"),
            QJsonObject{{QStringLiteral("deployed"), answer == QLatin1StringView("deployed")},
                        {QStringLiteral("pipeline"), QStringLiteral("hello")},
                        {QStringLiteral("problems"), QJsonArray{QJsonObject()}}});
    client.deploy(
        {QStringLiteral("hello.saltern.yaml"), "saltern: 1\n", {{QStringLiteral("f"), "x"}}},
        QStringLiteral("observe"));
    QTRY_COMPARE(deployed.size() + refused.size() + failed.size(), 1);
    QCOMPARE(deployed.size(), answer == QLatin1StringView("deployed") ? 1 : 0);
    QCOMPARE(refused.size(), answer == QLatin1StringView("refused") ? 1 : 0);
    const QJsonObject sent = liveEngine().callsOf(QStringLiteral("pipelines.deploy")).last();
    QCOMPARE(sent.value(QStringLiteral("mode")).toString(), QStringLiteral("observe"));
    const QJsonObject bundle = sent.value(QStringLiteral("bundle")).toObject();
    QCOMPARE(bundle.value(QStringLiteral("document")).toString(), QStringLiteral("saltern: 1\n"));
    QCOMPARE(bundle.value(QStringLiteral("files")).toObject().value(QStringLiteral("f")).toString(),
             QStringLiteral("eA=="));
}

void TestEngineClient::tellsWhatBeginsAnew()
{
    QSignalSpy told(&LiveRuns::instance(), &LiveRuns::begunAnew);
    liveEngine().answer(QStringLiteral("pipelines.deploy"),
                        QJsonObject{{QStringLiteral("deployed"), true},
                                    {QStringLiteral("pipeline"), QStringLiteral("hello")},
                                    {QStringLiteral("begunAnew"),
                                     QJsonArray{QStringLiteral("loop"), QStringLiteral("slow")}}});
    EngineClient::instance().deploy({QStringLiteral("hello.saltern.yaml"), "saltern: 1\n", {}},
                                    QStringLiteral("run"));
    QTRY_COMPARE(told.size(), 1);
    QCOMPARE(told.first().at(0).toString(), QStringLiteral("hello"));
    // Titles of cards; of a pipeline that is not open, the ids.
    QCOMPARE(told.first().at(1).toString(), QStringLiteral("loop, slow"));
}

void TestEngineClient::survivesTheDeathOfTheEngine()
{
    EngineClient &client = EngineClient::instance();
    liveEngine().kill();
    QTRY_COMPARE(client.state(), QStringLiteral("reconnecting"));
    QCOMPARE(client.pipelines()->count(), 0);
    QCOMPARE(client.hosts()->tone(), QStringLiteral("danger"));
    QVERIFY(!client.error().isEmpty());
    QSignalSpy failed(&client, &EngineClient::failed);
    client.stopPipeline(QStringLiteral("self-heal"));
    QTRY_COMPARE(failed.size(), 1);

    liveEngine().listen();
    QTRY_COMPARE_WITH_TIMEOUT(client.state(), QStringLiteral("connected"), 60'000);
    QTRY_COMPARE(client.pipelines()->count(), 1);
    QTRY_COMPARE(client.hosts()->count(), 3);
}

/// A program that ends at once, as an engine that is killed.
void TestEngineClient::startsTheEngineAgainWhenItDies()
{
    QTemporaryDir folder;
    const QString marks = folder.filePath(QStringLiteral("marks"));
    EngineProcess process(QStringLiteral("/bin/sh"),
                          {QStringLiteral("-c"), QStringLiteral("echo up >> \"$0\""), marks},
                          folder.filePath(QStringLiteral("state/engine.log")),
                          nullptr);
    const auto starts = [&marks] {
        QFile file(marks);
        return file.open(QIODevice::ReadOnly) ? file.readAll().count('\n') : 0;
    };
    process.setWanted(true);
    QTRY_VERIFY_WITH_TIMEOUT(starts() >= 2, 60'000);
    process.setWanted(false);
}

void TestEngineClient::saysWhyTheEngineDoesNotStay()
{
    QTemporaryDir folder;
    EngineProcess process(
        QStringLiteral("/bin/sh"),
        {QStringLiteral("-c"), QStringLiteral("echo begin; echo another engine is here >&2")},
        folder.filePath(QStringLiteral("engine.log")),
        nullptr);
    process.setWanted(true);
    QTRY_COMPARE_WITH_TIMEOUT(process.error(), QStringLiteral("another engine is here"), 60'000);
    process.setWanted(false);

    EngineProcess missing(QStringLiteral("/nowhere/saltern"),
                          {},
                          folder.filePath(QStringLiteral("other.log")),
                          nullptr);
    missing.setWanted(true);
    QTRY_VERIFY(missing.error().contains(QStringLiteral("/nowhere/saltern")));
    QVERIFY(!missing.isRunning());
}

void TestEngineClient::asksAttachedEnginesOnly()
{
    ScriptedEngine other;
    other.answer(QStringLiteral("hello"),
                 QJsonObject{{QStringLiteral("protocol"), 1},
                             {QStringLiteral("version"), QStringLiteral("9.9.9")},
                             {QStringLiteral("observeOnly"), true}});
    other.listen();
    EngineClient &client = EngineClient::instance();
    client.attach(other.socketPath());
    QTRY_COMPARE(client.version(), QStringLiteral("9.9.9"));
    QVERIFY(client.isObserveOnly());
    QTRY_VERIFY(other.isSubscribed(QStringLiteral("hosts")));
    QTRY_COMPARE(client.pipelines()->count(), 0);
    client.attach(liveEngine().socketPath());
    QTRY_COMPARE(client.pipelines()->count(), 1);
}

QTEST_GUILESS_MAIN(TestEngineClient)
#include "tst_engineclient.moc"
