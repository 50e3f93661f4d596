#include "app/studio/document/workspace.h"
#include "app/studio/engineclient/demoplayer.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/liveruns.h"
#include "tests/studio/live/scriptedengine.h"
#include "tests/studio/live/studioapp.h"
#include "tests/support/patience.h"

#include <QFile>
#include <QTest>

using namespace Saltern;

namespace {

QJsonObject demoStep(const QString &node, const QString &state, const QString &port = {})
{
    QJsonObject step{{QStringLiteral("demoRun"), QStringLiteral("d1")},
                     {QStringLiteral("what"), QStringLiteral("step")},
                     {QStringLiteral("run"), QStringLiteral("1-1")},
                     {QStringLiteral("step"), QString(QStringLiteral("1-1.") + node)},
                     {QStringLiteral("pipeline"), QStringLiteral("hello")},
                     {QStringLiteral("node"), node},
                     {QStringLiteral("state"), state}};
    if (!port.isEmpty())
        step.insert(QStringLiteral("exits"), QJsonArray{port});
    return step;
}

} // namespace

class TestAppHome : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void initTestCase();
    void cleanupTestCase();

    void c86_oneClickPlaysADemoSimulated();
    void c87_stopCleansUp();
    void aDemoThatLosesItsEngineFails();
    void aTemplateOpensOnTheCanvas();
    void whatWasOpenBeforeComesFirst();

private:
    void playHello();

    std::unique_ptr<StudioApp> m_app;
};

void TestAppHome::initTestCase()
{
    m_app = std::make_unique<StudioApp>();
    QTRY_VERIFY(EngineClient::instance().isConnected());
    // The scripted engine has hosts; what is removed later must be there first.
    QTRY_VERIFY(EngineClient::instance().hosts()->connectedCount() > 0);
}

void TestAppHome::cleanupTestCase()
{
    m_app.reset();
}

void TestAppHome::playHello()
{
    m_app->engine().notify(QStringLiteral("hosts"),
                           {{QStringLiteral("removed"), QStringLiteral("local")}});
    m_app->engine().notify(QStringLiteral("hosts"),
                           {{QStringLiteral("removed"), QStringLiteral("edge-1")}});
    QTRY_COMPARE(EngineClient::instance().hosts()->connectedCount(), 0);
    m_app->go(QStringLiteral("home"));
    QVERIFY(m_app->see(QStringLiteral("noDocker")));
    QTRY_VERIFY(m_app->item(QStringLiteral("run-hello"))->isEnabled());
    QVERIFY(m_app->click(QStringLiteral("run-hello")));
    QTRY_COMPARE(DemoPlayer::instance().state(), QStringLiteral("running"));
}

void TestAppHome::c86_oneClickPlaysADemoSimulated()
{
    playHello();
    QCOMPARE(m_app->page(), QStringLiteral("design"));
    QVERIFY(m_app->see(QStringLiteral("simulatedBadge")));
    const QJsonObject asked = m_app->engine().callsOf(QStringLiteral("demos.run")).last();
    QCOMPARE(asked.value(QStringLiteral("simulated")).toBool(), true);
    PipelineDocument *document = DemoPlayer::instance().document();
    QCOMPARE(Workspace::instance().current(), document);
    QVERIFY(document->isReadOnly());
    QCOMPARE(document->errorCount(), 0);
    QVERIFY(!document->renameNode(QStringLiteral("greet"), QStringLiteral("other")));

    RunOverlay *overlay = LiveRuns::instance().overlay(document);
    m_app->engine().notifyDemo({{QStringLiteral("demoRun"), QStringLiteral("d1")},
                                {QStringLiteral("what"), QStringLiteral("run")},
                                {QStringLiteral("trigger"), QStringLiteral("stopped")},
                                {QStringLiteral("state"), QStringLiteral("running")}});
    m_app->engine().notifyDemo(demoStep(QStringLiteral("greet"), QStringLiteral("started")));
    QTRY_COMPARE(overlay->nodeFacts(QStringLiteral("greet")).state, NodeRunState::Running);
    m_app->engine().notifyDemo(
        demoStep(QStringLiteral("greet"), QStringLiteral("done"), QStringLiteral("ok")));
    QTRY_COMPARE(overlay->nodeFacts(QStringLiteral("greet")).state, NodeRunState::Ok);
    QCOMPARE(overlay->wireFacts(QStringLiteral("stopped.out->greet")).count, 1);
    m_app->engine().notifyDemo({{QStringLiteral("demoRun"), QStringLiteral("d1")},
                                {QStringLiteral("what"), QStringLiteral("act")},
                                {QStringLiteral("index"), 0},
                                {QStringLiteral("say"), QStringLiteral("A container is started")},
                                {QStringLiteral("ok"), true}});
    QTRY_COMPARE(DemoPlayer::instance().actsDone(), 1);
    m_app->engine().notifyDemo({{QStringLiteral("demoRun"), QStringLiteral("d1")},
                                {QStringLiteral("what"), QStringLiteral("finished")},
                                {QStringLiteral("passed"), true}});
    QTRY_COMPARE(DemoPlayer::instance().state(), QStringLiteral("passed"));
    m_app->go(QStringLiteral("home"));
    QTRY_VERIFY(m_app->itemWithText(QStringLiteral("✓ passed · ") +
                                    DemoPlayer::instance().timeOf(QStringLiteral("hello"))));
}

void TestAppHome::c87_stopCleansUp()
{
    playHello();
    QVERIFY(m_app->click(QStringLiteral("runStop")));
    QTRY_COMPARE(m_app->engine().callsOf(QStringLiteral("demos.cancel")).size(), 1);
    QCOMPARE(DemoPlayer::instance().state(), QStringLiteral("stopping"));
    m_app->engine().notifyDemo({{QStringLiteral("demoRun"), QStringLiteral("d1")},
                                {QStringLiteral("what"), QStringLiteral("finished")},
                                {QStringLiteral("passed"), false}});
    QTRY_COMPARE(DemoPlayer::instance().state(), QStringLiteral("stopped"));
}

void TestAppHome::aDemoThatLosesItsEngineFails()
{
    playHello();
    m_app->engine().kill();
    QTRY_COMPARE(DemoPlayer::instance().state(), QStringLiteral("failed"));
    m_app->engine().listen();
    QTRY_VERIFY_WITH_TIMEOUT(EngineClient::instance().isConnected(), 60'000);
}

void TestAppHome::aTemplateOpensOnTheCanvas()
{
    m_app->go(QStringLiteral("home"));
    const int before = Workspace::instance().documents()->count();
    QVERIFY(m_app->clickText(QStringLiteral("Guard images")));
    QTRY_COMPARE(Workspace::instance().documents()->count(), before + 1);
    QCOMPARE(m_app->page(), QStringLiteral("design"));
    QCOMPARE(Workspace::instance().current()->name(), QStringLiteral("guard-images"));
}

void TestAppHome::whatWasOpenBeforeComesFirst()
{
    m_app->go(QStringLiteral("home"));
    QVERIFY(!m_app->item(QStringLiteral("recentPipelines")));
    for (int i = 0; i < 6; ++i) {
        const QString path = m_app->stateFolder() + QStringLiteral("/kept%1.saltern.yaml").arg(i);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("saltern: 1\npipeline: kept" + QByteArray::number(i) + "\nnodes: {}\n");
        file.close();
        QVERIFY(Workspace::instance().open(path));
    }
    QVERIFY(m_app->see(QStringLiteral("recentPipelines")));
    const QQuickItem *recent = m_app->item(QStringLiteral("recentPipelines"));
    const QQuickItem *demo = m_app->item(QStringLiteral("run-hello"));
    QVERIFY(recent->mapToScene({0, recent->height()}).y() < demo->mapToScene({}).y());
    // The newest few, and all when asked for.
    const qreal few = recent->height();
    QVERIFY(m_app->click(QStringLiteral("allRecent")));
    QTRY_VERIFY(recent->height() > few);
    QVERIFY(m_app->clickText(QStringLiteral("kept3")));
    m_app->key(Qt::Key_Return);
    QTRY_COMPARE(m_app->page(), QStringLiteral("design"));
    QVERIFY(
        Workspace::instance().current()->path().endsWith(QStringLiteral("/kept3.saltern.yaml")));
}

QTEST_MAIN(TestAppHome)
#include "tst_app_home.moc"
