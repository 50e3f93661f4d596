#include "app/studio/document/autolayout.h"
#include "app/studio/document/layout.h"
#include "app/studio/document/linediff.h"
#include "app/studio/document/shownwires.h"

#include <QTest>

using namespace Saltern;

namespace {

Pipeline chain(const QStringList &ids, const QList<Wire> &wires)
{
    Pipeline pipeline;
    for (const QString &id : ids)
        pipeline.nodes.append({.id = id, .kind = {QStringLiteral("log"), 1}});
    pipeline.wires = wires;
    return pipeline;
}

QHash<QString, QPointF> placed(const Pipeline &pipeline)
{
    return autoLayout(
        {pipeline, pipeline.wires, [](const Node &) { return QSizeF(168, 104); }, {}, {}, {}});
}

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

} // namespace

class TestLayout : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void aLayoutComesBack();
    void oddFilesAreReadAsFarAsTheyGo_data();
    void oddFilesAreReadAsFarAsTheyGo();
    void theFileLiesBesideTheDocument_data();
    void theFileLiesBesideTheDocument();
    void nodesGoLeftToRight();
    void nodesDoNotOverlap();
    void loopsAreLaidOut();
    void diffs_data();
    void diffs();
};

void TestLayout::aLayoutComesBack()
{
    const Layout layout{.nodes = {{s("a"), {{8, -16.25}}}, {s("b c"), {{0, 0}, true}}},
                        .frames = {{s("frame1"), s("A: title"), s("teal"), {1, 2, 3, 4}}},
                        .notes = {{s("note1"), s("# Why\n\ntwo lines\n"), {0, 0, 200, 120}}}};
    const QByteArray text = writeLayout(layout);
    QCOMPARE(readLayout(text), layout);
    QCOMPARE(writeLayout(readLayout(text)), text);
    QCOMPARE(writeLayout({}), QByteArray("layout: 1\nnodes: {}\n"));
    // As the demos have it.
    QCOMPARE(writeLayout({.nodes = {{s("stopped"), {{0, 80}}}, {s("failed"), {{560, 200}}}}}),
             QByteArray("layout: 1\nnodes:\n  failed: [560, 200]\n  stopped: [0, 80]\n"));
}

void TestLayout::oddFilesAreReadAsFarAsTheyGo_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("nodes");
    QTest::newRow("empty") << QByteArray() << 0;
    QTest::newRow("no mapping") << QByteArray("- 1\n") << 0;
    QTest::newRow("no pair") << QByteArray("nodes:\n  a: 1\n  b: [1, 2]\n") << 1;
    QTest::newRow("far away") << QByteArray("nodes:\n  a: [1e300, -1e300]\n") << 1;
    QTest::newRow("text for a number") << QByteArray("nodes:\n  a: [x, y]\n") << 1;
}

void TestLayout::oddFilesAreReadAsFarAsTheyGo()
{
    QFETCH(const QByteArray, text);
    QFETCH(const int, nodes);
    const Layout layout = readLayout(text);
    QCOMPARE(layout.nodes.size(), nodes);
    for (const NodePlace &place : layout.nodes) {
        QVERIFY(std::abs(place.position.x()) <= 1e6);
        QVERIFY(std::abs(place.position.y()) <= 1e6);
    }
}

void TestLayout::theFileLiesBesideTheDocument_data()
{
    QTest::addColumn<QString>("document");
    QTest::addColumn<QString>("layout");
    QTest::newRow("usual") << s("/a/x.saltern.yaml") << s("/a/x.layout.yaml");
    QTest::newRow("plain") << s("/a/x.yaml") << s("/a/x.layout.yaml");
    QTest::newRow("other") << s("/a/x.txt") << s("/a/x.txt.layout.yaml");
}

void TestLayout::theFileLiesBesideTheDocument()
{
    QFETCH(const QString, document);
    QFETCH(const QString, layout);
    QCOMPARE(layoutPathOf(document), layout);
}

void TestLayout::nodesGoLeftToRight()
{
    const Pipeline pipeline = chain(
        {s("d"), s("b"), s("c"), s("a")},
        {{s("a"), {}, s("b")}, {s("a"), {}, s("c")}, {s("b"), {}, s("d")}, {s("c"), {}, s("d")}});
    const auto places = placed(pipeline);
    QCOMPARE(places.size(), 4);
    QVERIFY(places[s("a")].x() < places[s("b")].x());
    QCOMPARE(places[s("b")].x(), places[s("c")].x());
    QVERIFY(places[s("c")].x() < places[s("d")].x());
    QCOMPARE(places[s("a")], QPointF(0, 0));
    for (const QPointF &place : places)
        QCOMPARE(std::fmod(place.x(), gridSize) + std::fmod(place.y(), gridSize), 0.0);
    QCOMPARE(placed(pipeline), places);
}

void TestLayout::nodesDoNotOverlap()
{
    QStringList ids;
    QList<Wire> wires;
    for (int i = 0; i < 60; ++i) {
        ids += QStringLiteral("n%1").arg(i);
        if (i > 0)
            wires.append({QStringLiteral("n%1").arg((i * 7) % i), {}, ids.last()});
    }
    const auto places = placed(chain(ids, wires));
    for (const QString &a : std::as_const(ids)) {
        for (const QString &b : std::as_const(ids)) {
            const QRectF first(places[a], QSizeF(168, 104));
            QVERIFY2(a == b || !first.intersects({places[b], QSizeF(168, 104)}),
                     qPrintable(a + u' ' + b));
        }
    }
}

void TestLayout::loopsAreLaidOut()
{
    const auto places = placed(chain(
        {s("a"), s("b"), s("c")},
        {{s("a"), {}, s("b")}, {s("b"), {}, s("c")}, {s("c"), {}, s("b")}, {s("c"), {}, s("c")}}));
    QCOMPARE(places.size(), 3);
    QVERIFY(places[s("b")].x() < places[s("c")].x());
}

void TestLayout::diffs_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<QString>("after");
    QTest::addColumn<QString>("diff");
    QTest::newRow("same") << s("a\nb\n") << s("a\nb\n") << QString();
    QTest::newRow("changed") << s("a\nb\nc\n") << s("a\nB\nc\n")
                             << s("@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n");
    QTest::newRow("added to nothing") << QString() << s("a\n") << s("@@ -1,0 +1,1 @@\n+a\n");
    QTest::newRow("removed") << s("a\nb\n") << s("a\n") << s("@@ -1,2 +1,1 @@\n a\n-b\n");
    QTest::newRow("context is three lines")
        << s("1\n2\n3\n4\n5\n6\n7\n8\n9\n") << s("1\n2\n3\n4\nx\n6\n7\n8\n9\n")
        << s("@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n");
    QTest::newRow("two places") << s("a\n1\n2\n3\n4\n5\n6\n7\nb\n")
                                << s("A\n1\n2\n3\n4\n5\n6\n7\nB\n")
                                << s("@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n"
                                     "@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n");
}

void TestLayout::diffs()
{
    QFETCH(const QString, before);
    QFETCH(const QString, after);
    QFETCH(const QString, diff);
    QCOMPARE(lineDiff(before, after), diff);
}

QTEST_APPLESS_MAIN(TestLayout)
#include "tst_layout.moc"
