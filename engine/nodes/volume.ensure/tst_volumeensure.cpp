#include "engine/nodes/resourceensurestep.h"
#include "engine/pipeline/registry.h"
#include "tests/nodes/nodefixture.h"

#include <QTest>

using namespace Saltern;

// Its settings and what is compared; what it does is tested against real engines in
// tests/integration/tst_resources.cpp.
class TestVolumeEnsure : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void maps_data();
    void maps();
    void values();
    void settingsThatMeanNothing();
    void simulationTouchesNothing();
};

void TestVolumeEnsure::maps_data()
{
    QTest::addColumn<QByteArray>("wanted");
    QTest::addColumn<QByteArray>("actual");
    QTest::addColumn<QStringList>("expected");
    const auto row =
        [](const char *name, const char *wanted, const char *actual, const QStringList &expected) {
            QTest::newRow(name) << QByteArray(wanted) << QByteArray(actual) << expected;
        };
    row("nothing wanted", "{}", "{'a':'b'}", {});
    row("the same", "{'a':'b','n':1}", "{'a':'b','n':'1','more':''}", {});
    row("another value", "{'a':'c'}", "{'a':'b'}", {QStringLiteral("labels.a: b \u2192 c")});
    row("missing", "{'a':'c'}", "{}", {QStringLiteral("labels.a: none \u2192 c")});
    row("missing, with an empty value",
        "{'a':''}",
        "{}",
        {QStringLiteral("labels.a: none \u2192 \"\"")});
}

void TestVolumeEnsure::maps()
{
    QFETCH(QByteArray, wanted);
    QFETCH(QByteArray, actual);
    QStringList found;
    for (const Difference &difference :
         mapDifferences(QStringLiteral("labels"), json(wanted), json(actual)))
        found += difference.toString();
    QTEST(found, "expected");
}

void TestVolumeEnsure::values()
{
    const QString driver = QStringLiteral("driver");
    QVERIFY(!valueDifference(driver, QJsonValue::Undefined, QStringLiteral("local")));
    QVERIFY(!valueDifference(driver, QStringLiteral("local"), QStringLiteral("local")));
    QCOMPARE(valueDifference(driver, QStringLiteral("nfs"), QStringLiteral("local"))->toString(),
             QStringLiteral("driver: local \u2192 nfs"));
}

void TestVolumeEnsure::settingsThatMeanNothing()
{
    const QStringList refused =
        refusedFields(QStringLiteral("volume.ensure"),
                      "{'name':'v','state':'absent','driver':'local','recreate':true}");
    QCOMPARE(refused, (QStringList{QStringLiteral("driver"), QStringLiteral("recreate")}));
}

void TestVolumeEnsure::simulationTouchesNothing()
{
    NodeFixture fixture(QStringLiteral("volume.ensure"), "{'name':'v'}");
    const NodeSetup setup = fixture.setup();
    const auto node = findBehaviour(QStringLiteral("volume.ensure"), 1)->simulated(setup);
    QVERIFY(node);
    const auto step = (*node)->begin(StepInput{.parameters = setup.parameters});
    const StepOutcome outcome = finish(*step);
    QCOMPARE(outcome.exits.at(0).port, QStringLiteral("changed"));
    QCOMPARE(outcome.detail.value(QLatin1StringView("wanted")).toString(),
             QStringLiteral("the volume v is present"));
}

QTEST_GUILESS_MAIN(TestVolumeEnsure)
#include "tst_volumeensure.moc"
