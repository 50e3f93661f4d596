#include "app/studio/document/pipelinedocument.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/liveruns.h"
#include "app/studio/engineclient/runlistmodel.h"
#include "app/studio/settings/preferences.h"
#include "engine/base/installation.h"
#include "tests/integration/bystander.h"
#include "tests/lab/lab.h"
#include "tests/support/patience.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Saltern;

namespace {

const QByteArray pipelineText = R"(saltern: 1
pipeline: story
nodes:
  died:
    kind: docker.event@1
    type: container
    action: die
    labels: { story: "yes" }
  note:
    kind: log@1
    message: "{{ event.data.container.name }} died"
wires:
  - died -> note
)";

} // namespace

/// What a person sees: open a pipeline, press Run, a container dies, the node says ok, Stop; and
/// the engine is killed in the middle of it.
class StudioStoryTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void aContainerDiesAndTheNodeSaysOk();
    void theEngineIsKilledAndEverythingIsBack();
    void stopEndsIt();

private:
    QTemporaryDir m_folder{QStringLiteral("/var/tmp/saltern-story-XXXXXX")};
    std::unique_ptr<PipelineDocument> m_document;
    std::unique_ptr<Bystander> m_bystander;
};

void StudioStoryTest::initTestCase()
{
    QVERIFY2(Lab::available(), Lab::howToStart());
    Preferences::useFile(m_folder.filePath(QStringLiteral("studio.ini")));
    const QString state = m_folder.filePath(QStringLiteral("state"));
    const auto program = findProgram(QStringLiteral("saltern"));
    QVERIFY2(program, "saltern is not built");
    EngineClient::use({.socketPath = state + QStringLiteral("/control.sock"),
                       .program = *program,
                       .arguments = {QStringLiteral("serve"),
                                     QStringLiteral("--state"),
                                     state,
                                     QStringLiteral("--host"),
                                     QStringLiteral("local=") + Lab::endpoint()},
                       .logFile = state + QStringLiteral("/engine.log")});
    EngineClient::instance().start();
    QTRY_VERIFY_WITH_TIMEOUT(EngineClient::instance().isConnected(), patience);
    QTRY_COMPARE_WITH_TIMEOUT(EngineClient::instance().hosts()->connectedCount(), 1, patience);

    const QString path = m_folder.filePath(QStringLiteral("story.saltern.yaml"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(pipelineText);
    file.close();
    auto loaded = PipelineDocument::load(path);
    QVERIFY(loaded);
    m_document = std::move(*loaded);
    m_bystander = std::make_unique<Bystander>(Lab::endpoint());
}

void StudioStoryTest::cleanupTestCase()
{
    m_bystander.reset();
    m_document.reset();
    const qint64 pid = EngineClient::instance().enginePid();
    EngineClient::instance().stop();
    // Nothing runs any more, so the engine that the studio started ends with it.
    QTRY_VERIFY_WITH_TIMEOUT(pid <= 0 || ::kill(pid_t(pid), 0) != 0, patience);
}

void StudioStoryTest::aContainerDiesAndTheNodeSaysOk()
{
    RunOverlay *overlay = LiveRuns::instance().overlay(m_document.get());
    LiveRuns::instance().run(m_document.get(), QStringLiteral("run"));
    QTRY_COMPARE_WITH_TIMEOUT(overlay->mode(), QStringLiteral("run"), patience);
    const QString container = m_bystander->startContainer(
        QStringLiteral("busybox:1.36"), {{QStringLiteral("story"), QStringLiteral("yes")}});
    m_bystander->killContainer(container);
    QTRY_COMPARE_WITH_TIMEOUT(
        overlay->nodeFacts(QStringLiteral("note")).state, NodeRunState::Ok, patience);
    QTRY_COMPARE_WITH_TIMEOUT(overlay->nodeFacts(QStringLiteral("note")).matched, 1, patience);
    QTRY_COMPARE_WITH_TIMEOUT(
        overlay->wireFacts(QStringLiteral("died.out->note")).count, 1, patience);
    QCOMPARE(overlay->staleReason(), QString());

    RunListModel runs;
    runs.setActive(true);
    QTRY_COMPARE_WITH_TIMEOUT(runs.count(), 1, patience);
    overlay->showRun(runs.at(0, QStringLiteral("run")).toString());
    QTRY_COMPARE_WITH_TIMEOUT(overlay->mode(), QStringLiteral("past"), patience);
    QCOMPARE(overlay->nodeFacts(QStringLiteral("note")).state, NodeRunState::Ok);
    overlay->showLive();
}

void StudioStoryTest::theEngineIsKilledAndEverythingIsBack()
{
    EngineClient &client = EngineClient::instance();
    const qint64 pid = client.enginePid();
    QVERIFY(pid > 0);
    const QString added = m_document->addNode(QStringLiteral("log"), {400, 200});
    QCOMPARE(::kill(pid_t(pid), SIGKILL), 0);
    QTRY_COMPARE_WITH_TIMEOUT(client.state(), QStringLiteral("reconnecting"), patience);
    QTRY_VERIFY_WITH_TIMEOUT(client.isConnected(), patience);
    QVERIFY(client.enginePid() != pid);
    QVERIFY(m_document->hasNode(added));
    QTRY_COMPARE_WITH_TIMEOUT(
        client.pipelines()->modeOf(QStringLiteral("story")), QStringLiteral("run"), patience);
}

void StudioStoryTest::stopEndsIt()
{
    LiveRuns::instance().stop(m_document.get());
    RunOverlay *overlay = LiveRuns::instance().overlay(m_document.get());
    QTRY_COMPARE_WITH_TIMEOUT(overlay->mode(), QString(), patience);
    QTRY_COMPARE_WITH_TIMEOUT(EngineClient::instance().pipelines()->count(), 0, patience);
}

QTEST_MAIN(StudioStoryTest)
#include "tst_studiostory.moc"
