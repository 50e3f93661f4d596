#include "app/studio/document/workspace.h"
#include "app/studio/engineclient/demoplayer.h"
#include "app/studio/engineclient/liveruns.h"
#include "tests/studio/live/scriptedchanges.h"
#include "tests/studio/live/scriptedengine.h"
#include "tests/studio/live/studioapp.h"
#include "tests/support/patience.h"

#include <QSignalSpy>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

QJsonObject container(const QString &name)
{
    return {{u"container"_s, QJsonObject{{u"name"_s, name}}}};
}

QJsonObject greet(const QString &state)
{
    QJsonObject step{{u"what"_s, u"step"_s},
                     {u"run"_s, u"d0d0d0-1"_s},
                     {u"step"_s, u"d0d0d0-1.1"_s},
                     {u"pipeline"_s, u"hello"_s},
                     {u"node"_s, u"greet"_s},
                     {u"event"_s, u"e1"_s},
                     {u"port"_s, u"out"_s},
                     {u"state"_s, state},
                     {u"attempt"_s, 1},
                     {u"time"_s, u"2026-01-31T14:02:41Z"_s}};
    if (state == u"done"_s) {
        step.insert(u"exits"_s, QJsonArray{u"ok"_s});
        step.insert(u"log"_s, u"good evening, guest-1"_s);
    }
    return step;
}

} // namespace

/// While a demo plays, the window tells of the demo and of nothing else; afterwards of the engine
/// again.
class TestAppDemo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanupTestCase() { m_app.reset(); }

    void theWindowTellsOneTruth_data();
    void theWindowTellsOneTruth();
    void aRunOfTheDemoIsLookedAt();
    void anotherTabShowsTheEngine();
    void onePlaceStopsIt_data();
    void onePlaceStopsIt();
    void whatIsLeftBehindIsSaid();
    void closingItsTabStopsIt();

private:
    void begin(bool simulated = false);
    void tell(QJsonObject news);
    void tellOfARun();
    void finish(bool passed);
    QString text(const QString &objectName) const;
    qsizetype cancelled() const { return m_app->engine().callsOf(u"demos.cancel"_s).size(); }

    std::unique_ptr<StudioApp> m_app;
    int m_demoRuns = 0;
};

void TestAppDemo::initTestCase()
{
    m_app = std::make_unique<StudioApp>();
    QTRY_VERIFY(EngineClient::instance().isConnected());
    QTRY_VERIFY(EngineClient::instance().hosts()->connectedCount() > 0);
    m_app->engine().answer(u"demos.run"_s, [this](const QJsonObject &) {
        return QJsonValue(QJsonObject{{u"demoRun"_s, u"d%1"_s.arg(++m_demoRuns)}});
    });
}

void TestAppDemo::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    DemoPlayer::instance().close();
}

void TestAppDemo::begin(bool simulated)
{
    for (const QString &host : {u"local"_s, u"edge-1"_s})
        m_app->engine().notify(
            u"hosts"_s,
            simulated
                ? QJsonObject{{u"removed"_s, host}}
                : QJsonObject{
                      {u"host"_s, QJsonObject{{u"host"_s, host}, {u"state"_s, u"connected"_s}}}});
    QTRY_COMPARE(EngineClient::instance().hosts()->connectedCount() == 0, simulated);
    m_app->go(u"home"_s);
    QVERIFY(m_app->see(u"run-hello"_s));
    QTRY_VERIFY(m_app->item(u"run-hello"_s)->isEnabled());
    QVERIFY(m_app->click(u"run-hello"_s));
    QTRY_COMPARE(DemoPlayer::instance().state(), u"running"_s);
    QCOMPARE(DemoPlayer::instance().isSimulated(), simulated);
    m_app->window().setProperty("drawerTab", u"events"_s);
}

void TestAppDemo::tell(QJsonObject news)
{
    news.insert(u"demoRun"_s, u"d%1"_s.arg(m_demoRuns));
    m_app->engine().notifyDemo(news);
}

void TestAppDemo::tellOfARun()
{
    tell(seen(busEvent(u"e0"_s, u"docker/container/start"_s, container(u"guest-1"_s))));
    tell(seen(busEvent(u"e1"_s, u"docker/container/die"_s, container(u"guest-1"_s)),
              {u"hello/stopped"_s}));
    tell(runChange(u"d0d0d0-1"_s, u"running"_s));
    tell(greet(u"started"_s));
    tell(greet(u"done"_s));
    tell(runChange(u"d0d0d0-1"_s, u"done"_s));
    QTRY_COMPARE(DemoPlayer::instance().record()->changes().size(), 6);
}

void TestAppDemo::finish(bool passed)
{
    tell({{u"what"_s, u"finished"_s}, {u"passed"_s, passed}});
    QTRY_VERIFY(!DemoPlayer::instance().isBusy());
}

QString TestAppDemo::text(const QString &objectName) const
{
    const QQuickItem *item = m_app->item(objectName);
    return item ? item->property("text").toString() : QString();
}

void TestAppDemo::theWindowTellsOneTruth_data()
{
    QTest::addColumn<bool>("simulated");

    QTest::newRow("on containers") << false;
    QTest::newRow("simulated") << true;
}

void TestAppDemo::theWindowTellsOneTruth()
{
    QFETCH(bool, simulated);
    begin(simulated);
    tellOfARun();
    // Its events with what wanted them; what the engine's bus has is none of them.
    QVERIFY(m_app->see(u"drawerEvents"_s));
    QTRY_COMPARE(m_app->item(u"drawerEvents"_s)->property("count").toInt(), 2);
    QTRY_VERIFY(m_app->itemWithText(u"→ A container has stopped"_s, u"drawerEvents"_s));
    m_app->engine().notify(
        u"events"_s,
        {{u"events"_s,
          QJsonArray{QJsonObject{{u"seq"_s, 900},
                                 {u"event"_s, busEvent(u"x"_s, u"docker/volume/create"_s, {})}}}}});
    QCOMPARE(m_app->engine().isSubscribed(u"events"_s), false);
    // Figures, and whose they are.
    QCOMPARE(text(u"playEvents"_s), u"events 2"_s);
    QCOMPARE(text(u"playRuns"_s), u"runs 1"_s);
    for (const QString &place : {u"playBar"_s, u"drawerBadges"_s, u"statusBar"_s}) {
        QVERIFY2(m_app->itemWithText(u"demo"_s, place), qPrintable(place));
        QCOMPARE(m_app->itemWithText(u"simulated"_s, place) != nullptr, simulated);
    }
    QVERIFY(m_app->clickText(u"Logs"_s));
    QVERIFY(m_app->seeText(u"good evening, guest-1"_s));
    QVERIFY(m_app->clickText(u"Trace"_s));
    QVERIFY(m_app->see(u"traceRuns"_s));
    QTRY_COMPARE(m_app->item(u"traceRuns"_s)->property("count").toInt(), 1);

    // The result stays until somebody has seen it.
    finish(true);
    QVERIFY(text(u"playBar"_s).startsWith(u"Passed in "));
    QCOMPARE(m_app->item(u"traceRuns"_s)->property("count").toInt(), 1);
    m_app->window().setProperty("drawerTab", u"events"_s);
    QVERIFY(m_app->click(u"playClose"_s));
    QTRY_VERIFY(!m_app->item(u"playBar"_s));
    QVERIFY(!m_app->item(u"playRuns"_s));
    QTRY_VERIFY(m_app->engine().isSubscribed(u"events"_s));
    QTRY_VERIFY(m_app->itemWithText(u"web-3 exit=137"_s, u"drawerEvents"_s));
    QVERIFY(!m_app->itemWithText(u"→ A container has stopped"_s, u"drawerEvents"_s));
    QCOMPARE(LiveRuns::instance().overlay(DemoPlayer::instance().document())->mode(), QString());
}

void TestAppDemo::aRunOfTheDemoIsLookedAt()
{
    begin();
    tellOfARun();
    RunOverlay *overlay = LiveRuns::instance().overlay(DemoPlayer::instance().document());
    QVERIFY(m_app->clickText(u"Trace"_s));
    QVERIFY(m_app->see(u"traceRuns"_s));
    QTRY_COMPARE(m_app->item(u"traceRuns"_s)->property("count").toInt(), 1);
    // A row is in its place once it has been drawn.
    QSignalSpy drawn(&m_app->window(), &QQuickWindow::frameSwapped);
    m_app->window().update();
    QTRY_VERIFY(!drawn.isEmpty());
    QVERIFY(m_app->clickItem(m_app->item(u"traceRuns"_s), QPointF(60, 12)));
    QTRY_COMPARE(overlay->shownRun(), u"d0d0d0-1"_s);
    QCOMPARE(overlay->nodeFacts(u"greet"_s).state, NodeRunState::Ok);
    QVERIFY(m_app->click(u"pastClose"_s));
    QTRY_COMPARE(overlay->mode(), u"demo"_s);
    QCOMPARE(overlay->nodeFacts(u"stopped"_s).in, 1);
    finish(true);
}

void TestAppDemo::anotherTabShowsTheEngine()
{
    begin();
    tellOfARun();
    PipelineDocument *other = Workspace::instance().newPipeline();
    QVERIFY(other);
    QTRY_VERIFY(!m_app->item(u"playBar"_s));
    QVERIFY(!m_app->item(u"playRuns"_s));
    QTRY_VERIFY(m_app->engine().isSubscribed(u"events"_s));
    // It is still stopped from there.
    m_app->key(Qt::Key_F5, Qt::ShiftModifier);
    QTRY_COMPARE(DemoPlayer::instance().state(), u"stopping"_s);
    finish(false);
    Workspace::instance().close(Workspace::instance().currentIndex());
    QTRY_COMPARE(Workspace::instance().current(), DemoPlayer::instance().document());
    QVERIFY(m_app->see(u"playBar"_s));
}

void TestAppDemo::onePlaceStopsIt_data()
{
    QTest::addColumn<bool>("simulated");
    QTest::addColumn<bool>("keyboard");

    QTest::newRow("on containers, by mouse") << false << false;
    QTest::newRow("on containers, by keyboard") << false << true;
    QTest::newRow("simulated, by mouse") << true << false;
    QTest::newRow("simulated, by keyboard") << true << true;
}

void TestAppDemo::onePlaceStopsIt()
{
    QFETCH(bool, simulated);
    QFETCH(bool, keyboard);
    const qsizetype before = cancelled();
    begin(simulated);
    tellOfARun();
    QVERIFY(m_app->see(u"runStop"_s));
    QCOMPARE(text(u"runStop"_s), u"Stop demo"_s);
    QVERIFY(!m_app->itemWithText(u"Stop"_s));
    if (keyboard)
        m_app->key(Qt::Key_F5, Qt::ShiftModifier);
    else
        QVERIFY(m_app->click(u"runStop"_s));
    QTRY_COMPARE(cancelled(), before + 1);
    QCOMPARE(DemoPlayer::instance().state(), u"stopping"_s);
    QVERIFY(!m_app->item(u"runStop"_s)->isEnabled());
    finish(false);
    QCOMPARE(DemoPlayer::instance().state(), u"stopped"_s);
    QVERIFY(text(u"playBar"_s).startsWith(u"Stopped"));
    QTRY_COMPARE(text(u"runStop"_s), u"Run"_s);
}

void TestAppDemo::whatIsLeftBehindIsSaid()
{
    begin();
    QVERIFY(m_app->click(u"runStop"_s));
    QTRY_COMPARE(DemoPlayer::instance().state(), u"stopping"_s);
    tell({{u"what"_s, u"finished"_s},
          {u"passed"_s, false},
          {u"leftBehind"_s, QJsonArray{u"the container guest-1 on local"_s}}});
    QTRY_COMPARE(DemoPlayer::instance().state(), u"failed"_s);
    QVERIFY(text(u"playBar"_s).contains(u"the container guest-1 on local"));
}

void TestAppDemo::closingItsTabStopsIt()
{
    const qsizetype before = cancelled();
    begin();
    Workspace::instance().close(Workspace::instance().currentIndex());
    QTRY_COMPARE(cancelled(), before + 1);
    QVERIFY(!DemoPlayer::instance().isBusy());
}

QTEST_MAIN(TestAppDemo)
#include "tst_app_demo.moc"
