#include "engine/functions/functionlabels.h"
#include "engine/runs/engine.h"
#include "tests/integration/enginerig.h"
#include "tests/lab/lab.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

/// One life of an engine on a state folder, with what its `log` nodes wrote.
class Life
{
public:
    explicit Life(const QString &stateFolder)
        : m_engine(EngineOptions{
              .stateFolder = stateFolder,
              .hosts = {
                  {.name = u"lab"_s, .endpoint = DockerEndpoint::parse(Lab::endpoint()).value()}}})
    {
    }

    Result<void> begin(const QByteArray &document)
    {
        if (const auto opened = m_engine.open(); !opened)
            return opened;
        Scheduler &scheduler = m_engine.scheduler();
        QObject::connect(&scheduler, &Scheduler::eventSeen, &m_engine, [this](const auto &seen) {
            isUp = isUp || seen.event.type() == u"host/lab/up";
        });
        QObject::connect(&scheduler, &Scheduler::stepChanged, &m_engine, [this](const auto &step) {
            if (step.state == StepState::Started)
                ++stepsBegun;
            if (step.state == StepState::Done)
                logged += step.log;
        });
        Bundle bundle;
        bundle.documentName = u"p.saltern.yaml"_s;
        bundle.document = document;
        if (const auto deployed = m_engine.deploy(bundle); !deployed)
            return deployed;
        return m_engine.start();
    }

    bool end()
    {
        QSignalSpy stopped(&m_engine, &Engine::stopped);
        m_engine.shutDown();
        return !stopped.isEmpty() || stopped.wait(60'000);
    }

    Engine &engine() { return m_engine; }

    bool isUp = false;
    int stepsBegun = 0;
    QStringList logged;

private:
    Engine m_engine;
};

QByteArray watching(const char *pipeline, const QByteArray &label, const QByteArray &more = {})
{
    return "saltern: 1\npipeline: " + QByteArray(pipeline) + "\n" + more +
           "nodes:\n"
           "  made: {kind: docker.event@1, type: container, action: create, labels: {of: " +
           label +
           "}}\n"
           "  note: {kind: log@1, message: \"{{ event.data.container.name }}\"}\n"
           "wires: [made -> note]\n";
}

} // namespace

/// The engine as programs use it, on a real Docker engine.
class TestEngine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void missed_data();
    void missed();
    void leavesNoContainerBehind_data();
    void leavesNoContainerBehind();

private:
    void createNamed(const QString &name, const QString &label);
    QStringList containerStates(const QString &engineId);

    std::unique_ptr<EngineRig> m_rig;
};

void TestEngine::initTestCase()
{
    QVERIFY2(Lab::available(), Lab::howToStart());
    m_rig = std::make_unique<EngineRig>(Lab::endpoint());
}

void TestEngine::createNamed(const QString &name, const QString &label)
{
    const auto made = m_rig->call(
        "POST",
        u"/containers/create"_s,
        dockerQuery({{u"name"_s, name}}),
        {{u"Image"_s, u"busybox:1.36"_s}, {u"Labels"_s, QJsonObject{{u"of"_s, label}}}});
    QVERIFY2(made, made ? "" : qPrintable(made.error().toString()));
    QVERIFY(m_rig->remove(name));
}

QStringList TestEngine::containerStates(const QString &engineId)
{
    const QString filter =
        u"{\"label\":[\"%1=%2\"]}"_s.arg(QString(FunctionLabels::engine), engineId);
    const auto answer = m_rig->call(
        "GET", u"/containers/json"_s, dockerQuery({{u"all"_s, u"1"_s}, {u"filters"_s, filter}}));
    if (!answer)
        return {answer.error().message};
    QStringList states;
    const QJsonArray containers = answer->array();
    for (const QJsonValue &container : containers)
        states += container.toObject().value(u"State").toString();
    return states;
}

void TestEngine::missed_data()
{
    QTest::addColumn<QByteArray>("before"); // the pipeline that ran before
    QTest::addColumn<QByteArray>("setting");
    QTest::addColumn<QStringList>("seen"); // by the second engine
    const QStringList all{u"in-between"_s, u"afterwards"_s};
    const QStringList late{u"afterwards"_s};
    QTest::newRow("run is the default") << QByteArray("p") << QByteArray() << all;
    QTest::newRow("run") << QByteArray("p") << QByteArray("missed: run\n") << all;
    QTest::newRow("skip") << QByteArray("p") << QByteArray("missed: skip\n") << late;
    QTest::newRow("never ran before") << QByteArray("q") << QByteArray("missed: run\n") << late;
}

void TestEngine::missed()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, setting);
    QFETCH(QStringList, seen);
    const QTemporaryDir folder;
    const QByteArray label = "row-" + QByteArray::number(qHash(folder.path()));
    {
        Life first(folder.path());
        const auto begun = first.begin(watching(before, label));
        QVERIFY2(begun, begun ? "" : qPrintable(begun.error().toString()));
        QTRY_VERIFY_WITH_TIMEOUT(first.isUp, 60'000);
        createNamed(u"first"_s, QString::fromLatin1(label));
        QTRY_COMPARE_WITH_TIMEOUT(first.logged, QStringList{u"first"_s}, 60'000);
        QVERIFY(first.end());
    }
    createNamed(u"in-between"_s, QString::fromLatin1(label));
    Life second(folder.path());
    const auto begun = second.begin(watching("p", label, setting));
    QVERIFY2(begun, begun ? "" : qPrintable(begun.error().toString()));
    QTRY_VERIFY_WITH_TIMEOUT(second.isUp, 60'000);
    createNamed(u"afterwards"_s, QString::fromLatin1(label));
    // What was missed comes first, so nothing is still to come once the last one is there.
    QTRY_VERIFY_WITH_TIMEOUT(second.logged.contains(u"afterwards"_s), 60'000);
    QCOMPARE(second.logged, seen);
    QVERIFY(second.end());
}

void TestEngine::leavesNoContainerBehind_data()
{
    QTest::addColumn<bool>("created"); // whether the container is there already
    QTest::newRow("while it is being created") << false;
    QTest::newRow("created, not started") << true;
}

void TestEngine::leavesNoContainerBehind()
{
    QFETCH(bool, created);
    const QTemporaryDir folder;
    const QByteArray document = "saltern: 1\npipeline: p\nnodes:\n"
                                "  go: {kind: bus.event@1, type: test/go}\n"
                                "  f: {kind: function@1, runtime: shell, code: sleep 60}\n"
                                "wires: [go -> f]\n";
    QString engineId;
    {
        Life life(folder.path());
        const auto begun = life.begin(document);
        QVERIFY2(begun, begun ? "" : qPrintable(begun.error().toString()));
        engineId = life.engine().engineId();
        life.engine().publish(Event::make({.type = u"test/go"_s}, {}));
        QTRY_VERIFY_WITH_TIMEOUT(life.stepsBegun == 1, 60'000);
        if (created)
            QTRY_VERIFY_WITH_TIMEOUT(!containerStates(engineId).isEmpty(), 60'000);
        QVERIFY(life.end());
    }
    QCOMPARE(containerStates(engineId), QStringList{});
}

QTEST_GUILESS_MAIN(TestEngine)
#include "tst_engine.moc"
