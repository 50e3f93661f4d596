#include "tests/unit/simulationrig.h"

#include <QTest>

using namespace Saltern;
using namespace Saltern::Test;
using namespace Qt::StringLiterals;

/// The tests of a document: what is expected, and how a difference is said.
class TestTestRunner : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void windowsInTests();
    void hooksAreDoneAroundTheMock();
    void differencesInWords_data();
    void differencesInWords();
};

void TestTestRunner::windowsInTests()
{
    const auto report = runFirstTest(
        document(trigger + "  w: { kind: window@1, mode: accumulate, over: 1h }\n"
                           "  note: { kind: log@1, message: \"{{ event.data.window.count }}\" }\n",
                 "go -> w, w -> note",
                 "    events:\n"
                 "      - { type: demo/go, data: { n: 1 } }\n"
                 "      - { type: demo/go, data: { n: 2 } }\n"
                 "    expect:\n"
                 "      w: { calls: 2 }\n"
                 "      note: { calls: 1, settings: { message: [2] } }\n"));
    QVERIFY2(report, qPrintable(report ? QString() : report.error().toString()));
    QCOMPARE(report->differences, QStringList());
}

void TestTestRunner::hooksAreDoneAroundTheMock()
{
    const auto report = runFirstTest(
        document(trigger + "  heard: { kind: bus.event@1, type: demo/done }\n"
                           "  call:\n"
                           "    kind: function@1\n"
                           "    runtime: shell\n"
                           "    code: exit 1\n"
                           "    hooks:\n"
                           "      entry: [{ transform: \"({ n: event.data.n + 1 })\" }]\n"
                           "      exit:\n"
                           "        - { transform: \"({ x: event.data.x * 2 })\" }\n"
                           "        - { emit: { type: demo/done } }\n"
                           "  after: { kind: log@1, message: \"{{ event.data.x }}\" }\n"
                           "  told: { kind: log@1, message: \"{{ event.data.outcome.state }}\" }\n",
                 "go -> call, call.ok -> after, heard -> told",
                 "    events: [{ type: demo/go, data: { n: 1 } }]\n"
                 "    mocks: { call: { when: { data.n: [2] }, data: { x: 21 }, after: 10s } }\n"
                 "    expect:\n"
                 "      call: { calls: 1 }\n"
                 "      after: { calls: 1, with: { data.x: [42] } }\n"
                 "      told: { calls: 1, with: { data.outcome.state: [ok] } }\n"));
    QVERIFY2(report, report ? "" : qPrintable(report.error().toString()));
    QVERIFY2(report->passed(), qPrintable(report->differences.join(u'\n')));
}

void TestTestRunner::differencesInWords_data()
{
    QTest::addColumn<QByteArray>("test"); // mocks and expectations
    QTest::addColumn<QStringList>("differences");
    const auto row = [](const char *name, const char *test, const QStringList &differences) {
        QTest::newRow(name) << QByteArray(test) << differences;
    };
    row("as expected",
        "    expect: { go: { calls: 1, with: { data.n: [7] } }, call: { calls: 1, attempts: 1, "
        "ports: ok, settings: { text: [7] }, exits: { data.simulated: [true] } } }\n",
        {});
    row("calls",
        "    expect: { call: { calls: 2 }, after: { calls: 0 } }\n",
        {u"after: expected 0 calls, but there was 1."_s,
         u"call: expected 2 calls, but there was 1."_s});
    row("attempts and ports",
        "    mocks: { call: [{ error: no }, {}] }\n"
        "    expect: { call: { attempts: 1, ports: [error] } }\n",
        {u"call: expected 1 attempt, but there were 2."_s,
         u"call: expected to leave by error, but it left by ok."_s});
    row("which clause",
        "    expect: { call: { with: { data.n: [8] } } }\n",
        {u"call: call 1, event: data.n is 7, but the pattern wants 8."_s});
    row("never called",
        "    mocks: { call: { error: no, retry: false } }\n"
        "    expect: { after: { calls: 1, with: { data.n: [8] } } }\n",
        {u"after: expected 1 call, but there were none."_s,
         u"after: it was never called, so its event cannot be as expected."_s});
    row("exits",
        "    mocks: { call: { data: { x: 1 } } }\n"
        "    expect: { call: { exits: { data.x: [2] } } }\n",
        {u"call: no exit event is as expected; of the last of 1: data.x is 1, but the pattern "
         "wants 2."_s});
    row("a failure is told along",
        "    mocks: { call: { error: no route, retry: false } }\n"
        "    expect: { call: { ports: ok } }\n",
        {u"call: expected to leave by ok, but it left by error."_s,
         u"call: its step failed: no route"_s});
}

void TestTestRunner::differencesInWords()
{
    QFETCH(QByteArray, test);
    const auto report = runFirstTest(
        document(call, callWires, "    events: [{ type: demo/go, data: { n: 7 } }]\n" + test));
    QVERIFY2(report, report ? "" : qPrintable(report.error().toString()));
    QTEST(report->differences, "differences");
}

QTEST_GUILESS_MAIN(TestTestRunner)
#include "tst_testrunner.moc"
