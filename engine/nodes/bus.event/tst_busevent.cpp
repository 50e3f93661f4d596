#include "tests/nodes/nodefixture.h"

#include <QTest>

using namespace Saltern;

class TestBusEvent : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void begins_data();
    void begins();
    void refusesTypeInMatch();
};

void TestBusEvent::begins_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<bool>("begins");
    const auto row = [](const char *name, const char *parameters, const char *type, bool begins) {
        QTest::newRow(name) << QByteArray(parameters) << QByteArray(type) << begins;
    };
    row("exact", "{'type':'shop/order/paid'}", "shop/order/paid", true);
    row("no prefix", "{'type':'shop/order'}", "shop/order/paid", false);
    row("case counts", "{'type':'Shop/order/paid'}", "shop/order/paid", false);
    row("glob", "{'type':'shop/*'}", "shop/order/paid", true);
    row("glob in the middle", "{'type':'host/*/down'}", "host/edge-1/down", true);
    row("glob elsewhere", "{'type':'host/*/down'}", "host/edge-1/up", false);
    row("list", "{'type':['a/b','c/*']}", "c/d", true);
    row("list without it", "{'type':['a/b','c/*']}", "b/d", false);
    row("exit event", "{'type':'saltern/heal/diagnose/ok'}", "saltern/heal/diagnose/ok", true);
    row("match", "{'type':'*','match':{'data.total':[{'numeric':['>',10]}]}}", "a", true);
    row("match fails", "{'type':'*','match':{'data.total':[{'numeric':['>',90]}]}}", "a", false);
}

void TestBusEvent::begins()
{
    QFETCH(QByteArray, parameters);
    QFETCH(QByteArray, type);
    NodeFixture fixture(QStringLiteral("bus.event"), parameters.constData());
    // Whatever caused it: only docker.event leaves our own events out.
    const Event event =
        makeEvent(type.constData(), "{'total':50}", {.cause = QStringLiteral("heal/run1/step1")});
    QTEST(fixture.triggers(event), "begins");
}

void TestBusEvent::refusesTypeInMatch()
{
    NodeFixture fixture(QStringLiteral("bus.event"), "{'type':'a','match':{'type':['b']}}");
    const auto trigger = fixture.trigger();
    QVERIFY(!trigger);
    QCOMPARE(trigger.error().kind, ErrorKind::BadInput);
}

QTEST_GUILESS_MAIN(TestBusEvent)
#include "tst_busevent.moc"
