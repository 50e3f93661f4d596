#include "engine/pipeline/registry.h"
#include "tests/nodes/nodefixture.h"

#include <QTest>

using namespace Saltern;

class TestSwitch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavesBy_data();
    void leavesBy();
    void portsFollowTheCases();
    void badCases_data();
    void badCases();
};

namespace {

struct Fields final : NodeProblems
{
    void
    add(const QString &field, const QString &code, const QString &, const QString &remedy) override
    {
        QVERIFY(!remedy.isEmpty());
        found += field + u' ' + code;
    }
    QStringList found;
};

QStringList portsOf(const StepOutcome &outcome)
{
    QStringList ports;
    for (const Exit &exit : outcome.exits)
        ports += exit.port;
    return ports;
}

} // namespace

void TestSwitch::leavesBy_data()
{
    QTest::addColumn<QByteArray>("pick");
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QStringList>("ports");
    const auto row = [](const char *name, const char *pick, const char *data, const char *ports) {
        QTest::newRow(name) << QByteArray(pick) << QByteArray(data)
                            << QString::fromUtf8(ports).split(u' ');
    };
    row("first case", "first", "{'name':'web-1','n':1}", "web");
    row("second case", "first", "{'name':'db','n':1}", "small");
    row("no case", "first", "{'name':'db','n':9}", "else");
    row("all: both, in their order", "all", "{'name':'web-1','n':1}", "web small");
    row("all: one", "all", "{'name':'web-1','n':9}", "web");
    row("all: none", "all", "{'name':'db','n':9}", "else");
    row("fields are missing", "first", "{}", "else");
}

void TestSwitch::leavesBy()
{
    QFETCH(QByteArray, pick);
    QFETCH(QByteArray, data);
    NodeFixture fixture(QStringLiteral("switch"),
                        "{'pick':'" + pick +
                            "','cases':[{'name':'web','match':{'data.name':[{'prefix':'web-'}]}},"
                            "{'name':'small','match':{'data.n':[{'numeric':['<',5]}]}}]}");
    const StepOutcome outcome = fixture.run(makeEvent("a", data.constData()));
    QVERIFY(!outcome.error);
    QTEST(portsOf(outcome), "ports");
    QCOMPARE(outcome.detail.contains(QLatin1StringView("whyNot")),
             portsOf(outcome).contains(QStringLiteral("else")));
}

void TestSwitch::portsFollowTheCases()
{
    const NodeDescriptor *descriptor = findDescriptor({QStringLiteral("switch"), 1});
    QStringList names;
    for (const Port &port : descriptor->outputPorts(json("{'cases':[{'name':'a'},{'name':'b'}]}")))
        names += port.name;
    QCOMPARE(names,
             (QStringList{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("else")}));
}

void TestSwitch::badCases_data()
{
    QTest::addColumn<QByteArray>("cases");
    QTest::addColumn<QStringList>("problems");
    const auto row = [](const char *name, const char *cases, const QStringList &problems) {
        QTest::newRow(name) << QByteArray(cases) << problems;
    };
    row("good", "[{'name':'a'},{'name':'b-2'}]", {});
    row("none", "[]", {QStringLiteral("cases out-of-range")});
    row("twice", "[{'name':'a'},{'name':'a'}]", {QStringLiteral("cases/1/name duplicate-name")});
    row("else", "[{'name':'else'}]", {QStringLiteral("cases/0/name duplicate-name")});
    row("a dot", "[{'name':'a.b'}]", {QStringLiteral("cases/0/name bad-name")});
    row("an arrow", "[{'name':'a -> b'}]", {QStringLiteral("cases/0/name bad-name")});
    row("a line end", "[{'name':'a\\n'}]", {QStringLiteral("cases/0/name bad-name")});
}

void TestSwitch::badCases()
{
    QFETCH(QByteArray, cases);
    Node node;
    node.parameters = json("{'cases':" + cases + "}");
    Fields problems;
    findDescriptor({QStringLiteral("switch"), 1})->check(node, problems);
    QTEST(problems.found, "problems");
}

QTEST_GUILESS_MAIN(TestSwitch)
#include "tst_switch.moc"
