#include "app/studio/canvas/edgelayer.h"
#include "app/studio/canvas/minimap.h"
#include "app/studio/canvas/nodeitem.h"
#include "app/studio/settings/preferences.h"
#include "tests/studio/canvas/canvasfixture.h"
#include "tests/support/patience.h"

#include <algorithm>

using namespace Saltern;
using namespace Qt::StringLiterals;

/// What is in view and how, and what a run paints over it.
class TestAppCanvasView : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void c40_middleDragPansAlsoFromANode();
    void c40_spaceDragPans();
    void c41_ctrlWheelZoomsAtTheCursor();
    void c41_wheelScrollsAndShiftScrollsSideways();
    void c42_openingKeepsTextReadable_data();
    void c42_openingKeepsTextReadable();
    void c43_zoomHasLimitsAndIsShown();
    void c43_smallNodesAreBlocksWithoutItems();
    void c44_clickingTheMinimapJumps();
    void c44_draggingItsViewportScrolls();
    void c44_mTogglesTheMinimap();
    void c47_theViewComesBack();
    void c47_whatNobodyMovedIsOpenedAnew();
    void c73_problemsAreListedUnderThePointer();
    void c73_clickingTheBadgeAsksForTheSetting();
    void c74_warningsAndErrorsDifferInShape();
    void c77_changedNodesCarryADot();
    void c78_statesDifferInMoreThanColour();
    void c79_countsAreShown();
    void c80_reducedMotionDrawsNoPulse();
    void c82_staleResultsSayWhy();
    void onlyCardsNearTheViewHaveItems();
    void themesPaintDifferently();
    void screenWithoutADocumentIsCalm();

private:
    QImage card(const QString &node);

    CanvasFixture f;
};

void TestAppCanvasView::init()
{
    f.begin();
}

/// The card as it is painted, without what is behind it.
QImage TestAppCanvasView::card(const QString &node)
{
    const NodeBox *box = f.view()->scene()->node(node);
    QImage image(200, 160, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.translate(nodeMargin, nodeMargin);
    paintNode(painter, *box, f.view()->lookOf(node), *f.view()->colors());
    return image;
}

void TestAppCanvasView::c40_middleDragPansAlsoFromANode()
{
    const QPointF before = f.view()->origin();
    f.drag(f.centre(check), f.centre(check) + QPoint(40, 30), {}, Qt::MiddleButton);
    QCOMPARE(f.view()->origin(), before + QPointF(40, 30));
    QCOMPARE(f.document()->positionOf(check), QPointF(240, 0));
}

void TestAppCanvasView::c40_spaceDragPans()
{
    const QPointF before = f.view()->origin();
    QTest::keyPress(f.window(), Qt::Key_Space);
    f.drag(f.centre(check), f.centre(check) + QPoint(-40, 30));
    QTest::keyRelease(f.window(), Qt::Key_Space);
    QCOMPARE(f.view()->origin(), before + QPointF(-40, 30));
    QCOMPARE(f.document()->undoStack()->count(), 0);
}

void TestAppCanvasView::c41_ctrlWheelZoomsAtTheCursor()
{
    const QPoint cursor = f.centre(diagnose);
    const QPointF scene = f.view()->toScene(cursor);
    f.wheel(cursor, {0, 120}, Qt::ControlModifier);
    QVERIFY(f.view()->zoom() > 1.1);
    QVERIFY((f.view()->toScene(cursor) - scene).manhattanLength() < 1.5);
}

void TestAppCanvasView::c41_wheelScrollsAndShiftScrollsSideways()
{
    const QPointF before = f.view()->origin();
    f.wheel(f.centre(check), {0, -120});
    QVERIFY(f.view()->origin().y() < before.y());
    QCOMPARE(f.view()->origin().x(), before.x());
    f.wheel(f.centre(check), {0, -120}, Qt::ShiftModifier);
    QVERIFY(f.view()->origin().x() < before.x());
}

void TestAppCanvasView::c42_openingKeepsTextReadable_data()
{
    QTest::addColumn<QPointF>("step"); // from a node to the next
    QTest::addColumn<bool>("fits");
    QTest::addColumn<bool>("isSmaller");
    QTest::newRow("little") << QPointF(200, 0) << true << false;
    QTest::newRow("fits when smaller") << QPointF(250, 0) << true << true;
    QTest::newRow("long") << QPointF(480, 0) << false << false;
    QTest::newRow("high") << QPointF(0, 300) << false << false;
    QTest::newRow("both") << QPointF(480, 300) << false << false;
    QTest::newRow("begins below") << QPointF(480, -300) << false << false;
}

void TestAppCanvasView::c42_openingKeepsTextReadable()
{
    QFETCH(const QPointF, step);
    QFETCH(const bool, fits);
    QFETCH(const bool, isSmaller);
    const QStringList ids{died, check, diagnose, u"restart"_s, page};
    Layout layout;
    for (qsizetype i = 0; i < ids.size(); ++i)
        layout.nodes.insert(ids[i], {step * i});
    f.begin(f.document()->text(), layout);
    const CanvasView &view = *f.view();
    const auto shown = [&view](const QString &id) {
        return QRectF(QPointF(), view.size()).contains(view.nodeRect(id));
    };
    if (isSmaller)
        QVERIFY(view.shownZoom() >= 0.8 && view.shownZoom() < 1);
    else
        QCOMPARE(view.shownZoom(), 1.0);
    QVERIFY(shown(died));
    QCOMPARE(std::ranges::all_of(ids, shown), fits);
    QVERIFY(f.item(u"minimap"_s));
    f.key(Qt::Key_1, Qt::ControlModifier);
    QVERIFY(std::ranges::all_of(ids, shown));
}

void TestAppCanvasView::c43_zoomHasLimitsAndIsShown()
{
    for (int i = 0; i < 40; ++i)
        f.wheel({400, 300}, {0, 120}, Qt::ControlModifier);
    QCOMPARE(f.view()->zoom(), 4.0);
    for (int i = 0; i < 60; ++i)
        f.wheel({400, 300}, {0, -120}, Qt::ControlModifier);
    QCOMPARE(f.view()->zoom(), 0.1);
    const auto labels = f.window()->findChildren<QQuickItem *>();
    const bool isShown = std::any_of(labels.begin(), labels.end(), [](const QQuickItem *label) {
        return label->property("text").toString() == u"10 %"_s;
    });
    QVERIFY(isShown);
}

void TestAppCanvasView::c43_smallNodesAreBlocksWithoutItems()
{
    const auto shown = [&] {
        const auto items = f.view()->findChildren<NodeItem *>();
        return std::count_if(
            items.begin(), items.end(), [](NodeItem *item) { return item->isVisible(); });
    };
    QTRY_COMPARE(shown(), 5);
    f.view()->zoomTo(0.3);
    QTRY_COMPARE(shown(), 0);
    const QImage picture = f.window()->grabWindow();
    QVERIFY(picture.pixelColor(f.centre(diagnose)) != f.view()->colors()->canvas);
    f.view()->zoomTo(1);
    QTRY_COMPARE(shown(), 5);
}

void TestAppCanvasView::c44_clickingTheMinimapJumps()
{
    QQuickItem *minimap = f.item(u"minimap"_s);
    QVERIFY(minimap);
    f.view()->zoomTo(2);
    f.view()->centreOn({0, 0});
    f.click(minimap->mapToScene(QPointF(minimap->width() - 20, minimap->height() / 2)).toPoint());
    QVERIFY(f.view()->visibleScene().center().x() > 300);
}

void TestAppCanvasView::c44_draggingItsViewportScrolls()
{
    QQuickItem *minimap = f.item(u"minimap"_s);
    f.view()->zoomTo(2);
    f.view()->centreOn({400, 100});
    const QPoint grip =
        minimap->mapToScene(QPointF(minimap->width() / 2, minimap->height() / 2)).toPoint();
    const QPointF before = f.view()->visibleScene().center();
    f.drag(grip, grip + QPoint(15, 0));
    QVERIFY(f.view()->visibleScene().center().x() > before.x() + 20);
    QVERIFY(std::abs(f.view()->visibleScene().center().y() - before.y()) < 20);
}

void TestAppCanvasView::c44_mTogglesTheMinimap()
{
    f.key(Qt::Key_M);
    QVERIFY(!f.item(u"minimap"_s));
    f.key(Qt::Key_M);
    QVERIFY(f.item(u"minimap"_s));
}

void TestAppCanvasView::c47_theViewComesBack()
{
    QTemporaryDir folder;
    const QString file = folder.filePath(u"a.saltern.yaml"_s);
    QVERIFY(f.document()->saveAs(file));
    const QByteArray saved = f.document()->text();
    f.view()->zoomTo(1.5);
    f.view()->centreOn({333, 44});
    const ViewTransform left = f.view()->transform();
    f.view()->setDocument(nullptr);
    QVERIFY(f.view()->transform() == left || f.view()->zoom() > 0);
    f.view()->zoomTo(0.7);
    auto again = PipelineDocument::load(file);
    QVERIFY(again);
    f.view()->setDocument(again->get());
    QCOMPARE(f.view()->transform(), left);
    QCOMPARE((*again)->text(), saved);
    f.view()->setDocument(nullptr);
}

void TestAppCanvasView::c47_whatNobodyMovedIsOpenedAnew()
{
    QTemporaryDir folder;
    const QString file = folder.filePath(u"b.saltern.yaml"_s);
    QVERIFY(f.document()->saveAs(file));
    const auto open = [&] {
        auto document = PipelineDocument::load(file);
        f.view()->setDocument(document ? document->get() : nullptr);
        return document;
    };
    auto wide = open();
    const ViewTransform before = f.view()->transform();
    f.view()->setDocument(nullptr);
    f.window()->resize(640, 480);
    QTRY_COMPARE(f.view()->width(), 640.0);
    auto narrow = open();
    QVERIFY(f.view()->transform() != before);
    QVERIFY(QRectF(QPointF(), f.view()->size()).contains(f.view()->nodeRect(died)));
    f.view()->setDocument(nullptr);
    f.window()->resize(1100, 700);
    QTRY_COMPARE(f.view()->width(), 1100.0);
}

void TestAppCanvasView::c73_problemsAreListedUnderThePointer()
{
    f.document()->clearParameter({check}, u"/match"_s);
    f.document()->checkNow();
    const QStringList problems = f.view()->problemsOf(check);
    QVERIFY(!problems.isEmpty());
    f.hover(f.centre(check) + QPoint(0, 10));
    QVERIFY2(f.view()->tip().contains(problems[0]), qPrintable(f.view()->tip()));
}

void TestAppCanvasView::c73_clickingTheBadgeAsksForTheSetting()
{
    f.document()->clearParameter({check}, u"/match"_s);
    f.document()->checkNow();
    QString asked;
    bool forProblem = false;
    const auto connection = connect(
        f.view(), &CanvasView::inspectorRequested, this, [&](const QString &node, bool problem) {
            asked = node;
            forProblem = problem;
        });
    f.click(f.at(f.view()->scene()->node(check)->rect().topRight() + QPointF(-2, 1)));
    disconnect(connection);
    QCOMPARE(asked, check);
    QVERIFY(forProblem);
}

void TestAppCanvasView::c74_warningsAndErrorsDifferInShape()
{
    NodeBox box = *f.view()->scene()->node(check);
    const auto badgeMask = [&] {
        QImage image(200, 160, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        painter.translate(nodeMargin, nodeMargin);
        paintNode(painter, box, {}, *f.view()->colors());
        painter.end();
        // What is above the card and right of it: the badge alone.
        return image.copy(nodeMargin + 158, 0, 28, 12).createAlphaMask();
    };
    const QImage none = badgeMask();
    box.warnings = QStringList{u"w"_s};
    const QImage warning = badgeMask();
    box.warnings.clear();
    box.errors = QStringList{u"e"_s};
    const QImage error = badgeMask();
    QVERIFY(none != warning);
    QVERIFY(none != error);
    QVERIFY(warning != error);
}

void TestAppCanvasView::c77_changedNodesCarryADot()
{
    ScriptedFacts facts;
    f.setFacts(&facts);
    const QImage before = card(check);
    facts.set(check, NodeRunFacts{.isChanged = true});
    const QImage after = card(check);
    f.setFacts(nullptr);
    QVERIFY(before.copy(0, 0, 24, 24) != after.copy(0, 0, 24, 24));
}

void TestAppCanvasView::c78_statesDifferInMoreThanColour()
{
    ScriptedFacts facts;
    f.setFacts(&facts);
    QList<QImage> seen;
    for (const NodeRunState state : {NodeRunState::Idle,
                                     NodeRunState::Queued,
                                     NodeRunState::Running,
                                     NodeRunState::Retrying,
                                     NodeRunState::Ok,
                                     NodeRunState::Failed,
                                     NodeRunState::Skipped,
                                     NodeRunState::TimedOut,
                                     NodeRunState::Cancelled}) {
        facts.set(diagnose, NodeRunFacts{.state = state, .in = 3, .queued = 2});
        const QImage grey = card(diagnose).convertToFormat(QImage::Format_Grayscale8);
        QVERIFY2(!seen.contains(grey), qPrintable(runStateName(state)));
        seen.append(grey);
    }
    f.setFacts(nullptr);
}

void TestAppCanvasView::c79_countsAreShown()
{
    ScriptedFacts facts;
    f.setFacts(&facts);
    facts.set(
        diagnose,
        NodeRunFacts{
            .state = NodeRunState::Ok, .in = 37, .out = 37, .footer = u"p50 0.4 ms  p99 2 ms"_s});
    QCOMPARE(f.view()->scene()->node(diagnose)->footer(), u"p50 0.4 ms  p99 2 ms"_s);
    const QPoint pill = f.middle(firstWire);
    const QRect around(pill - QPoint(12, 9), QSize(24, 18));
    const QImage before = f.window()->grabWindow().copy(around);
    facts.set(firstWire, WireRunFacts{.count = 214});
    const QImage after = f.window()->grabWindow().copy(around);
    f.setFacts(nullptr);
    QVERIFY(before != after);
}

void TestAppCanvasView::c80_reducedMotionDrawsNoPulse()
{
    ScriptedFacts facts;
    f.setFacts(&facts);
    facts.set(firstWire, WireRunFacts{.count = 1, .perSecond = 1});
    Q_EMIT facts.pulsed(firstWire);
    QVERIFY(!f.view()->findChild<EdgeLayer *>()->isPulsing());
    f.view()->setProperty("reducedMotion", false);
    Q_EMIT facts.pulsed(firstWire);
    QVERIFY(f.view()->findChild<EdgeLayer *>()->isPulsing());
    QTRY_VERIFY(!f.view()->findChild<EdgeLayer *>()->isPulsing());
    facts.set(firstWire, WireRunFacts{.count = 900, .perSecond = 90});
    Q_EMIT facts.pulsed(firstWire); // too many: the wire is thicker instead
    QVERIFY(!f.view()->findChild<EdgeLayer *>()->isPulsing());
    f.view()->setProperty("reducedMotion", true);
    f.setFacts(nullptr);
}

void TestAppCanvasView::c82_staleResultsSayWhy()
{
    ScriptedFacts facts;
    f.setFacts(&facts);
    facts.set(check, NodeRunFacts{.state = NodeRunState::Ok, .in = 1});
    const QImage before = card(check);
    facts.set(check, NodeRunFacts{.state = NodeRunState::Ok, .in = 1, .isStale = true});
    QVERIFY(before != card(check));
    f.hover(f.centre(check));
    QVERIFY(f.view()->tip().contains(u"Edited since"_s));
    f.setFacts(nullptr);
}

void TestAppCanvasView::onlyCardsNearTheViewHaveItems()
{
    f.view()->centreOn({-3000, 0});
    const auto shown = [&] {
        const auto items = f.view()->findChildren<NodeItem *>();
        return std::count_if(
            items.begin(), items.end(), [](NodeItem *item) { return item->isVisible(); });
    };
    QTRY_COMPARE(shown(), 0);
    f.view()->centreOn({0, 0});
    QTRY_VERIFY(shown() >= 3);
}

void TestAppCanvasView::themesPaintDifferently()
{
    const QImage dark = f.window()->grabWindow();
    Preferences::instance().setTheme(u"light"_s);
    QTRY_VERIFY(f.view()->colors()->canvas.lightness() > 200);
    const QImage light = f.window()->grabWindow();
    Preferences::instance().setTheme(u"dark"_s);
    QVERIFY(light.pixelColor(20, 20).lightness() > 200);
    QVERIFY(dark.pixelColor(20, 20).lightness() < 60);
    const QPoint onCard = f.at({200, 40}); // between text and port of the first card's neighbour
    QVERIFY(dark.pixelColor(onCard) != light.pixelColor(onCard));
}

void TestAppCanvasView::screenWithoutADocumentIsCalm()
{
    f.view()->setDocument(nullptr);
    f.click({300, 300});
    f.doubleClick({300, 300});
    f.key(Qt::Key_Delete);
    f.key(Qt::Key_Tab);
    f.wheel({300, 300}, {0, 120});
    QVERIFY(!f.window()->grabWindow().isNull());
}

QTEST_MAIN(TestAppCanvasView)
#include "tst_app_canvasview.moc"
