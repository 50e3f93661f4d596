#include "tests/studio/sampledocument.h"

#include <QSignalSpy>
#include <QTest>

using namespace Saltern;

/// The document as a text: the clipboard, raw YAML, and texts that are not understood.
class TestDocumentTexts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void c51_pasteKeepsInnerWires();
    void c51_pasteKeepsIncomingWhenAsked();
    void c52_clipboardIsReadable();
    void c53_unknownKindsArePasted();
    void garbageIsNotPasted_data();
    void garbageIsNotPasted();
    void unknownKindsSurvive();
    void aBrokenTextOpensAndIsMended();
    void c72_rawYamlGoesBothWays();
};

void TestDocumentTexts::c51_pasteKeepsInnerWires()
{
    PipelineDocument document;
    begin(document);
    const QStringList ids = document.paste(
        document.copy({QStringLiteral("diagnose"), QStringLiteral("restart")}), {800, 400});
    QCOMPARE(ids, (QStringList{QStringLiteral("diagnose-2"), QStringLiteral("restart-2")}));
    QVERIFY(keys(document).contains(QStringLiteral("diagnose-2.ok->restart-2")));
    QVERIFY(!keys(document).contains(QStringLiteral("judge.out->diagnose-2")));
    // References among what was pasted follow; others stay.
    QCOMPARE(document.parameter(ids[1], QStringLiteral("/container")).toString(),
             QStringLiteral("{{ steps.diagnose-2.data.id }} of {{ steps.died.data.x }}"));
    QRectF around = document.rectOf(ids[0]) | document.rectOf(ids[1]);
    QCOMPARE(around.topLeft(), QPointF(800, 400));
    // A second time in the same place does not hide the first.
    const QStringList again = document.paste(
        document.copy({QStringLiteral("diagnose"), QStringLiteral("restart")}), {800, 400});
    QVERIFY(document.positionOf(again[0]) != document.positionOf(ids[0]));
    document.undo();
    document.undo();
    QCOMPARE(document.text(), selfHeal);
}

void TestDocumentTexts::c51_pasteKeepsIncomingWhenAsked()
{
    PipelineDocument document;
    begin(document);
    const QString text = document.copy({QStringLiteral("page")});
    document.paste(text, {}, false);
    QVERIFY(!keys(document).contains(QStringLiteral("diagnose.error->page-2")));
    document.paste(text, {}, true);
    QVERIFY(keys(document).contains(QStringLiteral("diagnose.error->page-3")));
}

void TestDocumentTexts::c52_clipboardIsReadable()
{
    PipelineDocument document;
    begin(document);
    document.moveNodes(
        {{QStringLiteral("died"), QPointF(8, 16)}, {QStringLiteral("judge"), QPointF(240, 16)}});
    QCOMPARE(document.copy({QStringLiteral("judge"), QStringLiteral("died")}),
             QStringLiteral("nodes:\n"
                            "  died:\n"
                            "    kind: docker.event@1\n"
                            "    type: container\n"
                            "    action: die\n"
                            "  judge:\n"
                            "    kind: filter@1\n"
                            "    match: { data.container.requested: [false] }\n"
                            "wires:\n"
                            "  - died -> judge\n"
                            "layout:\n"
                            "  died: [8, 16]\n"
                            "  judge: [240, 16]\n"));
}

void TestDocumentTexts::c53_unknownKindsArePasted()
{
    PipelineDocument document;
    QCOMPARE(document.paste(QStringLiteral("odd:\n  kind: other.thing@3\n  x: [1, 2] # two\n"), {}),
             QStringList{QStringLiteral("odd")});
    QVERIFY(document.yaml().contains(QStringLiteral("    x: [1, 2] # two\n")));
    QCOMPARE(document.kindOf(QStringLiteral("odd")), QStringLiteral("other.thing"));
}

void TestDocumentTexts::garbageIsNotPasted_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << QString();
    QTest::newRow("a sentence") << QStringLiteral("Dear all, see below.");
    QTest::newRow("no YAML") << QStringLiteral("nodes: [unclosed");
    QTest::newRow("another YAML") << QStringLiteral("services:\n  web:\n    image: nginx\n");
    QTest::newRow("no nodes") << QStringLiteral("nodes: {}\n");
}

void TestDocumentTexts::garbageIsNotPasted()
{
    QFETCH(const QString, text);
    PipelineDocument document;
    begin(document);
    QSignalSpy refused(&document, &PipelineDocument::refused);
    QCOMPARE(document.paste(text, {}), QStringList());
    QCOMPARE(refused.count(), 1);
    QVERIFY(refused.first().first().toString().contains(QStringLiteral("clipboard")));
    QCOMPARE(document.text(), selfHeal);
}

void TestDocumentTexts::unknownKindsSurvive()
{
    const QByteArray text = "saltern: 1\npipeline: p\nnodes:\n  odd:\n    kind: from.later@9\n"
                            "    deep: { x: [1, {y: 2}] }   # kept\n  next: {kind: log}\n"
                            "wires:\n- odd.left -> next\n";
    PipelineDocument document;
    begin(document, text);
    QCOMPARE(keys(document), QStringList{QStringLiteral("odd.left->next")});
    document.setLabel({QStringLiteral("odd")}, QStringLiteral("Odd"));
    document.renameNode(QStringLiteral("odd"), QStringLiteral("even"));
    QCOMPARE(changedLines(text, document.text()),
             QStringLiteral("-odd:|-- odd.left -> next|+even:|+label: Odd|+- even.left -> next"));
}

void TestDocumentTexts::aBrokenTextOpensAndIsMended()
{
    const QByteArray broken =
        "saltern: 1\npipeline: p\nnodes:\n  a: {kind: manual@1}\n  b: {kind: [\n";
    PipelineDocument document;
    begin(document, broken);
    QVERIFY(!document.isReadable());
    QVERIFY(document.errorCount() > 0);
    QSignalSpy refused(&document, &PipelineDocument::refused);
    QCOMPARE(document.addNode(QStringLiteral("log"), {}), QString());
    QCOMPARE(refused.count(), 1);
    QVERIFY(refused.first().first().toString().contains(QStringLiteral("YAML")));
    QCOMPARE(document.text(), broken);
    QVERIFY(document.setYaml(QStringLiteral("saltern: 1\npipeline: p\nnodes:\n"
                                            "  a: {kind: manual@1}\n")));
    QVERIFY(document.isReadable());
    QVERIFY(!document.addNode(QStringLiteral("log"), {}).isEmpty());
    document.undo();
    document.undo();
    QCOMPARE(document.text(), broken);
}

void TestDocumentTexts::c72_rawYamlGoesBothWays()
{
    PipelineDocument document;
    begin(document);
    const QString id = QStringLiteral("judge");
    QCOMPARE(document.nodeYaml(id),
             QStringLiteral("kind: filter@1\nmatch: { data.container.requested: [false] }\n"));
    QVERIFY(document.setNodeYaml(id, QStringLiteral("kind: filter@1 # mine\nmatch: { x: [1] }\n")));
    QCOMPARE(document.parameter(id, QStringLiteral("/match/x/0")).toInt(), 1);
    QVERIFY(document.nodeYaml(id).contains(QStringLiteral("# mine")));
    QSignalSpy refused(&document, &PipelineDocument::refused);
    QVERIFY(!document.setNodeYaml(id, QStringLiteral("kind: [")));
    QVERIFY(!document.setNodeYaml(id, QStringLiteral("just text")));
    QCOMPARE(refused.count(), 2);
    QVERIFY(refused.first().first().toString().startsWith(QStringLiteral("Line 1")));
}

QTEST_GUILESS_MAIN(TestDocumentTexts)
#include "tst_documenttexts.moc"
