#include "engine/pipeline/runnablepart.h"
#include "engine/pipeline/validation.h"

#include <QTest>

#include <algorithm>

using namespace Saltern;
using namespace Qt::StringLiterals;

/// Which nodes run, and which errors keep a pipeline from running (C76).
class TestRunnablePart : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void part_data();
    void part();
    void wholeWhenNothingWouldRun();
    void c76_onlyErrorsOnTheWayOfAnEventCount_data();
    void c76_onlyErrorsOnTheWayOfAnEventCount();
    void theFileKeepsItsErrors();
};

namespace {

LoadedPipeline checked(const QByteArray &nodes, const QByteArray &wires)
{
    return checkPipeline("saltern: 1\npipeline: p\nnodes:\n" + nodes + "wires: [" + wires + "]\n",
                         nullptr);
}

QString idsOf(const Pipeline &pipeline)
{
    QStringList ids;
    for (const Node &node : pipeline.nodes)
        ids += node.id;
    return ids.join(u' ');
}

QString wiresOf(const Pipeline &pipeline)
{
    QStringList wires;
    for (const Wire &wire : pipeline.wires)
        wires += wire.toString();
    return wires.join(QStringLiteral("; "));
}

const QByteArray twoTriggers = "  go: {kind: manual@1}\n"
                               "  off: {kind: manual@1, disabled: true}\n"
                               "  a: {kind: log@1, message: a}\n"
                               "  b: {kind: log@1, message: b}\n"
                               "  mute: {kind: log@1, message: m, disabled: true}\n"
                               "  by: {kind: log@1, message: m, disabled: bypass}\n";
// A filter without a pattern is an error.
const QByteArray withDraft = twoTriggers + "  draft: {kind: filter@1}\n";

} // namespace

void TestRunnablePart::part_data()
{
    QTest::addColumn<QByteArray>("wires");
    QTest::addColumn<QString>("nodes");
    QTest::addColumn<QString>("left");
    QTest::newRow("no wires") << QByteArray("") << u"go"_s << QString();
    QTest::newRow("chain") << QByteArray("go -> a, a -> b") << u"go a b"_s << u"go -> a; a -> b"_s;
    QTest::newRow("a trigger that is off")
        << QByteArray("go -> a, off -> b") << u"go a"_s << u"go -> a"_s;
    QTest::newRow("muted on the way")
        << QByteArray("go -> mute, mute -> b") << u"go mute"_s << u"go -> mute"_s;
    QTest::newRow("bypassed on the way")
        << QByteArray("go -> by, by -> b") << u"go b by"_s << u"go -> by; by -> b"_s;
    QTest::newRow("from both") << QByteArray("go -> a, off -> a, a -> b") << u"go a b"_s
                               << u"go -> a; a -> b"_s;
    QTest::newRow("loop") << QByteArray("go -> a, a -> b, b -> a") << u"go a b"_s
                          << u"go -> a; a -> b; b -> a"_s;
}

void TestRunnablePart::part()
{
    QFETCH(const QByteArray, wires);
    QFETCH(const QString, nodes);
    QFETCH(const QString, left);
    const Pipeline whole = checked(twoTriggers, wires).pipeline;
    const Pipeline part = runnablePart(whole);
    QCOMPARE(idsOf(part), nodes);
    QCOMPARE(wiresOf(part), left);
    QCOMPARE(part.name, whole.name);
    QCOMPARE(runnablePart(part), part);
}

void TestRunnablePart::wholeWhenNothingWouldRun()
{
    const LoadedPipeline loaded = checked("  a: {kind: log@1, message: a}\n"
                                          "  draft: {kind: filter@1}\n",
                                          "a -> draft");
    QCOMPARE(runnablePart(loaded.pipeline), loaded.pipeline);
    QCOMPARE(problemsForRunning(loaded), loaded.problems);
    QVERIFY(hasErrors(loaded.problems));
}

void TestRunnablePart::c76_onlyErrorsOnTheWayOfAnEventCount_data()
{
    QTest::addColumn<QByteArray>("nodes");
    QTest::addColumn<QByteArray>("wires");
    QTest::addColumn<bool>("runs");
    QTest::newRow("no error") << twoTriggers << QByteArray("go -> a") << true;
    QTest::newRow("unwired") << withDraft << QByteArray("go -> a") << true;
    QTest::newRow("leads to what runs") << withDraft << QByteArray("go -> a, draft -> a") << true;
    QTest::newRow("on the way") << withDraft << QByteArray("go -> draft") << false;
    QTest::newRow("behind one that is muted")
        << withDraft << QByteArray("go -> mute, mute -> draft") << true;
    QTest::newRow("behind one that is bypassed")
        << withDraft << QByteArray("go -> by, by -> draft") << false;
    QTest::newRow("behind a trigger that is off")
        << withDraft << QByteArray("off -> draft") << true;
    QTest::newRow("a wire from what does not run")
        << withDraft << QByteArray("go -> a, draft.nowhere -> a") << true;
    QTest::newRow("a wire from what runs") << withDraft << QByteArray("go.nowhere -> a") << false;
    QTest::newRow("a wire to nothing") << twoTriggers << QByteArray("go -> gone") << false;
    QTest::newRow("a trigger with an error")
        << twoTriggers + "  tick: {kind: timer@1, cron: never}\n"
        << QByteArray("go -> a") << false;
    QTest::newRow("a disabled one with an error")
        << twoTriggers + "  tick: {kind: timer@1, cron: never, disabled: true}\n"
        << QByteArray("go -> a, tick -> b") << true;
    // Whoever misspells a trigger would otherwise have a pipeline that runs and does nothing.
    QTest::newRow("of an unknown kind, where a trigger would be")
        << twoTriggers + "  dead: {kind: docker.evnt@1}\n"
        << QByteArray("dead -> a, go -> b") << false;
}

void TestRunnablePart::c76_onlyErrorsOnTheWayOfAnEventCount()
{
    QFETCH(const QByteArray, nodes);
    QFETCH(const QByteArray, wires);
    QFETCH(const bool, runs);
    const LoadedPipeline loaded = checked(nodes, wires);
    const QList<Problem> problems = problemsForRunning(loaded);
    QCOMPARE(!hasErrors(problems), runs);
    QCOMPARE(problems.size(), loaded.problems.size());
}

void TestRunnablePart::theFileKeepsItsErrors()
{
    const LoadedPipeline loaded = checked(withDraft, "go -> a");
    QVERIFY(hasErrors(loaded.problems));
    const QList<Problem> problems = problemsForRunning(loaded);
    const auto counted = std::ranges::find(problems, u"missing-field"_s, &Problem::code);
    const auto found = std::ranges::find(loaded.problems, u"missing-field"_s, &Problem::code);
    QVERIFY(counted != problems.end() && found != loaded.problems.end());
    QCOMPARE(counted->message, found->message);
    QCOMPARE(counted->pointer, found->pointer);
    QVERIFY(counted->remedy.startsWith(found->remedy));
    QVERIFY(counted->remedy.contains(u"no enabled trigger leads to \"draft\""_s));
}

QTEST_APPLESS_MAIN(TestRunnablePart)
#include "tst_runnablepart.moc"
