#include "engine/demos/demo.h"
#include "engine/demos/simulateddemo.h"
#include "engine/pipeline/validation.h"
#include "engine/simulation/testrunner.h"

#include <QFile>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

using namespace Saltern;

class DemoTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void builtInDemosAreComplete_data()
    {
        QTest::addColumn<QString>("name");
        for (const QString &name : Demo::names())
            QTest::newRow(qPrintable(name)) << name;
    }

    void builtInDemosAreComplete()
    {
        QFETCH(QString, name);
        const Result<Demo> demo = Demo::load(name);
        QVERIFY2(demo, demo ? "" : qPrintable(demo.error().toString()));
        QVERIFY(!demo->title.isEmpty());
        QVERIFY(!demo->images().isEmpty());
        QVERIFY(!demo->acts.empty());
        QVERIFY(demo->deadline > std::chrono::seconds(1));
        for (const DemoAct &act : demo->acts)
            QVERIFY(!act.say.isEmpty());
        const LoadedPipeline loaded = readPipeline(demo->bundle.document);
        QVERIFY(loaded.problems.isEmpty());
        QCOMPARE(loaded.pipeline.name, name);
        const QString folder = QStringLiteral(":/saltern/demos/") + name + u'/';
        const QStringList files{QStringLiteral("README.md"), name + QStringLiteral(".layout.yaml")};
        for (const QString &file : files)
            QVERIFY2(QFile::exists(folder + file), qPrintable(file));
    }

    void everyDemoPassesSimulated_data() { builtInDemosAreComplete_data(); }

    void everyDemoPassesSimulated()
    {
        QFETCH(QString, name);
        const Demo demo = Demo::load(name).value();
        QVERIFY2(demo.recording, "its document has no test with events");
        SimulatedDemo play(demo);
        QSignalSpy acts(&play, &DemoPlay::actFinished);
        const DemoOutcome outcome = finish(play);
        const QString said = outcome.error ? outcome.error->toString() : QString();
        QVERIFY2(outcome.passed, qPrintable(said));
        QVERIFY(outcome.simulated);
        QCOMPARE(outcome.acts.size(), demo.acts.size());
        QCOMPARE(acts.size(), qsizetype(demo.acts.size()));
    }

    void everyTestOfADemoPasses_data() { builtInDemosAreComplete_data(); }

    void everyTestOfADemoPasses()
    {
        QFETCH(QString, name);
        const Demo demo = Demo::load(name).value();
        const LoadedPipeline loaded = checkPipeline(demo.bundle.document, nullptr);
        QVERIFY(loaded.problems.isEmpty());
        const auto tests = readTests(loaded.pipeline, [&](const QString &path) {
            QFile file(QStringLiteral(":/saltern/demos/") + name + u'/' + path);
            return Result<QByteArray>(file.open(QIODevice::ReadOnly) ? file.readAll()
                                                                     : QByteArray());
        });
        QVERIFY(tests);
        for (const PipelineTest &test : *tests) {
            TestRunner runner(demo.bundle, loaded.pipeline, test);
            QSignalSpy finished(&runner, &TestRunner::finished);
            runner.start();
            QVERIFY(QTest::qWaitFor([&] { return !finished.isEmpty(); }, 30'000));
            const auto report = finished[0][0].value<Result<TestReport>>();
            QVERIFY(report);
            QCOMPARE(report->differences, QStringList());
        }
    }

    void aSimulatedDemoSaysWhatDiffers_data()
    {
        QTest::addColumn<QString>("act");
        QTest::addColumn<QString>("account");
        QTest::newRow("an event")
            << QStringLiteral(
                   R"({"event":{"type":["saltern/hello/greet/ok"],"data":{"by":["me"]}}})")
            << QStringLiteral("data.by");
        QTest::newRow("a container that was never started")
            << QStringLiteral(R"({"stopped":"nobody"})") << QStringLiteral("does not tell of it");
    }

    void aSimulatedDemoSaysWhatDiffers()
    {
        QFETCH(QString, act);
        QFETCH(QString, account);
        Demo demo = Demo::load(QStringLiteral("hello")).value();
        const QJsonObject object = QJsonDocument::fromJson(act.toUtf8()).object();
        DemoAct changed{.kind = DemoAct::Kind::Stopped,
                        .say = QStringLiteral("what differs"),
                        .subject = object.value(QLatin1StringView("stopped")).toString()};
        if (object.contains(QLatin1StringView("event"))) {
            changed.kind = DemoAct::Kind::Event;
            changed.pattern =
                Pattern::fromJson(object.value(QLatin1StringView("event")).toObject()).value();
        }
        demo.acts.push_back(changed);
        SimulatedDemo play(demo);
        const DemoOutcome outcome = finish(play);
        QVERIFY(!outcome.passed);
        QVERIFY2(outcome.acts.back().account.contains(account),
                 qPrintable(outcome.acts.back().account));
        QVERIFY(outcome.error->message.contains(QStringLiteral("what differs")));
    }

    void aSimulatedDemoCanBeCancelled()
    {
        SimulatedDemo play(Demo::load(QStringLiteral("hello")).value());
        connect(&play, &DemoPlay::actFinished, &play, &DemoPlay::cancel);
        // The first act is followed by others that the simulation needs further turns for.
        const DemoOutcome outcome = finish(play);
        QVERIFY(outcome.error.has_value());
        QCOMPARE(outcome.error->kind, ErrorKind::Cancelled);
    }

    void withoutARecordingItSaysSo()
    {
        Demo demo = Demo::load(QStringLiteral("hello")).value();
        demo.recording.reset();
        SimulatedDemo play(demo);
        const DemoOutcome outcome = finish(play);
        QVERIFY(outcome.error.has_value());
        QCOMPARE(outcome.error->kind, ErrorKind::NotFound);
    }

    void thereAreDemos() { QVERIFY(Demo::names().contains(QStringLiteral("hello"))); }

    void unknownDemoNamesTheNearest()
    {
        const Result<Demo> demo = Demo::load(QStringLiteral("helo"));
        QVERIFY(!demo);
        QCOMPARE(demo.error().kind, ErrorKind::BadInput);
        QVERIFY(demo.error().remedy.contains(QStringLiteral("\"hello\"")));
    }

    void triggersAreNarrowedDownToTheRun_data()
    {
        QTest::addColumn<QByteArray>("trigger");
        QTest::newRow("no labels") << QByteArray("kind: docker.event@1\n    action: die");
        QTest::newRow("any run") << QByteArray(
            "kind: docker.event@1\n    labels: { saltern.demo: \"*\" }");
        QTest::newRow("another run")
            << QByteArray("kind: docker.event@1\n    labels: { saltern.demo: x, app: y }");
    }

    void triggersAreNarrowedDownToTheRun()
    {
        QFETCH(QByteArray, trigger);
        const Result<Pipeline> scoped =
            scopedToDemoRun(pipelineWith(trigger), QStringLiteral("run1"));
        QVERIFY(scoped);
        const QJsonObject labels = scoped->node(QStringLiteral("begin"))
                                       ->parameters.value(QLatin1StringView("labels"))
                                       .toObject();
        QCOMPARE(labels.value(demoLabel).toString(), QStringLiteral("run1"));
    }

    void otherTriggersAreRefused_data()
    {
        QTest::addColumn<QByteArray>("trigger");
        QTest::newRow("timer") << QByteArray("kind: timer@1\n    every: 1s");
        QTest::newRow("bus") << QByteArray("kind: bus.event@1\n    type: docker/*");
        QTest::newRow("images have no labels in events")
            << QByteArray("kind: docker.event@1\n    type: image");
    }

    void otherTriggersAreRefused()
    {
        QFETCH(QByteArray, trigger);
        QVERIFY(!scopedToDemoRun(pipelineWith(trigger), QStringLiteral("run1")));
    }

private:
    static DemoOutcome finish(DemoPlay &play)
    {
        QSignalSpy finished(&play, &DemoPlay::finished);
        play.start();
        if (!QTest::qWaitFor([&] { return !finished.isEmpty(); }, 30'000))
            return {};
        return finished.constFirst().constFirst().value<DemoOutcome>();
    }

    static Pipeline pipelineWith(const QByteArray &trigger)
    {
        const QByteArray text =
            "saltern: 1\npipeline: demo\nnodes:\n  begin:\n    " + trigger +
            "\n  note:\n    kind: log@1\n    message: hello\nwires:\n  - begin -> note\n";
        return readPipeline(text).pipeline;
    }
};

QTEST_GUILESS_MAIN(DemoTest)
#include "tst_demo.moc"
