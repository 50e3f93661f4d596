#include "tests/nodes/nodefixture.h"

#include <QTest>

using namespace Saltern;

class TestManual : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void begins_data();
    void begins();
    void defaultsAreFilledIn_data();
    void defaultsAreFilledIn();
    void defaultsNeverMakeAnEventTooLarge();
};

void TestManual::begins_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<bool>("begins");
    QTest::newRow("its own") << QByteArray("manual/pipe/node") << true;
    QTest::newRow("another node") << QByteArray("manual/pipe/other") << false;
    QTest::newRow("another pipeline") << QByteArray("manual/other/node") << false;
}

void TestManual::begins()
{
    QFETCH(QByteArray, type);
    NodeFixture fixture(QStringLiteral("manual"));
    QTEST(fixture.triggers(makeEvent(type.constData())), "begins");
}

void TestManual::defaultsAreFilledIn_data()
{
    QTest::addColumn<QByteArray>("given");
    QTest::addColumn<QByteArray>("seen");
    QTest::newRow("nothing given") << QByteArray("{}") << QByteArray("{'a':1,'b':{'c':2}}");
    QTest::newRow("one over") << QByteArray("{'a':7}") << QByteArray("{'a':7,'b':{'c':2}}");
    QTest::newRow("objects are replaced whole")
        << QByteArray("{'b':{}}") << QByteArray("{'a':1,'b':{}}");
    QTest::newRow("one more") << QByteArray("{'d':null}")
                              << QByteArray("{'a':1,'b':{'c':2},'d':null}");
}

void TestManual::defaultsAreFilledIn()
{
    QFETCH(QByteArray, given);
    QFETCH(QByteArray, seen);
    NodeFixture fixture(QStringLiteral("manual"), "{'data':{'a':1,'b':{'c':2}}}");
    const auto trigger = fixture.trigger();
    QVERIFY(trigger);
    const Event event = makeEvent("manual/pipe/node", given.constData());
    const Event admitted = (*trigger)->admit(event);
    QCOMPARE(admitted.data(), json(seen.constData()));
    QCOMPARE(admitted.id(), event.id());
    QCOMPARE(admitted.timeNs(), event.timeNs());
}

void TestManual::defaultsNeverMakeAnEventTooLarge()
{
    const QByteArray parameters = "{'data':{'a':'" + QByteArray(600 * 1024, 'x') + "'}}";
    NodeFixture fixture(QStringLiteral("manual"), parameters.constData());
    const auto trigger = fixture.trigger();
    QVERIFY(trigger);
    const QByteArray given = "{'b':'" + QByteArray(600 * 1024, 'y') + "'}";
    const Event event = makeEvent("manual/pipe/node", given.constData());
    QCOMPARE((*trigger)->admit(event), event);
}

QTEST_GUILESS_MAIN(TestManual)
#include "tst_manual.moc"
