#include "engine/pipeline/validation.h"
#include "tests/unit/problemsummary.h"

#include <QTest>

using namespace Saltern;

/// What is wrong between nodes: wires, loops, and templates that read other nodes.
class TestGraphValidation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void graph_data();
    void graph();
    void stepsOfAnotherRun_data();
    void stepsOfAnotherRun();
    void longChainsAndRingsAreWalked();
};

void TestGraphValidation::graph_data()
{
    QTest::addColumn<QByteArray>("text"); // from line 4 on
    QTest::addColumn<QString>("problems");
    const auto row = [](const char *name, const char *text, const char *problems) {
        QTest::newRow(name) << QByteArray(text) << QString::fromLatin1(problems);
    };
    const char *const chain = "  a: {kind: manual@1}\n"
                              "  b: {kind: log@1, message: x}\n"
                              "  c: {kind: log@1, message: x}\n"
                              "  f: {kind: filter@1, match: {a: [b]}}\n"
                              "wires:\n";
    const auto wires = [&](const char *name, const char *list, const char *problems) {
        QTest::newRow(name) << QByteArray(chain) + list << QString::fromLatin1(problems);
    };
    wires("fine", "  - a -> b\n  - b.ok -> c\n  - c.error -> f\n", "");
    wires("from nowhere", "  - a -> f\n  - a -> c\n  - bb -> b\n  - a -> b\n", "11:5 unknown-node");
    wires("to nowhere", "  - a -> f\n  - a -> c\n  - b -> cc\n  - a -> b\n", "11:5 unknown-node");
    wires("unknown port",
          "  - a -> f\n  - a -> c\n  - b.oka -> c\n  - a -> b\n",
          "11:5 unknown-port");
    wires("into a trigger",
          "  - a -> f\n  - a -> c\n  - a -> b\n  - f -> a\n",
          "12:5 wire-into-trigger");
    wires("twice", "  - a -> f\n  - a -> c\n  - a -> b\n  - a.out -> b\n", "12:5 duplicate-wire");
    wires("loop", "  - a -> b\n  - b -> c\n  - c -> b\n  - a -> f\n", "11:5 loop-without-guard");
    wires("loop on itself",
          "  - a -> b\n  - b -> b\n  - b -> c\n  - a -> f\n",
          "10:5 loop-without-guard");
    wires("loop over an error port",
          "  - a -> b\n  - b -> c\n  - c.error -> b\n  - a -> f\n",
          "11:5 loop-without-guard");
    wires("loop over a filter", "  - a -> b\n  - b -> f\n  - f -> c\n  - c -> b\n", "");
    wires("unreachable", "  - a -> b\n  - c -> f\n", "6:3 unreachable; 7:3 unreachable");
    row("no trigger", "  b: {kind: log@1, message: x}\n", "3:1 no-trigger");
    row("an unknown kind may be a trigger",
        "  a: {kind: mailbox@1}\n  b: {kind: log@1, message: x}\nwires: [a.any -> b]\n",
        "4:13 unknown-kind");
    row("disabled node ends a loop",
        "  a: {kind: manual@1}\n  b: {kind: log@1, message: x, disabled: true}\n"
        "wires: [a -> b, b -> b]\n",
        "");
    row("ports of a switch",
        "  a: {kind: manual@1}\n  s: {kind: switch@1, cases: [{name: web, match: {a: [b]}}]}\n"
        "  b: {kind: log@1, message: x}\nwires: [a -> s, s.web -> b, s.else -> b, s.wb -> b]\n",
        "7:42 unknown-port");
    row("sibling is not an ancestor",
        "  a: {kind: manual@1}\n  b: {kind: log@1, message: x}\n"
        "  c: {kind: log@1, message: \"{{ steps.b.data }}\"}\nwires: [a -> b, a -> c]\n",
        "6:33 not-an-ancestor");
    const auto behindWindow =
        [&](const char *name, const char *window, const char *read, const char *problems) {
            const QByteArray text = QByteArray("  a: {kind: manual@1}\n  b: {kind: emit@1, type: "
                                               "x}\n  w: {kind: window@1, over: 9s, ") +
                                    window + "}\n  c: {kind: log@1, message: \"{{ " + read +
                                    " }}\"}\nwires: [a -> b, b -> w, w -> c]\n";
            row(name, text.constData(), problems);
        };
    behindWindow("what leads to a quiet is of another run",
                 "mode: once-after",
                 "steps.b.data.x",
                 "7:33 step-of-another-run");
    behindWindow("what leads to an absence, too",
                 "mode: absence",
                 "steps.b.data.x",
                 "7:33 step-of-another-run");
    behindWindow("the window itself is known", "mode: absence", "steps.w.data.x", "");
    behindWindow("a list may be of another run",
                 "mode: accumulate",
                 "steps.b.data.x",
                 "7:33 step-of-another-run");
    behindWindow(
        "a stand-in for what may be missing", "mode: accumulate", "steps.b.data.x | d(1)", "");
    behindWindow("a stand-in for what is missing",
                 "mode: absence",
                 "steps.b.data.x | d(1)",
                 "7:33 step-of-another-run");
    behindWindow("counting changes nothing", "atLeast: 3", "steps.b.data.x", "");
    behindWindow(
        "a window that is not there", "mode: once-after, disabled: bypass", "steps.b.data.x", "");
    row("what came in time is of the same run",
        "  a: {kind: manual@1}\n  w: {kind: window@1, over: 9s, mode: absence}\n"
        "  c: {kind: log@1, message: \"{{ steps.a.data }}\"}\nwires: [a -> w, w.came -> c]\n",
        "");
    row("one way leads around the window",
        "  a: {kind: manual@1}\n  w: {kind: window@1, over: 9s, mode: absence}\n"
        "  c: {kind: log@1, message: \"{{ steps.a.data }}\"}\nwires: [a -> w, w -> c, a -> c]\n",
        "");
    row("in a loop, what comes behind came before",
        "  a: {kind: manual@1}\n  b: {kind: log@1, message: \"{{ steps.f.data | d }}\"}\n"
        "  f: {kind: filter@1, match: {a: [b]}}\nwires: [a -> b, b -> f, f -> b]\n",
        "");
}

void TestGraphValidation::graph()
{
    QFETCH(QByteArray, text);
    const LoadedPipeline loaded =
        checkPipeline("saltern: 1\npipeline: test\nnodes:\n" + text, nullptr);
    QTEST(summary(loaded.problems), "problems");
}

void TestGraphValidation::stepsOfAnotherRun_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<bool>("error");
    QTest::newRow("never there") << QByteArray("absence") << QByteArray() << true;
    QTest::newRow("never there, with a stand-in")
        << QByteArray("absence") << QByteArray(" | upper | default('-')") << false;
    QTest::newRow("sometimes there") << QByteArray("accumulate") << QByteArray() << false;
}

void TestGraphValidation::stepsOfAnotherRun()
{
    QFETCH(QByteArray, mode);
    QFETCH(QByteArray, filter);
    const LoadedPipeline loaded =
        checkPipeline("saltern: 1\npipeline: test\nnodes:\n  a: {kind: manual@1}\n"
                      "  w: {kind: window@1, over: 9s, mode: " +
                          mode + "}\n  c: {kind: log@1, message: \"{{ steps.a.data.x" + filter +
                          " }}\"}\nwires: [a -> w, w -> c]\n",
                      nullptr);
    QCOMPARE(loaded.problems.size(), 1);
    QTEST(loaded.problems.first().severity == Severity::Error, "error");
}

void TestGraphValidation::longChainsAndRingsAreWalked()
{
    constexpr int count = 20'000;
    Pipeline pipeline;
    pipeline.name = QStringLiteral("long");
    const auto id = [](int i) { return QStringLiteral("n%1").arg(i); };
    pipeline.nodes.append({.id = QStringLiteral("go"), .kind = {QStringLiteral("manual"), 1}});
    pipeline.wires.append({QStringLiteral("go"), QString(), id(0)});
    for (int i = 0; i < count; ++i) {
        pipeline.nodes.append({.id = id(i),
                               .kind = {QStringLiteral("log"), 1},
                               .parameters = {{QStringLiteral("message"), QStringLiteral("x")}}});
        pipeline.wires.append({id(i), QString(), id((i + 1) % count)});
    }
    const QList<Problem> problems = validate(pipeline, SourceMap(), nullptr);
    QCOMPARE(problems.size(), 1);
    QCOMPARE(problems.first().code, QStringLiteral("loop-without-guard"));
    QCOMPARE(problems.first().pointer, QStringLiteral("/wires/%1").arg(count));
    QVERIFY(problems.first().message.size() < 200);
}

QTEST_GUILESS_MAIN(TestGraphValidation)
#include "tst_graphvalidation.moc"
