#include "engine/nodes/network.ensure/networksettings.h"
#include "engine/pipeline/registry.h"
#include "tests/nodes/nodefixture.h"

#include <QTest>

using namespace Saltern;

class TestNetworkEnsure : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void differences_data();
    void differences();
    void creations_data();
    void creations();
    void badNames_data();
    void badNames();
};

void TestNetworkEnsure::differences_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QByteArray>("actual"); // as in NetworkInspect
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name,
                        const char *settings,
                        const char *actual,
                        const QStringList &expected) {
        QTest::newRow(name) << QByteArray(settings) << QByteArray(actual) << expected;
    };
    const auto says = [](const char *text) { return QStringList{QString::fromUtf8(text)}; };
    row("nothing asked for", "{'name':'n'}", "{'Driver':'overlay','Internal':true}", {});
    row("as described",
        "{'driver':'bridge','internal':false,'options':{'mtu':1400},'labels':{'a':'b'},"
        "'subnet':'10.7.0.0/24'}",
        "{'Driver':'bridge','Internal':false,'Options':{'mtu':'1400','x':'y'},"
        "'Labels':{'a':'b','c':'d'},'IPAM':{'Config':[{'Subnet':'10.7.0.0/24'}]}}",
        {});
    row("another driver",
        "{'driver':'macvlan'}",
        "{'Driver':'bridge'}",
        says("driver: bridge \u2192 macvlan"));
    row("a flag", "{'internal':true}", "{'Internal':false}", says("internal: false \u2192 true"));
    row("a range",
        "{'subnet':'10.7.0.0/24'}",
        "{'IPAM':{'Config':[{'Subnet':'10.8.0.0/24'}]}}",
        says("subnet: 10.8.0.0/24 \u2192 10.7.0.0/24"));
    row("no range yet", "{'gateway':'10.7.0.1'}", "{}", says("gateway: none \u2192 10.7.0.1"));
    row("entries",
        "{'options':{'mtu':'1400'},'labels':{'a':'b'}}",
        "{'Options':{'mtu':'1500'},'Labels':null}",
        {QStringLiteral("options.mtu: 1500 \u2192 1400"),
         QStringLiteral("labels.a: none \u2192 b")});
}

void TestNetworkEnsure::differences()
{
    QFETCH(QByteArray, settings);
    QFETCH(QByteArray, actual);
    QStringList found;
    for (const Difference &difference : networkDifferences(json(settings), json(actual)))
        found += difference.toString();
    QTEST(found, "expected");
}

void TestNetworkEnsure::creations_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("a name") << QByteArray("{'name':'n'}")
                            << QByteArray("{'Name':'n','CheckDuplicate':true,'Options':{},"
                                          "'Labels':{}}");
    QTest::newRow("everything")
        << QByteArray("{'name':'n','driver':'bridge','options':{'mtu':1400},'labels':{'a':'b'},"
                      "'internal':true,'attachable':false,'ipv6':true,'subnet':'10.7.0.0/24',"
                      "'gateway':'10.7.0.1'}")
        << QByteArray(
               "{'Name':'n','CheckDuplicate':true,'Driver':'bridge','Options':{'mtu':'1400'},"
               "'Labels':{'a':'b'},'Internal':true,'Attachable':false,'EnableIPv6':true,"
               "'IPAM':{'Config':[{'Subnet':'10.7.0.0/24','Gateway':'10.7.0.1'}]}}");
}

void TestNetworkEnsure::creations()
{
    QFETCH(QByteArray, settings);
    QFETCH(QByteArray, body);
    QCOMPARE(networkCreation(json(settings)), json(body));
}

void TestNetworkEnsure::badNames_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("nothing") << QByteArray("");
    QTest::newRow("a path") << QByteArray("../containers/a");
    QTest::newRow("a query") << QByteArray("a?b");
}

void TestNetworkEnsure::badNames()
{
    QFETCH(QByteArray, name);
    NodeFixture fixture(QStringLiteral("network.ensure"), "{'name':'" + name + "'}");
    QVERIFY(fixture.hosts.add({QStringLiteral("local"), {.path = QStringLiteral("/none")}, {}}));
    fixture.host = QStringLiteral("local");
    const StepOutcome outcome = fixture.run(makeEvent("a"));
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->kind, ErrorKind::BadInput);
}

QTEST_GUILESS_MAIN(TestNetworkEnsure)
#include "tst_networkensure.moc"
