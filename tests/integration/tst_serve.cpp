#include "engine/control/controlclient.h"
#include "tests/integration/enginerig.h"
#include "tests/lab/lab.h"
#include "tests/support/patience.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QProcess>
#include <QSaveFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

/// Waits for containers with this test's label to end, and keeps a function busy for a minute.
QByteArray document(const QString &title, const QString &label)
{
    return QStringLiteral(R"(saltern: 1
pipeline: watch
title: %1
nodes:
  ended:
    kind: docker.event@1
    type: container
    action: die
    labels: { saltern.test: "%2" }
  work:
    kind: function@1
    runtime: shell
    code: sleep 60
    timeout: 90s
wires:
  - ended -> work
)")
        .arg(title, label)
        .toUtf8();
}

} // namespace

/// `saltern serve` as a process, with a real Docker engine, over `saltern attach`.
class TestServe : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY2(Lab::available(), Lab::howToStart()); }
    void init();
    void cleanup();
    void runsOnRealEventsAndStopsAtOnce();
    void takesValidChangesOnly();
    void goesOnAfterKill();
    void observesWithoutTouching();

private:
    void startServe(const QStringList &more = {});
    void write(const QByteArray &text);
    QJsonObject call(const QString &method, const QJsonObject &params = {});
    QJsonObject pipeline();
    QStringList functionContainers();
    void letAContainerEnd();
    bool waitUntilListening();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<EngineRig> m_rig;
    std::unique_ptr<QProcess> m_serve;
    std::unique_ptr<ControlClient> m_client;
    QString m_label;
    int m_round = 0;
};

void TestServe::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_folder->path()).mkdir(u"pipelines"_s));
    m_rig = std::make_unique<EngineRig>(Lab::endpoint());
    m_label = QStringLiteral("serve-%1-%2").arg(QCoreApplication::applicationPid()).arg(++m_round);
    write(document(u"first"_s, m_label));
}

void TestServe::cleanup()
{
    m_client.reset();
    if (m_serve && m_serve->state() == QProcess::Running) {
        m_serve->terminate();
        QVERIFY(m_serve->waitForFinished(60'000));
        QCOMPARE(m_serve->exitCode(), 0);
    }
    m_serve.reset();
    m_rig.reset();
}

// As a whole: half a file would be a wrong one.
void TestServe::write(const QByteArray &text)
{
    QSaveFile file(m_folder->filePath(u"pipelines/watch.saltern.yaml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
    QVERIFY(file.commit());
}

void TestServe::startServe(const QStringList &more)
{
    m_client.reset();
    const QString state = m_folder->filePath(u"state"_s);
    m_serve = std::make_unique<QProcess>();
    m_serve->setProcessChannelMode(QProcess::ForwardedChannels);
    m_serve->start(u"" SALTERN_PROGRAM ""_s,
                   QStringList{u"serve"_s,
                               m_folder->filePath(u"pipelines"_s),
                               u"--state"_s,
                               state,
                               u"--host"_s,
                               u"local="_s + Lab::endpoint()} +
                       more);
    QVERIFY(m_serve->waitForStarted());
    m_client = std::make_unique<ControlClient>(
        ControlEndpoint::command(u"" SALTERN_PROGRAM ""_s, {u"attach"_s, u"--state"_s, state}));
    m_client->open();
    QVERIFY(waitUntilListening());
}

bool TestServe::waitUntilListening()
{
    return QTest::qWaitFor(
        [&] {
            const QJsonObject host =
                call(u"hosts.list"_s).value(u"hosts"_s).toArray().first().toObject();
            return host.value(u"state"_s).toString() == u"connected"_s;
        },
        60'000);
}

QJsonObject TestServe::call(const QString &method, const QJsonObject &params)
{
    std::optional<Result<QJsonValue>> answer;
    connect(m_client->call(method, params), &PendingCall::finished, this, [&](const auto &got) {
        answer = got;
    });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 60'000) || !*answer)
        return {};
    return (*answer)->toObject();
}

QJsonObject TestServe::pipeline()
{
    return call(u"pipelines.list"_s).value(u"pipelines"_s).toArray().first().toObject();
}

QStringList TestServe::functionContainers()
{
    QStringList ids;
    for (const QJsonValue &container : call(u"functions.list"_s).value(u"containers"_s).toArray())
        ids += container.toObject().value(u"id"_s).toString();
    return ids;
}

void TestServe::letAContainerEnd()
{
    QVERIFY(!m_rig->run(words("true"), {{u"Labels"_s, QJsonObject{{u"saltern.test"_s, m_label}}}})
                 .isEmpty());
}

void TestServe::runsOnRealEventsAndStopsAtOnce()
{
    startServe();
    const ControlSubscription *topic = m_client->subscribe(u"runs"_s); // goes with the client
    QStringList told;
    connect(topic, &ControlSubscription::received, this, [&](const QJsonObject &params) {
        for (const QJsonValue &value : params.value(u"changes"_s).toArray())
            told += value.toObject().value(u"what"_s).toString() + u' ' +
                    value.toObject().value(u"state"_s).toString();
    });
    QTRY_VERIFY(topic->isActive());
    letAContainerEnd();
    QTRY_VERIFY_WITH_TIMEOUT(told.contains(u"step started"_s), 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(functionContainers().size(), 1, 120'000);
    const QJsonArray listed =
        call(u"hosts.containers"_s, {{u"host"_s, u"local"_s}}).value(u"containers"_s).toArray();
    QVERIFY(std::any_of(listed.begin(), listed.end(), [](const QJsonValue &container) {
        return container.toObject().value(u"ours"_s).toBool();
    }));
    QCOMPARE(call(u"pipelines.stop"_s, {{u"pipeline"_s, u"watch"_s}}).value(u"cancelled"_s).toInt(),
             1);
    QTRY_VERIFY_WITH_TIMEOUT(told.contains(u"run cancelled"_s), 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(functionContainers(), QStringList(), 60'000);
    // It stays stopped over a restart, and runs again once its file changes.
    m_serve->terminate();
    QVERIFY(m_serve->waitForFinished(60'000));
    startServe();
    QVERIFY(pipeline().isEmpty());
    write(document(u"second"_s, m_label));
    QTRY_COMPARE_WITH_TIMEOUT(pipeline().value(u"title"_s).toString(), u"second"_s, 60'000);
}

void TestServe::takesValidChangesOnly()
{
    startServe();
    QCOMPARE(pipeline().value(u"title"_s).toString(), u"first"_s);
    write(document(u"second"_s, m_label).replace("docker.event@1", "docker.evnt@1"));
    const auto refused = [&] { return call(u"pipelines.list"_s).value(u"refused"_s).toArray(); };
    QTRY_COMPARE_WITH_TIMEOUT(refused().size(), 1, 60'000);
    QCOMPARE(refused()
                 .first()
                 .toObject()
                 .value(u"problems"_s)
                 .toArray()
                 .first()
                 .toObject()
                 .value(u"line"_s),
             6);
    QCOMPARE(pipeline().value(u"title"_s).toString(), u"first"_s);
    write(document(u"third"_s, m_label));
    QTRY_COMPARE_WITH_TIMEOUT(pipeline().value(u"title"_s).toString(), u"third"_s, 60'000);
    QCOMPARE(refused().size(), 0);
    QVERIFY(QFile::remove(m_folder->filePath(u"pipelines/watch.saltern.yaml"_s)));
    QTRY_VERIFY_WITH_TIMEOUT(pipeline().isEmpty(), 60'000);
}

void TestServe::goesOnAfterKill()
{
    startServe();
    letAContainerEnd();
    QTRY_COMPARE_WITH_TIMEOUT(functionContainers().size(), 1, 120'000);
    const QStringList before = functionContainers();
    m_serve->kill();
    QVERIFY(m_serve->waitForFinished());
    startServe();
    // The run goes on in a container of its own; what the dead engine left is gone.
    QTRY_VERIFY_WITH_TIMEOUT(functionContainers().size() == 1 && functionContainers() != before,
                             120'000);
    QCOMPARE(call(u"status"_s).value(u"openRuns"_s).toInt(), 1);
    call(u"pipelines.stop"_s, {{u"pipeline"_s, u"watch"_s}});
}

void TestServe::observesWithoutTouching()
{
    startServe({u"--observe"_s});
    QCOMPARE(pipeline().value(u"mode"_s).toString(), u"observe"_s);
    letAContainerEnd();
    const auto runs = [&] { return call(u"runs.list"_s).value(u"runs"_s).toArray(); };
    QTRY_COMPARE_WITH_TIMEOUT(runs().size(), 1, 60'000);
    QCOMPARE(runs().first().toObject().value(u"mode"_s).toString(), u"observe"_s);
    QCOMPARE(functionContainers(), QStringList());
}

QTEST_GUILESS_MAIN(TestServe)
#include "tst_serve.moc"
