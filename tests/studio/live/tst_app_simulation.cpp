#include "app/studio/document/workspace.h"
#include "app/studio/engineclient/demoplayer.h"
#include "app/studio/engineclient/liveruns.h"
#include "app/studio/engineclient/replayplayer.h"
#include "engine/base/installation.h"
#include "tests/studio/live/scriptedengine.h"
#include "tests/studio/live/studioapp.h"

#include <QFile>
#include <QTest>

#include <csignal>

using namespace Saltern;
using namespace Qt::Literals;

namespace {

constexpr int patience = 60'000;
constexpr int manyEvents = 60'000; // seconds of work: it is stopped in the middle
constexpr int fewEvents = 100;

QByteArray crash(int number)
{
    return QStringLiteral(
               R"({"specversion":"1.0","id":"e%1","source":"docker://local",)"
               R"("type":"docker/container/die","time":"2026-01-31T14:02:39Z","salternhost":"local",)"
               R"("data":{"Action":"die","container":{"id":"c%1","name":"web-%1","exitCode":1,)"
               R"("requested":false}}})")
               .arg(number)
               .toUtf8() +
           '\n';
}

} // namespace

/// What is simulated is stopped, beside the real engine program: it has no Docker host and plays
/// what was recorded.
class TestAppSimulation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanupTestCase();

    void c86_aDemoIsPlayedFromItsRecording();
    void c87_aSimulatedDemoIsStopped_data();
    void c87_aSimulatedDemoIsStopped();
    void c87_aReplayIsStopped();

private:
    DemoPlayer &demo() { return DemoPlayer::instance(); }
    RunOverlay *overlay() { return LiveRuns::instance().overlay(Workspace::instance().current()); }
    void begin();
    QString record(int events); // the name of the file
    QStringList nodesIn(NodeRunState state);

    QTemporaryDir m_folder{u"/var/tmp/saltern-simulation-XXXXXX"_s};
    std::unique_ptr<StudioApp> m_app;
};

void TestAppSimulation::initTestCase()
{
    const auto program = findProgram(u"saltern"_s);
    QVERIFY2(program, "saltern is not built");
    const QString state = m_folder.filePath(u"state"_s);
    m_app = std::make_unique<StudioApp>(
        EngineOptions{.socketPath = state + u"/control.sock"_s,
                      .program = *program,
                      .arguments = {u"serve"_s,
                                    u"--state"_s,
                                    state,
                                    u"--host"_s,
                                    u"local=unix://"_s + m_folder.filePath(u"no.sock"_s)},
                      .logFile = state + u"/engine.log"_s});
    QTRY_VERIFY_WITH_TIMEOUT(EngineClient::instance().isConnected(), patience);
}

void TestAppSimulation::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    demo().close();
    ReplayPlayer::instance().close();
}

void TestAppSimulation::cleanupTestCase()
{
    const qint64 pid = EngineClient::instance().enginePid();
    m_app.reset();
    // Nothing is left running, so the engine that the studio started ends with it.
    QTRY_VERIFY_WITH_TIMEOUT(pid <= 0 || ::kill(pid_t(pid), 0) != 0, patience);
}

void TestAppSimulation::begin()
{
    m_app->go(u"home"_s);
    QVERIFY(m_app->see(u"run-hello"_s));
    QTRY_VERIFY_WITH_TIMEOUT(m_app->item(u"run-hello"_s)->isEnabled(), patience);
    QVERIFY(m_app->click(u"run-hello"_s));
    QTRY_COMPARE_WITH_TIMEOUT(demo().state(), u"running"_s, patience);
    QVERIFY(demo().isSimulated());
    QCOMPARE(m_app->page(), u"design"_s);
}

QString TestAppSimulation::record(int events)
{
    QFile recording(m_folder.filePath(u"%1.jsonl"_s.arg(events)));
    if (!recording.open(QIODevice::WriteOnly))
        return {};
    for (int i = 0; i < events; ++i)
        recording.write(crash(i));
    return recording.fileName();
}

QStringList TestAppSimulation::nodesIn(NodeRunState state)
{
    QStringList nodes = Workspace::instance().current()->nodeIds();
    nodes.removeIf([&](const QString &id) { return overlay()->nodeFacts(id).state != state; });
    return nodes;
}

void TestAppSimulation::c86_aDemoIsPlayedFromItsRecording()
{
    begin();
    QTRY_COMPARE_WITH_TIMEOUT(demo().state(), u"passed"_s, patience);
    QCOMPARE(nodesIn(NodeRunState::Running), QStringList());
    QVERIFY(nodesIn(NodeRunState::Ok).contains(u"greet"_s));
}

void TestAppSimulation::c87_aSimulatedDemoIsStopped_data()
{
    QTest::addColumn<int>("changes"); // that were shown when it is stopped

    QTest::newRow("at once") << 0;
    QTest::newRow("in the middle") << 5;
}

void TestAppSimulation::c87_aSimulatedDemoIsStopped()
{
    QFETCH(int, changes);
    begin();
    QTRY_VERIFY_WITH_TIMEOUT(demo().record()->changes().size() >= changes, patience);
    QVERIFY(demo().isBusy());
    m_app->key(Qt::Key_F5, Qt::ShiftModifier);
    QTRY_COMPARE_WITH_TIMEOUT(demo().state(), u"stopped"_s, patience);
    QCOMPARE(nodesIn(NodeRunState::Running), QStringList());
    // One may begin anew at once, and it is all there.
    QTRY_VERIFY(m_app->item(u"playAgain"_s));
    QVERIFY(m_app->click(u"playAgain"_s));
    QTRY_COMPARE_WITH_TIMEOUT(demo().state(), u"passed"_s, patience);
    QVERIFY(nodesIn(NodeRunState::Ok).contains(u"greet"_s));
}

void TestAppSimulation::c87_aReplayIsStopped()
{
    const QString many = record(manyEvents);
    const QString few = record(fewEvents);
    PipelineDocument *document = Workspace::instance().newPipeline();
    QVERIFY(
        document->setYaml(u"saltern: 1\npipeline: crashes\nnodes:\n"
                          "  died: {kind: docker.event@1, type: container, action: die}\n"
                          "  note: {kind: log@1, message: \"{{ event.data.container.name }}\"}\n"
                          "wires: [died -> note]\n"_s));
    m_app->go(u"design"_s);
    ReplayPlayer &replay = ReplayPlayer::instance();
    replay.playFile(document, many);
    QTRY_COMPARE_WITH_TIMEOUT(replay.state(), u"running"_s, patience);
    QVERIFY(m_app->click(u"runStop"_s));
    QTRY_COMPARE_WITH_TIMEOUT(replay.state(), u"stopped"_s, patience);
    const qint64 seen = overlay()->nodeFacts(u"died"_s).in;
    QVERIFY(seen < manyEvents);
    // The engine goes on with other things: it answers, and tells of the stopped one no more.
    replay.playFile(document, few);
    QTRY_COMPARE_WITH_TIMEOUT(replay.state(), u"done"_s, patience);
    QCOMPARE(overlay()->nodeFacts(u"note"_s).in, qint64(fewEvents));
}

QTEST_MAIN(TestAppSimulation)
#include "tst_app_simulation.moc"
