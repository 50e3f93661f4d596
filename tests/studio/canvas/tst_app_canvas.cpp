#include "tests/studio/canvas/canvasfixture.h"
#include "tests/support/patience.h"

#include <QDropEvent>
#include <QMimeData>

using namespace Saltern;
using namespace Qt::StringLiterals;

/// Adding, wiring, selecting and moving by mouse, as peers have it; numbers are those of the list
/// of conventions.
class TestAppCanvas : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void c01_droppingAKindFromThePaletteAddsIt();
    void c03_doubleClickOnEmptyOpensQuickAdd();
    void c03_ctrlClickOnEmptyOpensQuickAdd();
    void c07_rightClickOnEmptyOpensTheMenu();
    void c10_dragPortToPortConnects();
    void c10_dragBackwardsFromAnInputConnects();
    void c11_portsThatFitGlowAndOthersDim();
    void c12_releaseOnANodeConnects();
    void c13_releaseOverNothingAddsAndConnects();
    void c14_ctrlDragMovesTheWires();
    void c15_movedWiresDroppedOverNothingAreDeleted();
    void c16_altClickOnAPortRemovesItsWires();
    void c16_altDragCutsWires();
    void c17_clickSelectsAWireAndDeleteRemovesIt();
    void c18_droppingANodeOnAWireSplicesIt();
    void c19_altSuppressesTheSplice();
    void c19_xDuringTheDragDoesTheSame();
    void c26_aLoopIsRefusedWithItsReason();
    void c27_hoveringAWireMarksBothEnds();
    void c28_wiresBetweenSelectedNodesStandOut();
    void c29_clickSelectsAndClickOnEmptyClears();
    void c30_ctrlClickToggles();
    void c31_lassoSelectsShiftAddsCtrlToggles();
    void c31_dragOnEmptyCanPanInstead();
    void c33_shiftClickSelectsAlong();
    void c34_dragMovesTheSelectionInOneStep();
    void c34_movesSnapToTheGrid();
    void c34_shiftLocksTheAxis();
    void c34_guidesAlignWithNeighbours();
    void c36_ctrlDragDuplicates();
    void c39_escapeCancelsAnyDrag_data();
    void c39_escapeCancelsAnyDrag();
    void c39_draggingToTheEdgeScrolls();
    void c39_draggingAWireToTheEdgeScrolls();
    void c60_movingAFrameMovesWhatIsInIt();
    void c60_altMovesTheFrameAlone();
    void c60_aFrameIsResizedByItsCorner();
    void c61_aNodeDroppedInAFrameBelongsToIt();
    void c62_aNoteIsMovedAndWritten();

private:
    CanvasFixture f;
};

void TestAppCanvas::init()
{
    f.begin();
}

void TestAppCanvas::c01_droppingAKindFromThePaletteAddsIt()
{
    QMimeData kind;
    kind.setData(u"application/x-saltern-kind"_s, "filter");
    const QPoint at = f.at({105, 317});
    QDragEnterEvent enter(at, Qt::CopyAction, &kind, Qt::LeftButton, {});
    QCoreApplication::sendEvent(f.window(), &enter);
    QVERIFY(enter.isAccepted());
    QDragMoveEvent move(at, Qt::CopyAction, &kind, Qt::LeftButton, {});
    QCoreApplication::sendEvent(f.window(), &move);
    QDropEvent drop(at, Qt::CopyAction, &kind, Qt::LeftButton, {});
    QCoreApplication::sendEvent(f.window(), &drop);
    QTRY_COMPARE(f.nodeIds().size(), 6);
    const QPointF place = f.document()->positionOf(f.selection()->current());
    QCOMPARE(std::fmod(place.x(), 8), 0.0);
    QCOMPARE(std::fmod(place.y(), 8), 0.0);
    QVERIFY(QRectF(place, QSizeF(168, 80)).contains(QPointF(105, 317)));
    QTRY_VERIFY(f.item(u"renamer"_s));
    f.key(Qt::Key_Escape);
}

void TestAppCanvas::c03_doubleClickOnEmptyOpensQuickAdd()
{
    f.doubleClick(f.at({0, 300}));
    QTRY_VERIFY(f.isOpen(u"quickAdd"_s));
    f.type(u"filter"_s);
    f.key(Qt::Key_Return);
    QTRY_COMPARE(f.nodeIds().size(), 6);
    QCOMPARE(f.document()->kindOf(f.selection()->current()), u"filter"_s);
    QTRY_VERIFY(!f.isOpen(u"quickAdd"_s));
    f.key(Qt::Key_Escape);
}

void TestAppCanvas::c03_ctrlClickOnEmptyOpensQuickAdd()
{
    f.click(f.at({0, 300}), Qt::ControlModifier);
    QTRY_VERIFY(f.isOpen(u"quickAdd"_s));
    f.key(Qt::Key_Escape);
    QTRY_VERIFY(!f.isOpen(u"quickAdd"_s));
    QCOMPARE(f.nodeIds().size(), 5);
}

void TestAppCanvas::c07_rightClickOnEmptyOpensTheMenu()
{
    f.click(f.at({0, 300}), {}, Qt::RightButton);
    QTRY_VERIFY(f.item(u"menu:canvas.quickAdd"_s));
    for (const QString &id : {u"canvas.paste"_s, u"canvas.selectAll"_s, u"canvas.fitAll"_s})
        QVERIFY2(f.item(u"menu:"_s + id), qPrintable(id));
    const QQuickItem *all = f.item(u"menu:canvas.selectAll"_s);
    QTRY_VERIFY(all->y() > all->height()); // its place in the menu is known
    f.click(all->mapToScene(QPointF(20, all->height() / 2)).toPoint());
    QTRY_COMPARE(f.selection()->nodes().size(), 5);
    QTRY_VERIFY(!f.item(u"menu:canvas.quickAdd"_s));
}

void TestAppCanvas::c10_dragPortToPortConnects()
{
    f.drag(f.output(check), f.input(page));
    QVERIFY(f.wireKeys().contains(u"check.out->page"_s));
    QCOMPARE(f.document()->undoStack()->count(), 1);
}

void TestAppCanvas::c10_dragBackwardsFromAnInputConnects()
{
    f.drag(f.input(page), f.output(died));
    QVERIFY(f.wireKeys().contains(u"died.out->page"_s));
}

void TestAppCanvas::c11_portsThatFitGlowAndOthersDim()
{
    f.press(f.output(check));
    f.moveTo(f.output(check) + QPoint(30, 60));
    QCOMPARE(f.view()->lookOf(page).wireTarget, 1);
    QCOMPARE(f.view()->lookOf(died).wireTarget, 0);
    f.moveTo(f.centre(died));
    QVERIFY(!f.view()->tip().isEmpty());
    QVERIFY(f.view()->feedback().wires.value(0).isRefused);
    f.moveTo(f.input(page));
    QCOMPARE(f.view()->lookOf(page).wireTarget, 2);
    QVERIFY(f.view()->tip().isEmpty());
    f.key(Qt::Key_Escape);
    f.release(f.input(page));
    QCOMPARE(f.view()->lookOf(page).wireTarget, -1);
}

void TestAppCanvas::c12_releaseOnANodeConnects()
{
    f.drag(f.output(check), f.centre(page));
    QVERIFY(f.wireKeys().contains(u"check.out->page"_s));
}

void TestAppCanvas::c13_releaseOverNothingAddsAndConnects()
{
    f.drag(f.output(page), f.at({560, 300}));
    QTRY_VERIFY(f.isOpen(u"quickAdd"_s));
    f.type(u"timer"_s); // a trigger cannot follow
    QCOMPARE(f.popup(u"quickAdd"_s)->property("rows").toList().size(), 0);
    for (int i = 0; i < 5; ++i)
        f.key(Qt::Key_Backspace);
    f.type(u"log"_s);
    f.key(Qt::Key_Return);
    QTRY_COMPARE(f.nodeIds().size(), 6);
    const QString made = f.selection()->current();
    QCOMPARE(f.document()->kindOf(made), u"log"_s);
    QVERIFY(f.wireKeys().contains(u"page.ok->"_s + made));
    QCOMPARE(f.document()->undoStack()->count(), 1);
    f.key(Qt::Key_Escape);
}

void TestAppCanvas::c14_ctrlDragMovesTheWires()
{
    f.drag(f.input(check), f.input(page), Qt::ControlModifier);
    QVERIFY(f.wireKeys().contains(u"died.out->page"_s));
    QVERIFY(!f.wireKeys().contains(firstWire));
    f.key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(f.wireKeys().contains(firstWire));
    QVERIFY(!f.wireKeys().contains(u"died.out->page"_s));
}

void TestAppCanvas::c15_movedWiresDroppedOverNothingAreDeleted()
{
    f.drag(f.output(died), f.at({60, 300}), Qt::ControlModifier);
    QVERIFY(!f.wireKeys().contains(firstWire));
    QVERIFY(!f.isOpen(u"quickAdd"_s));
    f.document()->undo();
    QVERIFY(f.wireKeys().contains(firstWire));
}

void TestAppCanvas::c16_altClickOnAPortRemovesItsWires()
{
    f.click(f.output(check), Qt::AltModifier);
    QVERIFY(!f.wireKeys().contains(u"check.out->diagnose"_s));
    QCOMPARE(f.wireKeys().size(), 2);
}

void TestAppCanvas::c16_altDragCutsWires()
{
    const QPoint middle = f.middle(firstWire);
    f.press(middle - QPoint(0, 60), Qt::AltModifier);
    f.moveTo(middle + QPoint(0, 60), Qt::AltModifier);
    QVERIFY(f.view()->feedback().cutWires.contains(firstWire));
    f.release(middle + QPoint(0, 60), Qt::AltModifier);
    QVERIFY(!f.wireKeys().contains(firstWire));
    QCOMPARE(f.wireKeys().size(), 2);
}

void TestAppCanvas::c17_clickSelectsAWireAndDeleteRemovesIt()
{
    f.click(f.middle(firstWire));
    QCOMPARE(f.selection()->wires(), QStringList{firstWire});
    f.click(f.middle(u"check.out->diagnose"_s), Qt::ControlModifier);
    QCOMPARE(f.selection()->wires().size(), 2);
    f.key(Qt::Key_Delete);
    QCOMPARE(f.wireKeys(), QStringList{u"diagnose.ok->restart"_s});
    QCOMPARE(f.nodeIds().size(), 5);
}

void TestAppCanvas::c18_droppingANodeOnAWireSplicesIt()
{
    const QPoint target = f.middle(u"check.out->diagnose"_s);
    f.press(f.centre(page));
    f.moveTo(f.centre(page) - QPoint(0, 40));
    f.moveTo(target);
    QCOMPARE(f.view()->feedback().spliceWire, u"check.out->diagnose"_s);
    f.release(target);
    QVERIFY(f.wireKeys().contains(u"check.out->page"_s));
    QVERIFY(f.wireKeys().contains(u"page.ok->diagnose"_s));
    QVERIFY(!f.wireKeys().contains(u"check.out->diagnose"_s));
    QCOMPARE(f.document()->undoStack()->count(), 1);
    f.document()->undo();
    QCOMPARE(f.document()->positionOf(page), QPointF(240, 240));
    QVERIFY(f.wireKeys().contains(u"check.out->diagnose"_s));
}

void TestAppCanvas::c19_altSuppressesTheSplice()
{
    f.drag(f.centre(page), f.middle(u"check.out->diagnose"_s), Qt::AltModifier);
    QCOMPARE(f.wireKeys().size(), 3);
    QVERIFY(f.wireKeys().contains(u"check.out->diagnose"_s));
    QVERIFY(f.document()->positionOf(page) != QPointF(240, 240));
}

void TestAppCanvas::c19_xDuringTheDragDoesTheSame()
{
    const QPoint target = f.middle(u"check.out->diagnose"_s);
    f.press(f.centre(page));
    f.moveTo(target);
    QVERIFY(!f.view()->feedback().spliceWire.isEmpty());
    f.key(Qt::Key_X);
    QVERIFY(f.view()->feedback().spliceWire.isEmpty());
    f.release(target);
    QVERIFY(f.wireKeys().contains(u"check.out->diagnose"_s));
}

void TestAppCanvas::c26_aLoopIsRefusedWithItsReason()
{
    f.press(f.output(restart));
    f.moveTo(f.centre(diagnose));
    QVERIFY2(f.view()->tip().endsWith(u'.'), qPrintable(f.view()->tip()));
    f.release(f.centre(diagnose));
    QCOMPARE(f.wireKeys().size(), 3);
}

void TestAppCanvas::c27_hoveringAWireMarksBothEnds()
{
    f.hover(f.middle(firstWire));
    QCOMPARE(f.view()->hovered().id, firstWire);
    QCOMPARE(f.view()->lookOf(died).hoveredOutput, 0);
    QVERIFY(f.view()->lookOf(check).isInputHovered);
    QVERIFY(!f.view()->lookOf(diagnose).isInputHovered);
}

void TestAppCanvas::c28_wiresBetweenSelectedNodesStandOut()
{
    f.selection()->set({died, check});
    QVERIFY(f.view()->touchesSelection(*f.view()->scene()->wire(firstWire)));
    QVERIFY(!f.view()->touchesSelection(*f.view()->scene()->wire(u"check.out->diagnose"_s)));
}

void TestAppCanvas::c29_clickSelectsAndClickOnEmptyClears()
{
    f.click(f.centre(died));
    QCOMPARE(f.selection()->nodes(), QStringList{died});
    f.click(f.centre(check));
    QCOMPARE(f.selection()->nodes(), QStringList{check});
    f.click(f.at({0, 300}));
    QVERIFY(f.selection()->isEmpty());
}

void TestAppCanvas::c30_ctrlClickToggles()
{
    f.click(f.centre(died));
    f.click(f.centre(check), Qt::ControlModifier);
    QCOMPARE(f.selection()->nodes(), (QStringList{died, check}));
    f.click(f.centre(died), Qt::ControlModifier);
    QCOMPARE(f.selection()->nodes(), QStringList{check});
}

void TestAppCanvas::c31_lassoSelectsShiftAddsCtrlToggles()
{
    f.drag(f.at({-20, 200}), f.at({300, -20}));
    QCOMPARE(f.selection()->nodes(), (QStringList{died, check}));
    f.drag(f.at({460, 200}), f.at({500, 20}), Qt::ShiftModifier);
    QCOMPARE(f.selection()->nodes(), (QStringList{died, check, diagnose}));
    f.drag(f.at({-20, 200}), f.at({60, -20}), Qt::ControlModifier);
    QCOMPARE(f.selection()->nodes(), (QStringList{check, diagnose}));
    QVERIFY(f.view()->feedback().lasso.isNull());
}

void TestAppCanvas::c31_dragOnEmptyCanPanInstead()
{
    f.view()->setProperty("dragOnEmpty", u"pan"_s);
    const QPointF before = f.view()->origin();
    f.drag(f.at({0, 300}), f.at({0, 300}) + QPoint(50, -30));
    f.view()->setProperty("dragOnEmpty", u"select"_s);
    QCOMPARE(f.view()->origin(), before + QPointF(50, -30));
    QVERIFY(f.selection()->isEmpty());
}

void TestAppCanvas::c33_shiftClickSelectsAlong()
{
    f.click(f.at({248, 20}), Qt::ShiftModifier);
    QStringList selected = f.selection()->nodes();
    selected.sort();
    QCOMPARE(selected, (QStringList{check, died}));
    f.selection()->clear();
    f.click(f.at({400, 20}), Qt::ShiftModifier);
    QVERIFY(f.selection()->contains(restart));
    QVERIFY(!f.selection()->contains(died));
}

void TestAppCanvas::c34_dragMovesTheSelectionInOneStep()
{
    f.selection()->set({died, check});
    const int textsBefore = f.document()->undoStack()->count();
    f.press(f.centre(died));
    f.moveTo(f.centre(died) + QPoint(0, 40));
    QCOMPARE(f.document()->undoStack()->count(), textsBefore); // not before the release
    const QPoint target = f.at(QPointF(84, 38)) + QPoint(0, 160);
    f.moveTo(target);
    f.release(target);
    QCOMPARE(f.document()->undoStack()->count(), textsBefore + 1);
    const QPointF moved = f.document()->positionOf(died);
    QVERIFY(moved.y() > 100);
    QCOMPARE(f.document()->positionOf(check) - moved, QPointF(240, 0));
    QCOMPARE(f.document()->positionOf(diagnose), QPointF(480, 0));
    f.document()->undo();
    QCOMPARE(f.document()->positionOf(died), QPointF(0, 0));
}

void TestAppCanvas::c34_movesSnapToTheGrid()
{
    const QPoint from = f.centre(page);
    f.drag(from, from + QPoint(-93, 61));
    const QPointF place = f.document()->positionOf(page);
    QVERIFY(place != QPointF(240, 240));
    QCOMPARE(std::fmod(place.y(), 8), 0.0);
}

void TestAppCanvas::c34_shiftLocksTheAxis()
{
    const QPoint from = f.centre(page);
    f.selection()->set({page});
    f.press(from);
    f.moveTo(from + QPoint(20, 90), Qt::ShiftModifier);
    f.moveTo(from + QPoint(30, 100), Qt::ShiftModifier);
    f.release(from + QPoint(30, 100), Qt::ShiftModifier);
    QCOMPARE(f.document()->positionOf(page).x(), 240.0);
    QVERIFY(f.document()->positionOf(page).y() > 320);
}

void TestAppCanvas::c34_guidesAlignWithNeighbours()
{
    const QPoint from = f.centre(page);
    f.press(from);
    f.moveTo(from + QPoint(-120, 40));
    f.moveTo(from + QPoint(-237, 40)); // 3 pixels beside died's left edge
    QVERIFY(!f.view()->feedback().guides.isEmpty());
    f.release(from + QPoint(-237, 40));
    QCOMPARE(f.document()->positionOf(page).x(), 0.0);
    QVERIFY(f.view()->feedback().guides.isEmpty());
}

void TestAppCanvas::c36_ctrlDragDuplicates()
{
    const QPoint from = f.centre(page);
    f.drag(from, from + QPoint(0, 120), Qt::ControlModifier);
    QCOMPARE(f.nodeIds().size(), 6);
    QCOMPARE(f.document()->positionOf(page), QPointF(240, 240));
    const QString copy = f.selection()->current();
    QVERIFY(copy != page);
    QVERIFY(f.document()->positionOf(copy).y() > 320);
}

void TestAppCanvas::c39_escapeCancelsAnyDrag_data()
{
    QTest::addColumn<QPointF>("from");
    QTest::addColumn<int>("modifiers");

    QTest::newRow("move") << QPointF(320, 260) << int(Qt::NoModifier);
    QTest::newRow("duplicate") << QPointF(320, 260) << int(Qt::ControlModifier);
    QTest::newRow("wire") << QPointF(408, 43) << int(Qt::NoModifier);
    QTest::newRow("taken wires") << QPointF(408, 43) << int(Qt::ControlModifier);
    QTest::newRow("lasso") << QPointF(0, 320) << int(Qt::NoModifier);
    QTest::newRow("knife") << QPointF(430, -30) << int(Qt::AltModifier);
}

void TestAppCanvas::c39_escapeCancelsAnyDrag()
{
    QFETCH(QPointF, from);
    QFETCH(int, modifiers);
    const auto held = Qt::KeyboardModifiers(modifiers);
    f.selection()->set({restart});
    const QByteArray text = f.document()->text();
    f.press(f.at(from), held);
    f.moveTo(f.at(from) + QPoint(10, 60), held);
    f.moveTo(f.at(from) + QPoint(20, 110), held);
    f.key(Qt::Key_Escape);
    QVERIFY(!f.view()->isBusy());
    f.release(f.at(from) + QPoint(20, 110), held);
    QCOMPARE(f.document()->undoStack()->count(), 0);
    QCOMPARE(f.document()->text(), text);
    QCOMPARE(f.view()->scene()->node(page)->position, QPointF(240, 240));
    QVERIFY(f.view()->feedback().wires.isEmpty());
    QVERIFY(f.view()->feedback().lasso.isNull());
    QVERIFY(!f.isOpen(u"quickAdd"_s));
}

void TestAppCanvas::c39_draggingToTheEdgeScrolls()
{
    const qreal before = f.view()->origin().y();
    f.press(f.centre(page));
    f.moveTo(f.centre(page) + QPoint(0, 60));
    const QPoint edge(f.centre(page).x(), f.window()->height() - 3);
    f.moveTo(edge);
    QTRY_VERIFY(f.view()->origin().y() < before - 40);
    f.release(edge);
    const qreal after = f.view()->origin().y();
    QTest::qWait(60);
    QCOMPARE(f.view()->origin().y(), after);
    QVERIFY(f.document()->positionOf(page).y() > 400);
}

void TestAppCanvas::c39_draggingAWireToTheEdgeScrolls()
{
    const qreal before = f.view()->origin().x();
    f.press(f.output(check));
    f.moveTo(f.output(check) + QPoint(60, 200));
    const QPoint edge(f.window()->width() - 3, f.output(check).y() + 200);
    f.moveTo(edge);
    QTRY_VERIFY(f.view()->origin().x() < before - 40);
    QCOMPARE(f.view()->feedback().wires[0].to, f.view()->toScene(edge));
    f.key(Qt::Key_Escape);
    f.release(edge);
    QCOMPARE(f.document()->undoStack()->count(), 0);
}

void TestAppCanvas::c60_movingAFrameMovesWhatIsInIt()
{
    f.selection()->set({page});
    const QString frame = f.document()->addFrame({page}, u"Alarms"_s, u"danger"_s);
    QVERIFY(!frame.isEmpty());
    const QRectF rect = f.view()->scene()->frames()[0].rect;
    f.drag(f.at(rect.topLeft() + QPointF(40, 10)), f.at(rect.topLeft() + QPointF(40, 90)));
    QCOMPARE(f.document()->layout().frames[0].rect.top(), rect.top() + 80);
    QCOMPARE(f.document()->positionOf(page), QPointF(240, 320));
    QCOMPARE(f.document()->undoStack()->count(), 2);
}

void TestAppCanvas::c60_altMovesTheFrameAlone()
{
    f.document()->addFrame({page}, u"Alarms"_s, u"danger"_s);
    const QRectF rect = f.view()->scene()->frames()[0].rect;
    f.drag(f.at(rect.topLeft() + QPointF(40, 10)),
           f.at(rect.topLeft() + QPointF(40, 90)),
           Qt::AltModifier);
    QCOMPARE(f.document()->layout().frames[0].rect.top(), rect.top() + 80);
    QCOMPARE(f.document()->positionOf(page), QPointF(240, 240));
}

void TestAppCanvas::c60_aFrameIsResizedByItsCorner()
{
    f.document()->addFrame({page}, u"Alarms"_s, u"danger"_s);
    const QRectF rect = f.view()->scene()->frames()[0].rect;
    f.drag(f.at(rect.bottomRight() - QPointF(4, 4)), f.at(rect.bottomRight() + QPointF(76, 36)));
    const QRectF after = f.document()->layout().frames[0].rect;
    QCOMPARE(after.topLeft(), rect.topLeft());
    QVERIFY(after.width() > rect.width() + 60);
}

void TestAppCanvas::c61_aNodeDroppedInAFrameBelongsToIt()
{
    const QString frame = f.document()->addFrame({died}, u"Start"_s, u"trigger"_s);
    const QRectF rect(-40, 160, 240, 240);
    f.document()->setFrameRect(frame, rect);
    f.press(f.centre(page));
    f.moveTo(f.centre(page) - QPoint(100, 0));
    const QPoint target = f.at(rect.center());
    f.moveTo(target);
    QCOMPARE(f.view()->feedback().frame, frame);
    f.release(target);
    QVERIFY(f.document()->nodesInFrame(frame).contains(page));
}

void TestAppCanvas::c62_aNoteIsMovedAndWritten()
{
    const QString note = f.document()->addStickyNote({0, 200}, u"**Careful**"_s);
    const QRectF rect = f.view()->scene()->notes()[0].rect;
    f.drag(f.at(rect.center()), f.at(rect.center()) + QPoint(0, 80));
    QCOMPARE(f.document()->layout().notes[0].rect.top(), rect.top() + 80);
    f.doubleClick(f.at(rect.center() + QPointF(0, 80)));
    QTRY_VERIFY(f.item(u"noteEditor"_s));
    f.type(u" now"_s);
    f.key(Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(f.document()->layout().notes[0].text, u"**Careful** now"_s);
    QCOMPARE(f.document()->layout().notes[0].id, note);
}

QTEST_MAIN(TestAppCanvas)
#include "tst_app_canvas.moc"
