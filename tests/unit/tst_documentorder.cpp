#include "engine/pipeline/documentorder.h"

#include <QTest>

using namespace Saltern;

class DocumentOrderTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void entriesTakeTheirLinesAlong_data();
    void entriesTakeTheirLinesAlong();
    void whatCannotBeOrderedIsRefused_data();
    void whatCannotBeOrderedIsRefused();
};

void DocumentOrderTest::entriesTakeTheirLinesAlong_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after"); // with "a" and "b" exchanged
    QTest::newRow("lines")
        << QByteArray("nodes:\n  a:\n    kind: x\n  b:\n    kind: y\nwires: []\n")
        << QByteArray("nodes:\n  b:\n    kind: y\n  a:\n    kind: x\nwires: []\n");
    QTest::newRow("comments above and beside")
        << QByteArray("nodes:\n  # one\n  a: 1 # first\n  # two\n  b: 2\n")
        << QByteArray("nodes:\n  # two\n  b: 2\n  # one\n  a: 1 # first\n");
    QTest::newRow("what stands between stays")
        << QByteArray("nodes:\n  a: 1\n\n# between\n\n  b: 2\n\ntests: []\n")
        << QByteArray("nodes:\n  b: 2\n\n# between\n\n  a: 1\n\ntests: []\n");
    QTest::newRow("block of text") << QByteArray("nodes:\n  a: |\n    x\n\n    y\n  b: 2\n")
                                   << QByteArray("nodes:\n  b: 2\n  a: |\n    x\n\n    y\n");
    QTest::newRow("no line end at the end")
        << QByteArray("nodes:\n  a: 1\n  b: 2") << QByteArray("nodes:\n  b: 2\n  a: 1\n");
    QTest::newRow("brackets") << QByteArray("nodes: {a: {kind: x}, 'b': [1, 2]}\n")
                              << QByteArray("nodes: {'b': [1, 2], a: {kind: x}}\n");
    QTest::newRow("windows") << QByteArray("nodes:\r\n  a: 1\r\n  b: |\r\n    x\r\n")
                             << QByteArray("nodes:\r\n  b: |\r\n    x\r\n  a: 1\r\n");
    QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBFnodes:\n  a: 1\n  b: 2\n")
                                     << QByteArray("\xEF\xBB\xBFnodes:\n  b: 2\n  a: 1\n");
}

void DocumentOrderTest::entriesTakeTheirLinesAlong()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    const QString nodes = QStringLiteral("/nodes");
    const QStringList turned{QStringLiteral("b"), QStringLiteral("a")};
    const auto once = DocumentText::reorder(before, nodes, turned);
    QVERIFY(once);
    QCOMPARE(*once, after);
    // Turned back it is what it was, but for a line end that a text ought to have.
    const auto back =
        DocumentText::reorder(*once, nodes, {QStringLiteral("a"), QStringLiteral("b")});
    QVERIFY(back);
    QCOMPARE(*back, before.endsWith('\n') ? before : before + '\n');
}

void DocumentOrderTest::whatCannotBeOrderedIsRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("a key too many") << QByteArray("nodes:\n  a: 1\n  b: 2\n  c: 3\n");
    QTest::newRow("a list") << QByteArray("nodes:\n  - a\n  - b\n");
    QTest::newRow("not there") << QByteArray("wires: []\n");
    QTest::newRow("unreadable") << QByteArray("nodes:\n  a: [\n  b: 2\n");
    QTest::newRow("other keys") << QByteArray("nodes:\n  a: 1\n  c: 2\n");
}

void DocumentOrderTest::whatCannotBeOrderedIsRefused()
{
    QFETCH(const QByteArray, text);
    const auto turned = DocumentText::reorder(
        text, QStringLiteral("/nodes"), {QStringLiteral("b"), QStringLiteral("a")});
    QVERIFY(!turned);
    QVERIFY(!turned.error().message.isEmpty());
}

QTEST_GUILESS_MAIN(DocumentOrderTest)
#include "tst_documentorder.moc"
