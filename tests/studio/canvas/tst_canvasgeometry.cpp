#include "app/studio/canvas/canvasscene.h"
#include "app/studio/canvas/kindsearch.h"
#include "app/studio/canvas/nodecard.h"
#include "app/studio/canvas/nodenavigation.h"
#include "app/studio/canvas/nodetitle.h"
#include "app/studio/canvas/smartguides.h"
#include "app/studio/canvas/viewtransform.h"
#include "app/studio/document/pipelinedocument.h"
#include "engine/pipeline/registry.h"

#include <QJsonDocument>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

class TestCanvasGeometry : public QObject
{
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }

    void geometryGrowsWithPortsAndLines_data();
    void geometryGrowsWithPortsAndLines();
    void longTitlesTakeTwoLines_data();
    void longTitlesTakeTwoLines();
    void c94_noKindsTitleIsBroken();
    void templatesReadAsWords_data();
    void templatesReadAsWords();
    void patternsReadAsConditions_data();
    void patternsReadAsConditions();
    void aCardNamesKindChoicesAndSettings();
    void zoomKeepsWhatIsUnderTheAnchor();
    void zoomStaysWithinItsLimits();
    void fittingShowsAllWithAMargin();
    void aWireLeavesAndArrivesLevel();
    void distanceToAWire();
    void aWireThatGoesBackSwingsOut();
    void guidesSnapToTheNearestLine();
    void guidesIgnoreWhatIsFar();
    void arrowsPreferWhatIsStraightAhead();
    void readingOrderIsColumnsThenRows();
    void hitsPortsBeforeCards();
    void hitsTheCardOnTop();
    void hitsWiresWithinReachAtAnyZoom();
    void aFrameIsHitByTitleAndBorderOnly();
    void searchPutsTheBestMatchFirst();
    void searchShowsFavouritesThenRecents();
    void searchKeepsToWhatCanBeConnected();
};

namespace {

Node nodeOf(const QString &kind, const QByteArray &json = "{}")
{
    return {.id = u"n"_s, .kind = {kind, 1}, .parameters = QJsonDocument::fromJson(json).object()};
}

const NodeDescriptor *descriptorOf(const Node &node)
{
    return findDescriptor(node.kind);
}

/// Two nodes beside each other with a wire between.
std::unique_ptr<PipelineDocument> pair(QPointF second = {400, 0})
{
    auto document = std::make_unique<PipelineDocument>();
    Layout layout;
    layout.nodes = {{u"a"_s, {QPointF(0, 0)}}, {u"b"_s, {second}}};
    layout.frames = {{.id = u"f"_s, .title = u"F"_s, .rect = QRectF(-100, 300, 300, 200)}};
    document->begin("saltern: 1\npipeline: p\nnodes:\n  a:\n    kind: manual@1\n  b:\n    kind: "
                    "log@1\n    message: x\nwires:\n  - a -> b\n",
                    layout,
                    true);
    return document;
}

} // namespace

void TestCanvasGeometry::geometryGrowsWithPortsAndLines_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<int>("outputs");
    QTest::addColumn<qreal>("height");

    QTest::newRow("bare") << u"manual"_s << QByteArray("{}") << 1 << 60.0;
    QTest::newRow("one line") << u"filter"_s << QByteArray(R"({"match":{"type":["a"]}})") << 1
                              << 77.0;
    QTest::newRow("two ports") << u"manual"_s << QByteArray("{}") << 2 << 78.0;
    QTest::newRow("five ports") << u"switch"_s << QByteArray("{}") << 5 << 132.0;
}

void TestCanvasGeometry::geometryGrowsWithPortsAndLines()
{
    QFETCH(QString, kind);
    QFETCH(QByteArray, settings);
    QFETCH(int, outputs);
    const NodeGeometry geometry = nodeGeometry(nodeOf(kind, settings), outputs);
    QTEST(geometry.size.height(), "height");
    QCOMPARE(geometry.size.width(), NodeShape::width);
    QCOMPARE(geometry.outputYs.size(), outputs);
    for (int i = 1; i < outputs; ++i)
        QCOMPARE(geometry.outputYs[i] - geometry.outputYs[i - 1], NodeShape::portStep);
    QCOMPARE(geometry.inputY, geometry.outputYs[0]);
}

void TestCanvasGeometry::longTitlesTakeTwoLines_data()
{
    QTest::addColumn<QString>("title");
    QTest::addColumn<QStringList>("lines");

    QTest::newRow("short") << u"Diagnose"_s << QStringList{u"Diagnose"_s};
    QTest::newRow("nothing") << QString() << QStringList{QString()};
    QTest::newRow("long") << u"A container has crashed"_s
                          << QStringList{u"A container has"_s, u"crashed"_s};
    QTest::newRow("longer than two lines")
        << u"What were the last words of the container that died"_s
        << QStringList{u"What were the"_s, u"last words of the container that died"_s};
    QTest::newRow("one word") << u"Donaudampfschifffahrtsgesellschaft"_s
                              << QStringList{u"Donaudampfschifffahrtsgesellschaft"_s};
    QTest::newRow("a long word first")
        << u"Donaudampfschifffahrt for all"_s << QStringList{u"Donaudampfschifffahrt for all"_s};
}

void TestCanvasGeometry::longTitlesTakeTwoLines()
{
    QFETCH(QString, title);
    QTEST(titleLines(title), "lines");
    Node node = nodeOf(u"manual"_s);
    const NodeGeometry before = nodeGeometry(node, 1);
    node.label = title;
    const NodeGeometry geometry = nodeGeometry(node, 1);
    const qreal more = NodeShape::titleStep * (titleLines(title).size() - 1);
    QCOMPARE(geometry.size, before.size + QSizeF(0, more));
    // Wires stay as they lie.
    QCOMPARE(geometry.inputY, before.inputY);
    QCOMPARE(geometry.outputYs, before.outputYs);
}

void TestCanvasGeometry::c94_noKindsTitleIsBroken()
{
    for (const NodeDescriptor &descriptor : nodeDescriptors())
        QCOMPARE(titleLines(descriptor.title), QStringList{descriptor.title});
}

void TestCanvasGeometry::templatesReadAsWords_data()
{
    QTest::addColumn<QByteArray>("settings");
    QTest::addColumn<QString>("line");

    QTest::newRow("text") << QByteArray(R"({"message":"all is well"})") << u"all is well"_s;
    QTest::newRow("alone") << QByteArray(R"({"message":"{{ secret.PAGER_URL }}"})")
                           << u"secret.PAGER_URL"_s;
    QTest::newRow("alone and long")
        << QByteArray(R"({"message":"{{ trigger.data.container.name }}"})")
        << u"…data.container.name"_s;
    QTest::newRow("among words")
        << QByteArray(R"({"message":"{{ event.data.container.name }} died, {{event.data.n|int}}"})")
        << u"{name} died, {n}"_s;
    QTest::newRow("not closed") << QByteArray(R"({"message":"{{ event"})") << u"{{ event"_s;
}

void TestCanvasGeometry::templatesReadAsWords()
{
    QFETCH(QByteArray, settings);
    const Node node = nodeOf(u"log"_s, settings);
    QTEST(summaryLinesOf(descriptorOf(node), node).value(0), "line");
}

void TestCanvasGeometry::patternsReadAsConditions_data()
{
    QTest::addColumn<QByteArray>("pattern");
    QTest::addColumn<QString>("line");

    QTest::newRow("not") << QByteArray(R"({"data.container.exitCode":[{"anything-but":0}]})")
                         << u"exitCode ≠ 0"_s;
    QTest::newRow("is") << QByteArray(R"({"data":{"requested":[false]}})")
                        << u"requested = false"_s;
    QTest::newRow("either") << QByteArray(R"({"type":["a","b"]})") << u"type = a | b"_s;
    QTest::newRow("begins") << QByteArray(R"({"image":[{"prefix":"web"}]})") << u"image = web…"_s;
    QTest::newRow("ends") << QByteArray(R"({"image":[{"suffix":":latest"}]})")
                          << u"image = …:latest"_s;
    QTest::newRow("there") << QByteArray(R"({"x":[{"exists":true}]})") << u"has x"_s;
    QTest::newRow("not there") << QByteArray(R"({"x":[{"exists":false}]})") << u"no x"_s;
    QTest::newRow("number") << QByteArray(R"({"n":[{"numeric":[">",5]}]})") << u"n > 5"_s;
    QTest::newRow("two") << QByteArray(R"({"a":[1],"b":[2]})") << u"a = 1, b = 2"_s;
    QTest::newRow("not begins") << QByteArray(R"({"a":[{"anything-but":{"prefix":"x"}}]})")
                                << u"a ≠ x…"_s;
    QTest::newRow("or") << QByteArray(R"({"$or":[{"a":[1]},{"b":[2]}]})") << u"one of 2"_s;
}

void TestCanvasGeometry::patternsReadAsConditions()
{
    QFETCH(QByteArray, pattern);
    QTEST(patternLine(QJsonDocument::fromJson(pattern).object()), "line");
}

void TestCanvasGeometry::aCardNamesKindChoicesAndSettings()
{
    const Node function = nodeOf(
        u"function"_s, R"({"runtime":"python","mode":"hot","handler":"functions/diagnose.py"})");
    QCOMPARE(kindLineOf(descriptorOf(function), function), u"function · python · hot"_s);
    QCOMPARE(summaryLinesOf(descriptorOf(function), function), QStringList{u"diagnose.py"_s});

    const Node event =
        nodeOf(u"docker.event"_s, R"({"hosts":"web*","type":"container","action":"die"})");
    QCOMPARE(kindLineOf(descriptorOf(event), event), u"docker event · die"_s);
    QCOMPARE(placeLineOf(event), u"on web*"_s);

    const Node unknown = nodeOf(u"quantum"_s);
    QCOMPARE(kindLineOf(nullptr, unknown), u"unknown kind · quantum"_s);
    QCOMPARE(cardTitle(nullptr, unknown), u"n"_s);
}

void TestCanvasGeometry::zoomKeepsWhatIsUnderTheAnchor()
{
    const ViewTransform before(1, {100, 50});
    const QPointF anchor(300, 200);
    const ViewTransform after = before.zoomedTo(2, anchor);
    QCOMPARE(after.toScene(anchor), before.toScene(anchor));
    QCOMPARE(after.zoom(), 2.0);
}

void TestCanvasGeometry::zoomStaysWithinItsLimits()
{
    QCOMPARE(ViewTransform().zoomedTo(100, {}).zoom(), 8.0);
    QCOMPARE(ViewTransform().zoomedTo(0.001, {}).zoom(), 0.1);
}

void TestCanvasGeometry::fittingShowsAllWithAMargin()
{
    const QRectF scene(-1000, 0, 4000, 1000);
    const ViewTransform fitted = ViewTransform::fitting(scene, {800, 600}, 40);
    const QRectF shown = fitted.toView(scene);
    QVERIFY(QRectF(39, 39, 722, 522).contains(shown));
    QCOMPARE(shown.center().toPoint(), QPoint(400, 300));
    QCOMPARE(ViewTransform::fitting(QRectF(0, 0, 10, 10), {800, 600}, 40).zoom(), 1.0);
}

void TestCanvasGeometry::aWireLeavesAndArrivesLevel()
{
    const WireCurve curve({0, 0}, {200, 100});
    QCOMPARE(curve.points()[1].y(), 0.0);
    QCOMPARE(curve.points()[2].y(), 100.0);
    QVERIFY(curve.points()[1].x() > 0);
    QCOMPARE(curve.middle(), QPointF(100, 50));
    QVERIFY(curve.bounds().contains(QRectF(0, 0, 200, 100)));
}

void TestCanvasGeometry::distanceToAWire()
{
    const WireCurve curve({0, 0}, {200, 0});
    QVERIFY(std::abs(curve.distanceTo({100, 7}) - 7) < 0.1);
    QVERIFY(std::abs(curve.distanceTo({230, 0}) - 30) < 0.1);
    QVERIFY(curve.crosses(QLineF(100, -10, 100, 10)));
    QVERIFY(!curve.crosses(QLineF(100, 10, 100, 30)));
    QVERIFY(curve.crosses(QRectF(90, -5, 20, 10)));
    QVERIFY(!curve.crosses(QRectF(90, 5, 20, 10)));
}

void TestCanvasGeometry::aWireThatGoesBackSwingsOut()
{
    const WireCurve curve({300, 0}, {0, 80});
    QVERIFY(curve.bounds().right() > 340);
    QVERIFY(curve.bounds().left() < -40);
}

void TestCanvasGeometry::guidesSnapToTheNearestLine()
{
    const Alignment alignment = alignWithNeighbours(
        QRectF(103, 50, 100, 60), {QRectF(100, 300, 100, 60), QRectF(400, 52, 100, 60)}, 5);
    QVERIFY(alignment.alignsX);
    QVERIFY(alignment.alignsY);
    QCOMPARE(alignment.shift, QPointF(-3, 2));
    QCOMPARE(alignment.guides.size(), 2);
    QCOMPARE(alignment.guides[1].y1(), 52.0);
}

void TestCanvasGeometry::guidesIgnoreWhatIsFar()
{
    QCOMPARE(alignWithNeighbours(QRectF(110, 50, 100, 60), {QRectF(100, 300, 90, 60)}, 5),
             Alignment());
}

void TestCanvasGeometry::arrowsPreferWhatIsStraightAhead()
{
    const std::vector<PlacedNode> nodes{{u"a"_s, QRectF(0, 0, 100, 50)},
                                        {u"ahead"_s, QRectF(300, 0, 100, 50)},
                                        {u"aside"_s, QRectF(200, 180, 100, 50)},
                                        {u"above"_s, QRectF(0, -200, 100, 50)}};
    QCOMPARE(nodeTowards(Qt::Key_Right, u"a"_s, nodes), u"ahead"_s);
    QCOMPARE(nodeTowards(Qt::Key_Up, u"a"_s, nodes), u"above"_s);
    QCOMPARE(nodeTowards(Qt::Key_Down, u"a"_s, nodes), u"aside"_s);
    QCOMPARE(nodeTowards(Qt::Key_Left, u"a"_s, nodes), QString());
}

void TestCanvasGeometry::readingOrderIsColumnsThenRows()
{
    QCOMPARE(readingOrder({{u"d"_s, QRectF(300, 0, 168, 60)},
                           {u"b"_s, QRectF(20, 100, 168, 60)},
                           {u"a"_s, QRectF(0, 0, 168, 60)},
                           {u"c"_s, QRectF(8, 200, 168, 60)}}),
             (QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s}));
}

void TestCanvasGeometry::hitsPortsBeforeCards()
{
    const auto document = pair();
    CanvasScene scene;
    scene.setDocument(document.get());
    const NodeBox *a = scene.node(u"a"_s);
    QCOMPARE(scene.hitAt(a->outputPoint(0), 1).what, CanvasHit::What::Output);
    QCOMPARE(scene.hitAt(a->outputPoint(0) + QPointF(8, 0), 1).what, CanvasHit::What::Output);
    QCOMPARE(scene.hitAt(scene.node(u"b"_s)->inputPoint(), 1).what, CanvasHit::What::Input);
    QCOMPARE(scene.hitAt(a->rect().center(), 1).what, CanvasHit::What::Node);
    QCOMPARE(scene.hitAt(QPointF(0, 250), 1), CanvasHit());
}

void TestCanvasGeometry::hitsTheCardOnTop()
{
    const auto document = pair({20, 10});
    CanvasScene scene;
    scene.setDocument(document.get());
    QCOMPARE(scene.hitAt({100, 30}, 1).id, u"b"_s);
}

void TestCanvasGeometry::hitsWiresWithinReachAtAnyZoom()
{
    const auto document = pair();
    CanvasScene scene;
    scene.setDocument(document.get());
    const QPointF middle = scene.wires()[0].curve.middle();
    QCOMPARE(scene.hitAt(middle + QPointF(0, 5), 1).what, CanvasHit::What::Wire);
    QCOMPARE(scene.hitAt(middle + QPointF(0, 9), 1), CanvasHit());
    QCOMPARE(scene.hitAt(middle + QPointF(0, 9), 0.5).what, CanvasHit::What::Wire);
    QCOMPARE(scene.wireUnder(QRectF(middle - QPointF(20, 20), QSizeF(40, 40)), u"x"_s),
             scene.wires()[0].key);
    QCOMPARE(scene.wireUnder(QRectF(middle - QPointF(20, 20), QSizeF(40, 40)), u"a"_s), QString());
}

void TestCanvasGeometry::aFrameIsHitByTitleAndBorderOnly()
{
    const auto document = pair();
    CanvasScene scene;
    scene.setDocument(document.get());
    QCOMPARE(scene.hitAt({0, 310}, 1).what, CanvasHit::What::Frame);
    QCOMPARE(scene.hitAt({-100, 400}, 1).what, CanvasHit::What::Frame);
    QCOMPARE(scene.hitAt({195, 495}, 1).what, CanvasHit::What::FrameCorner);
    QCOMPARE(scene.hitAt({0, 400}, 1), CanvasHit());
    QCOMPARE(scene.frameAround({0, 400}), u"f"_s);
}

void TestCanvasGeometry::searchPutsTheBestMatchFirst()
{
    QCOMPARE(searchKinds({.text = u"fil"_s}).value(0)->kind, u"filter"_s);
    QCOMPARE(searchKinds({.text = u"action"_s}).value(0)->kind, u"container.action"_s);
    QVERIFY(searchKinds({.text = u"zzzzzz"_s}).isEmpty());
}

void TestCanvasGeometry::searchShowsFavouritesThenRecents()
{
    const auto found = searchKinds({.favourites = {u"log"_s}, .recents = {u"emit"_s, u"log"_s}});
    QCOMPARE(found[0]->kind, u"log"_s);
    QCOMPARE(found[1]->kind, u"emit"_s);
    QCOMPARE(found.size(), qsizetype(nodeDescriptors().size()));
}

void TestCanvasGeometry::searchKeepsToWhatCanBeConnected()
{
    for (const NodeDescriptor *descriptor : searchKinds({.needsInput = true}))
        QVERIFY(descriptor->hasInput());
    QVERIFY(searchKinds({.text = u"timer"_s, .needsInput = true}).isEmpty());
}

QTEST_GUILESS_MAIN(TestCanvasGeometry)
#include "tst_canvasgeometry.moc"
