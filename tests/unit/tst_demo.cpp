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
            // An event loop: qWaitFor() sleeps between two looks, and virtual time has many.
            QVERIFY(finished.wait(30'000));
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

    // What the demo did not start must not even be reachable.
    void whatCannotBeNarrowedDownIsRefused_data()
    {
        QTest::addColumn<QByteArray>("trigger");
        QTest::addColumn<QByteArray>("node");
        const QByteArray container("kind: docker.event@1");
        const QByteArray note("kind: log@1\n    message: hello");
        QTest::newRow("the whole bus")
            << QByteArray("kind: bus.event@1\n    type: docker/*") << note;
        QTest::newRow("somebody else's bus")
            << QByteArray("kind: bus.event@1\n    type: [saltern/demo/a/ok, saltern/other/a/ok]")
            << note;
        QTest::newRow("networks tell nobody whose they are")
            << QByteArray("kind: docker.event@1\n    type: network") << note;
        QTest::newRow("a container by its name")
            << container
            << QByteArray("kind: container.action@1\n    action: stop\n"
                          "    container: web");
        QTest::newRow("a container that the event does not say")
            << QByteArray("kind: manual@1")
            << QByteArray("kind: container.action@1\n    action: stop");
        QTest::newRow("a message to an address")
            << container << QByteArray("kind: notify@1\n    url: https://chat.example/hook");
        QTest::newRow("a message to an address with a secret in it")
            << container
            << QByteArray(
                   "kind: http.request@1\n    url: \"https://a.example/{{ secret.TOKEN }}\"");
    }

    void whatCannotBeNarrowedDownIsRefused()
    {
        QFETCH(QByteArray, trigger);
        QFETCH(QByteArray, node);
        const auto scoped = scopedToDemoRun(pipelineWith(trigger, node), QStringLiteral("run1"));
        QVERIFY(!scoped);
        QCOMPARE(scoped.error().kind, ErrorKind::Unsupported);
    }

    void whatIsTheDemosOwnIsLet_data()
    {
        QTest::addColumn<QByteArray>("trigger");
        QTest::addColumn<QByteArray>("node");
        QTest::newRow("its own exit events")
            << QByteArray("kind: bus.event@1\n    type: saltern/demo/total/*")
            << QByteArray("kind: log@1\n    message: hello");
        QTest::newRow("the event's container")
            << QByteArray("kind: docker.event@1")
            << QByteArray("kind: container.action@1\n    action: stop");
        QTest::newRow("a timer") << QByteArray("kind: timer@1\n    every: 1s")
                                 << QByteArray("kind: function@1\n    handler: a.py");
    }

    void whatIsTheDemosOwnIsLet()
    {
        QFETCH(QByteArray, trigger);
        QFETCH(QByteArray, node);
        const auto scoped = scopedToDemoRun(pipelineWith(trigger, node), QStringLiteral("run1"));
        QVERIFY2(scoped, scoped ? "" : qPrintable(scoped.error().message));
    }

    // Whatever is set on this machine under the names of the document: a run has secrets of its
    // own.
    void secretsAreThoseOfTheRun()
    {
        const auto scoped = scopedToDemoRun(
            pipelineWith("kind: webhook@1\n    path: orders\n    token: \"{{ secret.SHOP }}\"",
                         "kind: notify@1\n    url: \"{{ secret.PAGER_URL }}\""),
            QStringLiteral("run1"));
        QVERIFY(scoped);
        const auto parameter = [&](const char *node, const char *name) {
            return scoped->node(QLatin1StringView(node))->parameters[QLatin1StringView(name)];
        };
        QCOMPARE(parameter("begin", "token"), QStringLiteral("{{ secret.DEMO_TOKEN_RUN1 }}"));
        QCOMPARE(parameter("note", "url"), QStringLiteral("{{ secret.PAGER_URL_RUN1 }}"));
    }

    void namesAndLabelsAreThoseOfTheRun()
    {
        const auto parameters = [](const char *trigger, const char *node) {
            const auto scoped =
                scopedToDemoRun(pipelineWith(trigger, node), QStringLiteral("run1"));
            return QJsonObject{
                {QStringLiteral("trigger"), scoped->node(QStringLiteral("begin"))->parameters},
                {QStringLiteral("node"), scoped->node(QStringLiteral("note"))->parameters}};
        };
        const QJsonObject ensured = parameters("kind: docker.event@1\n    type: image",
                                               "kind: container.ensure@1\n    name: shop\n"
                                               "    labels: { app: x, saltern.demo: theirs }");
        QCOMPARE(ensured[u"trigger"][u"match"][u"data.image.name"],
                 (QJsonArray{QJsonObject{{u"prefix"_qs, u"saltern-demo-run1:"_qs}}}));
        QCOMPARE(ensured[u"node"][u"name"], u"saltern-demo-run1-shop"_qs);
        QCOMPARE(ensured[u"node"][u"labels"],
                 (QJsonObject{{u"app"_qs, u"x"_qs}, {u"saltern.demo"_qs, u"run1"_qs}}));
        const QJsonObject pruned =
            parameters("kind: timer@1\n    every: 1s", "kind: prune@1\n    labels: app");
        QCOMPARE(pruned[u"node"][u"labels"], (QJsonArray{u"app"_qs, u"saltern.demo=run1"_qs}));
    }

    // A demo whose pipeline sends messages opens the receiver that gets them.
    void everyAddressIsThatOfAReceiver_data() { builtInDemosAreComplete_data(); }

    void everyAddressIsThatOfAReceiver()
    {
        QFETCH(QString, name);
        const Demo demo = Demo::load(name).value();
        QSet<QString> opened;
        for (const DemoAct &act : demo.acts) {
            if (act.kind == DemoAct::Kind::Receiver)
                opened.insert(QStringLiteral("{{ secret.%1 }}").arg(act.subject));
        }
        QSet<QString> used;
        for (const Node &node : readPipeline(demo.bundle.document).pipeline.nodes) {
            if (node.parameters.contains(QLatin1StringView("url")))
                used.insert(node.parameters.value(QLatin1StringView("url")).toString());
        }
        QCOMPARE(used, opened);
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

    static Pipeline pipelineWith(const QByteArray &trigger,
                                 const QByteArray &node = "kind: log@1\n    message: hello")
    {
        const QByteArray text = "saltern: 1\npipeline: demo\nnodes:\n  begin:\n    " + trigger +
                                "\n  note:\n    " + node + "\nwires:\n  - begin -> note\n";
        return readPipeline(text).pipeline;
    }
};

QTEST_GUILESS_MAIN(DemoTest)
#include "tst_demo.moc"
