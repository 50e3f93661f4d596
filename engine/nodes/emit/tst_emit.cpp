#include "tests/nodes/nodefixture.h"

#include <QTest>

using namespace Saltern;

class TestEmit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void publishes_data();
    void publishes();
    void lineage();
    void refused_data();
    void refused();
};

void TestEmit::publishes_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QString>("subject");
    QTest::addColumn<QByteArray>("data");
    QTest::newRow("nothing but a type")
        << QByteArray("'type':'shop/paid'") << QStringLiteral("web-1")
        << QByteArray("{'n':3,'name':'web'}");
    QTest::newRow("own data") << QByteArray(
                                     "'type':'shop/paid','data':{'total':'{{ event.data.n }}'}")
                              << QStringLiteral("web-1") << QByteArray("{'total':3}");
    QTest::newRow("data of the event as a whole")
        << QByteArray("'type':'shop/paid','data':'{{ event.data }}'") << QStringLiteral("web-1")
        << QByteArray("{'n':3,'name':'web'}");
    QTest::newRow("own subject")
        << QByteArray("'type':'shop/paid','subject':'{{ event.data.name }}','data':{}")
        << QStringLiteral("web") << QByteArray("{}");
}

void TestEmit::publishes()
{
    QFETCH(QByteArray, settings);
    QFETCH(QByteArray, data);
    NodeFixture fixture(QStringLiteral("emit"), "{" + settings + "}");
    const StepOutcome outcome =
        fixture.run(makeEvent("a/b", "{'n':3,'name':'web'}", {.subject = QStringLiteral("web-1")}));
    QVERIFY2(!outcome.error, qPrintable(outcome.error ? outcome.error->toString() : QString()));
    QCOMPARE(outcome.publish.size(), 1u);
    const Event &event = outcome.publish.front();
    QCOMPARE(event.type(), QStringLiteral("shop/paid"));
    QTEST(event.subject(), "subject");
    QCOMPARE(event.data(), json(data));
    QCOMPARE(outcome.exits.size(), 1u);
    QCOMPARE(outcome.exits.front().port, QStringLiteral("ok"));
    QCOMPARE(outcome.exits.front().data->toObject(), json(data));
}

void TestEmit::lineage()
{
    NodeFixture fixture(QStringLiteral("emit"), "{'type':'shop/paid'}");
    const Event in = makeEvent("a", "{}", {.host = QStringLiteral("edge-1"), .hops = 4});
    const Event out = fixture.run(in).publish.at(0);
    QCOMPARE(out.cause(), QStringLiteral("pipe/run1/step1"));
    QCOMPARE(out.hops(), 5);
    QCOMPARE(out.host(), QStringLiteral("edge-1"));
    QCOMPARE(out.source(), QStringLiteral("saltern/pipe/node"));
    QCOMPARE(out.timeNs(), fixture.clock.nowNs());
    QCOMPARE(fixture.run(in).publish.at(0).id(), out.id()); // the same step again after a crash
}

void TestEmit::refused_data()
{
    QTest::addColumn<QByteArray>("settings");
    const auto row = [](const char *name, const QByteArray &settings) {
        QTest::newRow(name) << settings;
    };
    row("no type", "'type':''");
    row("blank in the type", "'type':'a b'");
    row("line end in the type", "'type':'a\\nb'");
    row("begins with a slash", "'type':'/docker/container/die'");
    row("too long", "'type':'" + QByteArray(256, 'a') + "'");
    row("forged Docker event", "'type':'docker/container/die'");
    row("forged by a template", "'type':'{{ event.data.type }}'");
    row("forged host event", "'type':'host/local/down'");
    row("forged exit event", "'type':'saltern/other/node/ok'");
    row("forged tick", "'type':'timer/other/node'");
    row("forged button", "'type':'manual/other/node'");
    row("reserved word alone", "'type':'docker'");
    row("a list as data", "'type':'a','data':[1]");
    row("a text as data", "'type':'a','data':'x'");
    row("null as data", "'type':'a','data':null");
    row("too large", "'type':'a','data':{'x':'" + QByteArray(1024 * 1024, 'x') + "'}");
}

void TestEmit::refused()
{
    QFETCH(QByteArray, settings);
    NodeFixture fixture(QStringLiteral("emit"), "{" + settings + "}");
    const StepOutcome outcome = fixture.run(makeEvent("a", "{'type':'docker/container/die'}"));
    QVERIFY(outcome.error);
    QVERIFY(!outcome.error->remedy.isEmpty());
    QVERIFY(!outcome.mayRetry);
    QVERIFY(outcome.publish.empty());
    QVERIFY(outcome.exits.empty());
}

QTEST_GUILESS_MAIN(TestEmit)
#include "tst_emit.moc"
