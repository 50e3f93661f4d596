#include "app/studio/document/workspace.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/liveruns.h"
#include "app/studio/engineclient/replayplayer.h"
#include "tests/studio/live/scriptedengine.h"
#include "tests/studio/live/studioapp.h"
#include "tests/support/patience.h"

#include <QFile>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

QJsonObject figures(int in, const QString &state, int failed = 0)
{
    return {{u"in"_s, in}, {u"matched"_s, in - failed}, {u"failed"_s, failed}, {u"state"_s, state}};
}

QJsonObject wire(int count)
{
    return {{u"count"_s, count}};
}

/// In the middle of 312 events.
QJsonObject someNews()
{
    return {{u"played"_s, 100},
            {u"events"_s, 312},
            {u"runs"_s, 1},
            {u"nodes"_s, QJsonObject{{u"died"_s, figures(1, u"done"_s)}}},
            {u"wires"_s, QJsonObject{{u"died.out -> diagnose"_s, wire(1)}}}};
}

QJsonObject lastNews()
{
    const QJsonObject nodes{{u"died"_s, figures(4, u"done"_s)},
                            {u"diagnose"_s, figures(4, u"done"_s)},
                            {u"restart"_s, figures(1, u"failed"_s, 1)}};
    const QJsonObject restart{
        {u"node"_s, u"restart"_s},
        {u"kind"_s, u"container.action@1"_s},
        {u"calls"_s, 1},
        {u"parameters"_s, QJsonObject{{u"action"_s, u"restart"_s}, {u"container"_s, u"web"_s}}}};
    return {{u"played"_s, 312},
            {u"events"_s, 312},
            {u"runs"_s, 4},
            {u"nodes"_s, nodes},
            {u"wires"_s, QJsonObject{{u"died.out -> diagnose"_s, wire(4)}}},
            {u"finished"_s, true},
            {u"report"_s, QJsonObject{{u"failedRuns"_s, 1}}},
            {u"effects"_s, QJsonArray{restart}}};
}

} // namespace

/// Past events through the pipeline in the editor, with the mouse and the keyboard.
class TestAppReplay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanupTestCase() { m_app.reset(); }

    void theLastHourIsReplayedFromTheBar();
    void aFileIsReplayedByKeyboard();
    void stopEndsIt();
    void c82_editsMakeAReplayStale();
    void aPastRunIsReplayed();
    void refusalsAreSaid();
    void anEngineThatGoesAwayEndsIt();

private:
    RunOverlay *overlay() const
    {
        return LiveRuns::instance().overlay(Workspace::instance().current());
    }
    QList<QJsonObject> replays() const { return m_app->engine().callsOf(u"pipelines.replay"_s); }
    QString sentence() const { return ReplayPlayer::instance().sentence(); }
    /// Replay… in the top bar, the last hour, Enter; until the engine was asked.
    void replayTheLastHour();
    /// The engine tells this, and it is taken.
    void tell(const QJsonObject &news);

    std::unique_ptr<StudioApp> m_app;
    QTemporaryDir m_folder;
};

void TestAppReplay::initTestCase()
{
    m_app = std::make_unique<StudioApp>();
    QVERIFY(m_app->openDeployed());
    m_app->engine().answer(u"pipelines.replay"_s, QJsonObject{{u"subscription"_s, 1000}});
}

void TestAppReplay::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    ReplayPlayer::instance().close();
    m_app->go(u"design"_s);
}

void TestAppReplay::replayTheLastHour()
{
    const qsizetype before = replays().size();
    QVERIFY(m_app->clickText(u"Replay…"_s));
    QVERIFY(m_app->see(u"replaySource"_s));
    QVERIFY(m_app->clickText(u"Last hour"_s));
    QVERIFY(m_app->click(u"accept"_s));
    QTRY_COMPARE(replays().size(), before + 1);
    QTRY_VERIFY(!m_app->item(u"replaySource"_s));
}

void TestAppReplay::tell(const QJsonObject &news)
{
    const double before = ReplayPlayer::instance().progress();
    m_app->engine().notifyReplay(news);
    QTRY_VERIFY(ReplayPlayer::instance().progress() != before);
}

void TestAppReplay::theLastHourIsReplayedFromTheBar()
{
    replayTheLastHour();
    const QJsonObject asked = replays().last();
    QVERIFY(!asked.value(u"since"_s).toString().isEmpty());
    QCOMPARE(asked.value(u"bundle"_s).toObject().value(u"document"_s).toString().toUtf8(),
             Workspace::instance().current()->text());
    QVERIFY(m_app->see(u"playBar"_s));
    QVERIFY(m_app->see(u"simulatedBadge"_s));
    QCOMPARE(overlay()->mode(), u"replay"_s);
    QCOMPARE(overlay()->nodeFacts(u"died"_s).in, 0); // what really ran is out of sight

    tell(someNews());
    QVERIFY(m_app->item(u"playBar"_s)->property("text").toString().contains(u"100 of 312 events"));
    QCOMPARE(overlay()->wireFacts(u"died.out->diagnose"_s).count, 1);
    QVERIFY(m_app->item(u"runStop"_s));

    tell(lastNews());
    QCOMPARE(ReplayPlayer::instance().state(), u"done"_s);
    QCOMPARE(sentence(),
             u"312 events, 4 runs, 1 of them failed, 1 would Restart it (restart web)"_s);
    QCOMPARE(overlay()->nodeFacts(u"diagnose"_s).state, NodeRunState::Ok);
    QCOMPARE(overlay()->nodeFacts(u"restart"_s).state, NodeRunState::Failed);
    QCOMPARE(overlay()->nodeFacts(u"page"_s).state, NodeRunState::Idle);
    // Nothing was deployed, and nothing that runs was stopped.
    QVERIFY(m_app->engine().callsOf(u"pipelines.deploy"_s).isEmpty());
    QVERIFY(m_app->engine().callsOf(u"pipelines.stop"_s).isEmpty());

    QVERIFY(m_app->click(u"playClose"_s));
    QTRY_COMPARE(overlay()->mode(), u"run"_s);
    QVERIFY(overlay()->nodeFacts(u"died"_s).in > 0);
    QVERIFY(!m_app->item(u"playBar"_s));
}

void TestAppReplay::aFileIsReplayedByKeyboard()
{
    const QByteArray lines = "{\"type\":\"docker/container/die\"}\n";
    QFile recording(m_folder.filePath(u"crash.jsonl"_s));
    QVERIFY(recording.open(QIODevice::WriteOnly));
    recording.write(lines);
    recording.close();
    const qsizetype before = replays().size();
    m_app->key(Qt::Key_K, Qt::ControlModifier);
    QTRY_VERIFY(m_app->item(u"commandField"_s) && m_app->item(u"commandField"_s)->hasActiveFocus());
    m_app->type(u"replay"_s);
    m_app->key(Qt::Key_Return);
    QVERIFY(m_app->clickText(u"A file"_s));
    QTRY_VERIFY(m_app->item(u"replayFile"_s) && m_app->item(u"replayFile"_s)->hasActiveFocus());
    QVERIFY(!m_app->item(u"accept"_s)->isEnabled());
    m_app->type(recording.fileName());
    m_app->key(Qt::Key_Return);
    QTRY_COMPARE(replays().size(), before + 1);
    QCOMPARE(replays().last().value(u"recording"_s).toString().toUtf8(), lines);
    QCOMPARE(ReplayPlayer::instance().source(), u"crash.jsonl"_s);
    // A file that is not there is said and begins nothing.
    ReplayPlayer::instance().close();
    ReplayPlayer::instance().playFile(Workspace::instance().current(), u"/nowhere/x.jsonl"_s);
    QVERIFY(m_app->seeText(u"x.jsonl cannot be read: No such file or directory"_s));
    QCOMPARE(replays().size(), before + 1);
}

void TestAppReplay::stopEndsIt()
{
    replayTheLastHour();
    tell(someNews());
    QVERIFY(m_app->click(u"runStop"_s));
    QTRY_COMPARE(ReplayPlayer::instance().state(), u"stopped"_s);
    QTRY_VERIFY(
        m_app->engine().callsOf(u"unsubscribe"_s).contains(QJsonObject{{u"subscription"_s, 1000}}));
    // What comes all the same is not taken; what was painted stays.
    m_app->engine().notifyReplay(lastNews());
    m_app->engine().answer(u"status"_s, QJsonObject());
    QTest::qWait(50);
    QCOMPARE(ReplayPlayer::instance().state(), u"stopped"_s);
    QCOMPARE(overlay()->wireFacts(u"died.out->diagnose"_s).count, 1);
    // By the key of Stop, too, which then does not stop what runs.
    QVERIFY(m_app->click(u"playAgain"_s));
    QTRY_VERIFY(ReplayPlayer::instance().isBusy());
    QTRY_VERIFY(m_app->item(u"runStop"_s));
    m_app->key(Qt::Key_F5, Qt::ShiftModifier);
    QTRY_COMPARE(ReplayPlayer::instance().state(), u"stopped"_s);
    QVERIFY(m_app->engine().callsOf(u"pipelines.stop"_s).isEmpty());
}

void TestAppReplay::c82_editsMakeAReplayStale()
{
    replayTheLastHour();
    tell(lastNews());
    PipelineDocument *document = Workspace::instance().current();
    document->setParameter({u"diagnose"_s}, u"/timeout"_s, u"1m"_s);
    QTRY_VERIFY(m_app->item(u"playBar"_s)
                    ->property("text")
                    .toString()
                    .contains(u"Edited since the replay: diagnose"));
    QVERIFY(overlay()->nodeFacts(u"diagnose"_s).isStale);
    QVERIFY(!overlay()->nodeFacts(u"restart"_s).isStale);
    const qsizetype before = replays().size();
    QVERIFY(m_app->click(u"playAgain"_s));
    QTRY_COMPARE(replays().size(), before + 1);
    QCOMPARE(
        replays().last().value(u"bundle"_s).toObject().value(u"document"_s).toString().toUtf8(),
        document->text());
    QVERIFY(!overlay()->nodeFacts(u"diagnose"_s).isStale);
    document->undo();
}

void TestAppReplay::aPastRunIsReplayed()
{
    m_app->go(u"runs"_s);
    QVERIFY(m_app->seeText(u"7f3a1c-41"_s));
    QVERIFY(m_app->clickItem(m_app->itemWithText(u"7f3a1c-41"_s)));
    QVERIFY(m_app->clickText(u"Replay in the editor"_s));
    QTRY_COMPARE(m_app->page(), u"design"_s);
    QTRY_VERIFY(!replays().isEmpty() && replays().last().contains(u"run"_s));
    QCOMPARE(replays().last().value(u"run"_s).toString(), u"7f3a1c-41"_s);
    QCOMPARE(ReplayPlayer::instance().source(), u"run 7f3a1c-41"_s);
}

void TestAppReplay::refusalsAreSaid()
{
    m_app->engine().refuse(u"pipelines.replay"_s,
                           {ErrorKind::BadInput,
                            u"It cannot be replayed: it has 2 problem(s)."_s,
                            u"Mend them."_s,
                            {}});
    replayTheLastHour();
    QTRY_COMPARE(ReplayPlayer::instance().state(), u"failed"_s);
    QVERIFY(sentence().contains(u"it has 2 problem(s). Mend them."));
    m_app->engine().answer(u"pipelines.replay"_s, QJsonObject{{u"subscription"_s, 1000}});
    const qsizetype before = replays().size();
    QVERIFY(m_app->click(u"playAgain"_s));
    QTRY_COMPARE(replays().size(), before + 1);
    tell({{u"events"_s, 5},
          {u"played"_s, 1},
          {u"finished"_s, true},
          {u"error"_s, QJsonObject{{u"message"_s, u"recording:3: this is no event."_s}}}});
    QTRY_COMPARE(sentence(), u"recording:3: this is no event."_s);
    QCOMPARE(ReplayPlayer::instance().state(), u"failed"_s);
}

void TestAppReplay::anEngineThatGoesAwayEndsIt()
{
    replayTheLastHour();
    QTRY_VERIFY(ReplayPlayer::instance().isBusy());
    m_app->engine().kill();
    QTRY_COMPARE(ReplayPlayer::instance().state(), u"failed"_s);
    m_app->engine().listen();
    QTRY_VERIFY_WITH_TIMEOUT(EngineClient::instance().isConnected(), 60'000);
}

QTEST_MAIN(TestAppReplay)
#include "tst_app_replay.moc"
