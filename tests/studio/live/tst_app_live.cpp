#include "app/studio/document/workspace.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/liveruns.h"
#include "app/studio/settings/actionregistry.h"
#include "tests/studio/live/scriptedengine.h"
#include "tests/studio/live/studioapp.h"
#include "tests/support/patience.h"

#include <QFile>
#include <QTest>

using namespace Saltern;

class TestAppLive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void initTestCase();
    void cleanupTestCase() { m_app.reset(); }

    void c76_errorsAreShownAtOnceAndDoNotKeepFromSaving();
    void c89_choosingARunRepaintsTheOverlay();
    void c88_aFailedRunIsRunAgainWithAnEditedEvent();
    void eventsAreExplainedAndBecomePipelines();
    void tenThousandEventsASecondDoNotStutter();
    void hostsAreTestedAndAdded();
    void theExportSaysWhoseHostsItIsMadeFor();
    void aContainerBecomesANodeByKeyboard();
    void functionsShowLatencies();
    void deadLettersAreRunAgainFromTheDrawer();

private:
    std::unique_ptr<StudioApp> m_app;
};

void TestAppLive::initTestCase()
{
    m_app = std::make_unique<StudioApp>();
    QVERIFY(m_app->openDeployed());
}

void TestAppLive::c76_errorsAreShownAtOnceAndDoNotKeepFromSaving()
{
    PipelineDocument *document = Workspace::instance().current();
    m_app->go(QStringLiteral("design"));
    QCOMPARE(document->errorCount(), 0);
    document->setParameter(
        {QStringLiteral("restart")}, QStringLiteral("/action"), QStringLiteral("fly"));
    QTRY_COMPARE(document->errorCount(), 1); // nobody asked for it
    QCOMPARE(document->problemsOf(QStringLiteral("restart")).size(), 1);
    m_app->key(Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY(!document->isModified());
    QFile file(document->path());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().contains("action: fly"));
    m_app->key(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(document->errorCount(), 0);
    m_app->key(Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY(!document->isModified());
}

void TestAppLive::c89_choosingARunRepaintsTheOverlay()
{
    m_app->go(QStringLiteral("runs"));
    QVERIFY(m_app->seeText(QStringLiteral("7f3a1c-41")));
    QQuickItem *row = m_app->itemWithText(QStringLiteral("7f3a1c-41"));
    QVERIFY(m_app->clickItem(row));
    QVERIFY(m_app->seeText(QStringLiteral("diagnose failed 3 times")));
    QVERIFY(m_app->clickText(QStringLiteral("Show on canvas")));
    QTRY_COMPARE(m_app->page(), QStringLiteral("design"));
    RunOverlay *overlay = LiveRuns::instance().overlay(Workspace::instance().current());
    QTRY_COMPARE(overlay->shownRun(), QStringLiteral("7f3a1c-41"));
    QCOMPARE(overlay->nodeFacts(QStringLiteral("restart")).state, NodeRunState::Failed);
    QVERIFY(m_app->see(QStringLiteral("pastBar")));
    QVERIFY(m_app->clickText(QStringLiteral("Back to live")));
    QTRY_COMPARE(overlay->mode(), QStringLiteral("run"));
}

void TestAppLive::c88_aFailedRunIsRunAgainWithAnEditedEvent()
{
    m_app->go(QStringLiteral("runs"));
    QVERIFY(m_app->seeText(QStringLiteral("7f3a1c-41")));
    QVERIFY(m_app->clickItem(m_app->itemWithText(QStringLiteral("7f3a1c-41"))));
    QVERIFY(m_app->click(QStringLiteral("runAgain")));
    QTRY_COMPARE(m_app->engine().callsOf(QStringLiteral("runs.again")).size(), 1);
    QVERIFY(!m_app->engine()
                 .callsOf(QStringLiteral("runs.again"))
                 .last()
                 .contains(QStringLiteral("event")));
    QVERIFY(m_app->clickItem(m_app->itemWithText(QStringLiteral("7f3a1c-41"))));
    QVERIFY(m_app->click(QStringLiteral("editAndRun")));
    QVERIFY(m_app->seeText(QStringLiteral("Edit the event and run it again")));
    QTRY_VERIFY(m_app->window().activeFocusItem());
    m_app->key(Qt::Key_A, Qt::ControlModifier);
    m_app->type(QStringLiteral("{}"));
    QVERIFY(!m_app->item(QStringLiteral("accept"))->isEnabled());
    m_app->key(Qt::Key_A, Qt::ControlModifier);
    m_app->type(QStringLiteral("{\"type\":\"x/y\"}"));
    QVERIFY(m_app->click(QStringLiteral("accept")));
    QTRY_COMPARE(m_app->engine().callsOf(QStringLiteral("runs.again")).size(), 2);
    QCOMPARE(m_app->engine()
                 .callsOf(QStringLiteral("runs.again"))
                 .last()
                 .value(QStringLiteral("event"))
                 .toObject()
                 .value(QStringLiteral("type"))
                 .toString(),
             QStringLiteral("x/y"));
}

void TestAppLive::eventsAreExplainedAndBecomePipelines()
{
    m_app->go(QStringLiteral("events"));
    QVERIFY(m_app->seeText(QStringLiteral("web-3 exit=137")));
    QVERIFY(m_app->clickItem(m_app->itemWithText(QStringLiteral("web-3 exit=137"))));
    QVERIFY(m_app->see(QStringLiteral("pipelineFromEvent")));
    const int before = Workspace::instance().documents()->count();
    QVERIFY(m_app->click(QStringLiteral("pipelineFromEvent")));
    QTRY_COMPARE(Workspace::instance().documents()->count(), before + 1);
    PipelineDocument *made = Workspace::instance().current();
    QCOMPARE(made->nodeCount(), 2);
    QCOMPARE(made->parameter(made->nodeIds().first(), QStringLiteral("/action")).toString(),
             QStringLiteral("die"));
    QCOMPARE(made->errorCount(), 0);
    Workspace::instance().setCurrentIndex(0);
}

void TestAppLive::tenThousandEventsASecondDoNotStutter()
{
    m_app->go(QStringLiteral("home"));
    QTRY_VERIFY(!m_app->engine().isSubscribed(QStringLiteral("events")));
    m_app->go(QStringLiteral("events"));
    QTRY_VERIFY(m_app->engine().isSubscribed(QStringLiteral("events")));
    QQuickItem *table = m_app->item(QStringLiteral("eventTable"));
    QVERIFY(table);
    // What a second at that rate makes the engine send: 200 events, in 20 notifications.
    QJsonArray batch;
    for (int i = 0; i < 10; ++i)
        batch.append(QJsonObject{
            {QStringLiteral("seq"), 5000 + i},
            {QStringLiteral("event"),
             QJsonObject{{QStringLiteral("id"), QString::number(i)},
                         {QStringLiteral("type"), QStringLiteral("docker/container/start")}}}});
    for (int i = 0; i < 20; ++i) {
        m_app->engine().notify(QStringLiteral("events"),
                               {{QStringLiteral("events"), batch},
                                {QStringLiteral("seen"), 500},
                                {QStringLiteral("skipped"), 490}});
        QTest::qWait(5);
    }
    QTRY_COMPARE(table->property("count").toInt(), 205);
    // The rows that are in sight have items, the others none.
    QVERIFY(table->findChildren<QObject *>(QStringLiteral("tableRow")).size() < 80);
}

void TestAppLive::hostsAreTestedAndAdded()
{
    m_app->go(QStringLiteral("hosts"));
    QVERIFY(m_app->click(QStringLiteral("addHostButton")));
    QVERIFY(m_app->see(QStringLiteral("hostName")));
    QTRY_VERIFY(m_app->item(QStringLiteral("hostName"))->hasActiveFocus());
    m_app->type(QStringLiteral("edge-3"));
    m_app->key(Qt::Key_Tab);
    m_app->type(QStringLiteral("ssh://edge-3"));
    QVERIFY(m_app->click(QStringLiteral("testHost")));
    QVERIFY(m_app->see(QStringLiteral("hostAnswer")));
    QVERIFY(m_app->click(QStringLiteral("accept")));
    QTRY_COMPARE(m_app->engine().callsOf(QStringLiteral("hosts.add")).size(), 1);
    QCOMPARE(m_app->engine()
                 .callsOf(QStringLiteral("hosts.add"))
                 .last()
                 .value(QStringLiteral("endpoint"))
                 .toString(),
             QStringLiteral("ssh://edge-3"));
    QTRY_VERIFY(!m_app->item(QStringLiteral("hostName")));
}

void TestAppLive::theExportSaysWhoseHostsItIsMadeFor()
{
    const QString noMinion =
        QStringLiteral("far: no minion, so the Salt master speaks to Docker there.");
    const QString minions = QStringLiteral("Each is the minion of the same name.");
    m_app->go(QStringLiteral("design"));
    QVERIFY(ActionRegistry::instance().trigger(QStringLiteral("file.export")));
    QVERIFY(m_app->seeText(QStringLiteral("Hosts of the engine")));
    QVERIFY(m_app->seeText(minions));
    QVERIFY(!m_app->item(QStringLiteral("allMinions")));
    m_app->engine().notify(
        QStringLiteral("hosts"),
        {{QStringLiteral("host"),
          QJsonObject{{QStringLiteral("host"), QStringLiteral("far")},
                      {QStringLiteral("endpoint"), QStringLiteral("tcp://10.0.0.5:2376")},
                      {QStringLiteral("tls"), true},
                      {QStringLiteral("state"), QStringLiteral("connected")}}}});
    QVERIFY(m_app->seeText(noMinion));
    QVERIFY(m_app->click(QStringLiteral("allMinions")));
    QVERIFY(m_app->seeText(minions));
    m_app->item(QStringLiteral("files"))->forceActiveFocus();
    m_app->key(Qt::Key_Tab);
    QTRY_VERIFY(m_app->item(QStringLiteral("allMinions"))->hasActiveFocus());
    m_app->key(Qt::Key_Space);
    QVERIFY(m_app->seeText(noMinion));
    m_app->engine().notify(QStringLiteral("hosts"),
                           {{QStringLiteral("removed"), QStringLiteral("far")}});
    QVERIFY(m_app->seeText(minions));
    m_app->key(Qt::Key_Escape);
    QTRY_VERIFY(!m_app->frontmost());
}

void TestAppLive::aContainerBecomesANodeByKeyboard()
{
    Workspace::instance().setCurrentIndex(0);
    PipelineDocument *document = Workspace::instance().current();
    const int before = document->nodeCount();
    m_app->go(QStringLiteral("hosts"));
    QVERIFY(m_app->seeText(QStringLiteral("shop-web-3")));
    QVERIFY(m_app->clickItem(m_app->itemWithText(QStringLiteral("shop-web-3"))));
    m_app->key(Qt::Key_Return);
    QVERIFY(m_app->seeText(QStringLiteral("When shop-web-3 dies")));
    m_app->key(Qt::Key_Return);
    QTRY_COMPARE(document->nodeCount(), before + 1);
    QCOMPARE(m_app->page(), QStringLiteral("design"));
    document->undo();
    QCOMPARE(document->nodeCount(), before);
}

void TestAppLive::functionsShowLatencies()
{
    m_app->go(QStringLiteral("functions"));
    QVERIFY(m_app->seeText(QStringLiteral("0.40 ms")));
    QVERIFY(m_app->seeText(QStringLiteral("2, 1 starting")));
    QVERIFY(m_app->seeText(QStringLiteral("1 + 3 waiting")));
    QVERIFY(m_app->seeText(QStringLiteral("saltern-diagnose-1")));
    QVERIFY(m_app->seeText(QStringLiteral("Node.js 20")));
}

void TestAppLive::deadLettersAreRunAgainFromTheDrawer()
{
    Workspace::instance().setCurrentIndex(0);
    m_app->go(QStringLiteral("design"));
    QVERIFY(m_app->clickText(QStringLiteral("Dead letters")));
    QVERIFY(m_app->see(QStringLiteral("deadLetters")));
    QVERIFY(m_app->clickItem(m_app->itemWithText(QStringLiteral("saltern/self-heal/diagnose/ok"))));
    m_app->key(Qt::Key_Return);
    QVERIFY(m_app->seeText(QStringLiteral("Edit the event and run it again")));
    QVERIFY(m_app->click(QStringLiteral("accept")));
    QTRY_COMPARE(m_app->engine().callsOf(QStringLiteral("deadLetters.again")).size(), 1);
}

QTEST_MAIN(TestAppLive)
#include "tst_app_live.moc"
