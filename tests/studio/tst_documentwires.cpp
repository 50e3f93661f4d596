#include "tests/studio/sampledocument.h"

#include <QSignalSpy>
#include <QTest>

using namespace Saltern;

/// What can be wired and what cannot, and what becomes of the wires around a node.
class TestDocumentWires : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void wiresAreRefusedWithAReason_data();
    void wiresAreRefusedWithAReason();
    void c18_spliceMakesRoom();
    void c21_removingHeals_data();
    void c21_removingHeals();
    void whyANodeCannotBeAddedIsSaid_data();
    void whyANodeCannotBeAddedIsSaid();
};

void TestDocumentWires::wiresAreRefusedWithAReason_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("port");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *from, const char *port, const char *to, const char *reason) {
        QTest::addRow("%s.%s to %s", from, port, to)
            << QString::fromUtf8(from) << QString::fromUtf8(port) << QString::fromUtf8(to)
            << QString::fromUtf8(reason);
    };
    row("died", "", "page", "");
    row("page", "", "died", "is a trigger");
    row("judge", "maybe", "page", "has no port \"maybe\"");
    row("died", "", "judge", "already there");
    row("nobody", "", "page", "no node \"nobody\"");
    row("died", "", "nobody", "no node \"nobody\"");
    row("restart", "ok", "restart", "end the loop restart -> restart");
    row("restart", "ok", "diagnose", "end the loop restart -> diagnose -> restart");
    // A filter can end it.
    row("restart", "ok", "judge", "");
}

void TestDocumentWires::wiresAreRefusedWithAReason()
{
    QFETCH(const QString, from);
    QFETCH(const QString, port);
    QFETCH(const QString, to);
    QFETCH(const QString, reason);
    PipelineDocument document;
    begin(document);
    const QString said = document.whyNotConnect(from, port, to);
    QCOMPARE(said.isEmpty(), reason.isEmpty());
    QVERIFY2(said.contains(reason), qPrintable(said));
    if (document.hasNode(to))
        QCOMPARE(document.refusals(from, port).value(to).toString(), said);
    QSignalSpy refused(&document, &PipelineDocument::refused);
    QCOMPARE(document.connectNodes(from, port, to), reason.isEmpty());
    QCOMPARE(refused.count(), reason.isEmpty() ? 0 : 1);
}

void TestDocumentWires::c18_spliceMakesRoom()
{
    PipelineDocument document;
    begin(document);
    document.moveNodes({{QStringLiteral("judge"), QPointF(0, 0)},
                        {QStringLiteral("diagnose"), QPointF(200, 0)},
                        {QStringLiteral("restart"), QPointF(400, 0)}});
    const int steps = document.undoStack()->count();
    const QString id = document.addNodeOnWire(QStringLiteral("transform"),
                                              {184, 0},
                                              QStringLiteral("judge"),
                                              QStringLiteral("out"),
                                              QStringLiteral("diagnose"));
    QCOMPARE(id, QStringLiteral("transform"));
    QVERIFY(keys(document).contains(QStringLiteral("judge.out->transform")));
    QVERIFY(!keys(document).contains(QStringLiteral("judge.out->diagnose")));
    const QRectF before = document.rectOf(id);
    const QPointF diagnose = document.positionOf(QStringLiteral("diagnose"));
    QVERIFY(diagnose.x() > before.right());
    // What follows moves as far as what is next to it.
    QCOMPARE(document.positionOf(QStringLiteral("restart")).x() - 400, diagnose.x() - 200);
    QCOMPARE(document.positionOf(QStringLiteral("judge")), QPointF(0, 0));
    QCOMPARE(document.undoStack()->count(), steps + 1);
    QVERIFY(!document.spliceNode(
        QStringLiteral("died"), QStringLiteral("judge"), QStringLiteral("out"), id));
}

void TestDocumentWires::c21_removingHeals_data()
{
    QTest::addColumn<QStringList>("removed");
    QTest::addColumn<QStringList>("wires");
    const auto list = [](const char *text) {
        return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
    };
    QTest::newRow("one") << list("judge")
                         << list("diagnose.error->page diagnose.ok->restart died.out->diagnose");
    QTest::newRow("the first used port")
        << list("diagnose") << list("died.out->judge judge.out->restart");
    QTest::newRow("two in a row") << list("judge diagnose") << list("died.out->restart");
    QTest::newRow("the first") << list("died")
                               << list("diagnose.error->page diagnose.ok->restart "
                                       "judge.out->diagnose");
    QTest::newRow("all") << list("died judge diagnose restart page") << list("");
}

void TestDocumentWires::c21_removingHeals()
{
    QFETCH(const QStringList, removed);
    QFETCH(const QStringList, wires);
    PipelineDocument document;
    begin(document);
    document.removeItems(removed, {}, true);
    QStringList left = keys(document);
    left.sort();
    QCOMPARE(left, wires);
    QCOMPARE(document.undoStack()->count(), 1);
    document.undo();
    QCOMPARE(document.text(), selfHeal);
}

void TestDocumentWires::whyANodeCannotBeAddedIsSaid_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("port");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *name, const QString &kind, const Wire &wire, const char *why) {
        QTest::newRow(name) << kind << wire.from << wire.port << wire.to
                            << QString::fromLatin1(why);
    };
    const QString filter = QStringLiteral("filter");
    const QString timer = QStringLiteral("timer");
    const QString died = QStringLiteral("died");
    const QString judge = QStringLiteral("judge");
    row("into a wire", filter, {died, {}, judge}, "");
    row("behind a node", filter, {died, {}, {}}, "");
    row("before a node", timer, {{}, {}, judge}, "");
    row("trigger into a wire",
        timer,
        {died, {}, judge},
        "A trigger has no input, so it cannot stand in a wire.");
    row("trigger behind a node",
        timer,
        {died, {}, {}},
        "A trigger has no input, so no wire can lead to it.");
    row("before a trigger",
        filter,
        {{}, {}, died},
        "\"died\" is a trigger; no wire can lead to it.");
    row("by a port that is not there",
        filter,
        {judge, QStringLiteral("side"), {}},
        "\"judge\" has no port \"side\".");
    row("into no wire", filter, {judge, {}, died}, "The wire is gone.");
    row("unknown", QStringLiteral("zebra"), {died, {}, judge}, "There is no node kind \"zebra\".");
}

void TestDocumentWires::whyANodeCannotBeAddedIsSaid()
{
    QFETCH(const QString, kind);
    QFETCH(const QString, from);
    QFETCH(const QString, port);
    QFETCH(const QString, to);
    QFETCH(const QString, reason);
    PipelineDocument document;
    begin(document);
    QCOMPARE(document.whyNotAdd(kind, from, port, to), reason);
    // The verbs say the same.
    QSignalSpy refused(&document, &PipelineDocument::refused);
    const QString id = from.isEmpty() || to.isEmpty()
                           ? document.addNodeAndConnect(kind, {}, from, port, to)
                           : document.addNodeOnWire(kind, {}, from, port, to);
    QCOMPARE(id.isEmpty(), !reason.isEmpty());
    QCOMPARE(refused.value(0).value(0).toString(), reason);
}

QTEST_GUILESS_MAIN(TestDocumentWires)
#include "tst_documentwires.moc"
