#include "engine/demos/demo.h"
#include "engine/demos/demorunner.h"
#include "tests/integration/bystander.h"
#include "tests/lab/lab.h"

#include <QSignalSpy>
#include <QTest>

using namespace Saltern;

namespace {

HostConfig hostOf(const QString &endpoint)
{
    return {.name = QStringLiteral("local"), .endpoint = DockerEndpoint::parse(endpoint).value()};
}

bool hasToBuildImages(const Demo &demo)
{
    const QStringList images = demo.images();
    return std::any_of(images.begin(), images.end(), [&demo](const QString &image) {
        return !demo.buildCommand(image).isEmpty();
    });
}

// The shared engines as far as they go, and one of the test's own.
QStringList stageOf(const Demo &demo, Lab::PrivateEngine &own)
{
    QStringList endpoints;
    if (!hasToBuildImages(demo)) {
        for (const Lab::Engine &engine : Lab::engines())
            endpoints += engine.endpoint;
    }
    const qsizetype wanted = std::max<qsizetype>(qsizetype(demo.hosts.size()), 1);
    if (endpoints.size() < wanted && own.start())
        endpoints += own.endpoint();
    return endpoints.first(std::min(wanted, endpoints.size()));
}

DemoOutcome play(DemoRunner &runner)
{
    QSignalSpy finished(&runner, &DemoRunner::finished);
    runner.start();
    if (!QTest::qWaitFor([&] { return !finished.isEmpty(); }, 180'000))
        return {};
    return finished.constFirst().constFirst().value<DemoOutcome>();
}

QByteArray words(const DemoOutcome &outcome)
{
    QStringList lines;
    for (const DemoActReport &act : outcome.acts)
        lines.append((act.ok ? QStringLiteral("ok  ") : QStringLiteral("BAD ")) + act.say +
                     QStringLiteral(": ") + act.account);
    if (outcome.error)
        lines.append(outcome.error->toString());
    return (lines + outcome.leftBehind).join(u'\n').toUtf8();
}

} // namespace

class DemosTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QVERIFY2(Lab::available(), Lab::howToStart()); }

    void everyDemoPasses_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name : Demo::names())
            QTest::newRow(qPrintable(name)) << name;
    }

    // On an engine where others work: containers with the demos' label but another run, some that
    // a demo's pipeline would act on, and one that starts in the middle of it.
    void everyDemoPasses()
    {
        QFETCH(QString, name);
        const Result<Demo> demo = Demo::load(name);
        QVERIFY2(demo, demo ? "" : qPrintable(demo.error().toString()));
        Lab::PrivateEngine engine(QStringLiteral("demos"),
                                  {.images = QStringLiteral("busybox python cobol")});
        const QStringList endpoints = stageOf(*demo, engine);
        std::vector<HostConfig> hosts;
        std::vector<std::unique_ptr<Bystander>> bystanders;
        QList<QStringList> before;
        const QString busybox = QStringLiteral("busybox:1.36");
        const QJsonObject theirs{{demoLabel, QStringLiteral("theirs")}};
        for (const QString &endpoint : endpoints) {
            hosts.push_back(hostOf(endpoint));
            bystanders.push_back(std::make_unique<Bystander>(endpoint));
            Bystander &bystander = *bystanders.back();
            bystander.tag(busybox, QStringLiteral("bystander"), QStringLiteral("latest"));
            bystander.startContainer(busybox, {});
            bystander.startContainer(QStringLiteral("bystander:latest"), theirs);
            before += bystander.inventory();
        }

        DemoRunner runner(*demo, hosts);
        QString late;
        connect(&runner, &DemoRunner::actFinished, this, [&] {
            if (late.isEmpty())
                late =
                    bystanders.back()->startContainer(QStringLiteral("bystander:latest"), theirs);
        });
        const DemoOutcome outcome = play(runner);
        QVERIFY2(outcome.passed, words(outcome).constData());
        QVERIFY2(!outcome.simulated, qPrintable(outcome.whySimulated));
        QCOMPARE(outcome.acts.size(), demo->acts.size());
        QCOMPARE(outcome.leftBehind, QStringList());

        QList<QStringList> after;
        for (const auto &bystander : bystanders)
            after += bystander->inventory();
        const QString lateRuns = QStringLiteral("container %1 running").arg(late);
        QCOMPARE(after.back().filter(lateRuns).size(), 1);
        after.back().removeIf([&](const QString &line) { return line.startsWith(lateRuns); });
        QCOMPARE(after, before);
    }

    void whatDiffersIsSaidAndNothingIsLeftBehind()
    {
        Demo demo = Demo::load(QStringLiteral("hello")).value();
        demo.deadline = std::chrono::seconds(5);
        for (DemoAct &act : demo.acts) {
            if (act.kind == DemoAct::Kind::Event)
                act.pattern = Pattern::parse(R"({"type": ["docker/container/die"],
                    "data": {"container": {"exitCode": [42]}}})")
                                  .value();
        }
        Bystander bystander(Lab::endpoint());
        const QStringList before = bystander.inventory();
        DemoRunner runner(demo, {hostOf(Lab::endpoint())});
        const DemoOutcome outcome = play(runner);
        QVERIFY(!outcome.passed);
        QVERIFY(outcome.error.has_value());
        QVERIFY2(outcome.acts.back().account.contains(QStringLiteral("data.container.exitCode")),
                 words(outcome).constData());
        QCOMPARE(bystander.inventory(), before);
    }

    void cancelledDemoLeavesNothingBehind()
    {
        const Demo demo = Demo::load(QStringLiteral("image-guard")).value();
        Bystander bystander(Lab::endpoint());
        const QStringList before = bystander.inventory();
        DemoRunner runner(demo, {hostOf(Lab::endpoint())});
        int acts = 0;
        connect(&runner, &DemoRunner::actFinished, &runner, [&] {
            if (++acts == 2)
                runner.cancel();
        });
        const DemoOutcome outcome = play(runner);
        QVERIFY(outcome.error.has_value());
        QCOMPARE(outcome.error->kind, ErrorKind::Cancelled);
        QCOMPARE(outcome.leftBehind, QStringList());
        QCOMPARE(bystander.inventory(), before);
    }

    // The lab's shared engines have no compiler for COBOL.
    void whereAnImageHasToBeBuiltTheRecordingIsPlayed_data()
    {
        QTest::addColumn<bool>("refused");
        QTest::newRow("played") << false;
        QTest::newRow("refused") << true;
    }

    void whereAnImageHasToBeBuiltTheRecordingIsPlayed()
    {
        QFETCH(bool, refused);
        Bystander bystander(Lab::endpoint());
        const QStringList before = bystander.inventory();
        DemoRunner runner(Demo::load(QStringLiteral("invoices")).value(),
                          {hostOf(Lab::endpoint())});
        QSignalSpy instead(&runner, &DemoPlay::simulatedInstead);
        if (refused)
            runner.refuseRecording();
        const DemoOutcome outcome = play(runner);
        QCOMPARE(instead.isEmpty(), refused);
        QCOMPARE(outcome.simulated, !refused);
        QCOMPARE(outcome.passed, !refused);
        QCOMPARE(outcome.acts.empty(), refused);
        const QString said = refused ? outcome.error->toString() : outcome.whySimulated;
        QVERIFY2(said.contains(QStringLiteral("docker build -t localhost/gnucobol:3")),
                 qPrintable(said));
        QCOMPARE(bystander.inventory(), before);
    }

    void withTooFewHostsTheRecordingIsPlayed()
    {
        Bystander bystander(Lab::endpoint());
        const QStringList before = bystander.inventory();
        DemoRunner runner(Demo::load(QStringLiteral("rollout")).value(), {hostOf(Lab::endpoint())});
        const DemoOutcome outcome = play(runner);
        QVERIFY2(outcome.passed, words(outcome).constData());
        QVERIFY(outcome.simulated);
        QVERIFY2(outcome.whySimulated.contains(QStringLiteral("plays on 3 Docker hosts")),
                 qPrintable(outcome.whySimulated));
        QCOMPARE(bystander.inventory(), before);
    }

    void withoutAnEngineNothingIsPlayed()
    {
        const Demo demo = Demo::load(QStringLiteral("hello")).value();
        DemoRunner runner(demo, {hostOf(QStringLiteral("unix:///nowhere/docker.sock"))});
        const DemoOutcome outcome = play(runner);
        QVERIFY(outcome.error.has_value());
        QCOMPARE(outcome.error->kind, ErrorKind::Unreachable);
        QVERIFY(outcome.acts.empty());
        QCOMPARE(outcome.leftBehind, QStringList());
    }
};

QTEST_GUILESS_MAIN(DemosTest)
#include "tst_demos.moc"
