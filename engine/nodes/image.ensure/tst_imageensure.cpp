#include "engine/pipeline/registry.h"
#include "tests/nodes/nodefixture.h"

#include <QTest>

using namespace Saltern;

// Its settings; what it does is tested against real engines in tests/integration/tst_resources.cpp.
class TestImageEnsure : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mistakes_data();
    void mistakes();
    void settingsThatMeanNothing_data();
    void settingsThatMeanNothing();
    void simulationTouchesNothing();
};

void TestImageEnsure::mistakes_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::newRow("no image") << QByteArray("{'image':''}");
    QTest::newRow("capitals") << QByteArray("{'image':'Web'}");
    QTest::newRow("a path") << QByteArray("{'image':'../containers/a'}");
    QTest::newRow("a bad tag") << QByteArray("{'image':'web','tags':['a b']}");
    QTest::newRow("an id as a tag")
        << QByteArray("{'image':'web','tags':['" + QByteArray(64, 'a') + "']}");
    QTest::newRow("a digest as a tag")
        << QByteArray("{'image':'web','tags':['web@sha256:" + QByteArray(64, 'a') + "']}");
}

void TestImageEnsure::mistakes()
{
    QFETCH(QByteArray, parameters);
    NodeFixture fixture(QStringLiteral("image.ensure"), parameters);
    QVERIFY(fixture.hosts.add({QStringLiteral("local"), {.path = QStringLiteral("/none")}, {}}));
    fixture.host = QStringLiteral("local");
    const StepOutcome outcome = fixture.run(makeEvent("a"));
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::BadInput);
    QVERIFY(!outcome.mayRetry);
}

void TestImageEnsure::settingsThatMeanNothing_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<QStringList>("fields");
    QTest::newRow("good") << QByteArray("{'image':'web','tags':['a:b']}") << QStringList{};
    QTest::newRow("force without absent")
        << QByteArray("{'image':'web','force':true}") << QStringList{QStringLiteral("force")};
    QTest::newRow("tags of what is to go")
        << QByteArray("{'image':'web','state':'absent','tags':['a:b'],'pull':'never'}")
        << QStringList{QStringLiteral("pull"), QStringLiteral("tags")};
}

void TestImageEnsure::settingsThatMeanNothing()
{
    QFETCH(QByteArray, parameters);
    const QStringList refused = refusedFields(QStringLiteral("image.ensure"), parameters);
    QTEST(refused, "fields");
}

void TestImageEnsure::simulationTouchesNothing()
{
    NodeFixture fixture(QStringLiteral("image.ensure"), "{'image':'web:2'}");
    const NodeSetup setup = fixture.setup();
    const auto node = findBehaviour(QStringLiteral("image.ensure"), 1)->simulated(setup);
    QVERIFY(node);
    const auto step = (*node)->begin(StepInput{.parameters = setup.parameters});
    const StepOutcome outcome = finish(*step);
    QCOMPARE(outcome.exits.at(0).port, QStringLiteral("changed"));
    QVERIFY(outcome.log.contains(QStringLiteral("the image web:2 is present")));
}

QTEST_GUILESS_MAIN(TestImageEnsure)
#include "tst_imageensure.moc"
