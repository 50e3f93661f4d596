#include "engine/demos/demo.h"
#include "engine/pipeline/pipelinereader.h"

#include <QFile>
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
    static Pipeline pipelineWith(const QByteArray &trigger)
    {
        const QByteArray text =
            "saltern: 1\npipeline: demo\nnodes:\n  begin:\n    " + trigger +
            "\n  note:\n    kind: log@1\n    message: hello\nwires:\n  - begin -> note\n";
        return readPipeline(text).pipeline;
    }
};

QTEST_APPLESS_MAIN(DemoTest)
#include "tst_demo.moc"
