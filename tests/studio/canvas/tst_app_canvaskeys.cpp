#include "app/studio/settings/actionregistry.h"
#include "app/studio/settings/preferences.h"
#include "tests/studio/canvas/canvasfixture.h"
#include "tests/support/patience.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>

using namespace Saltern;
using namespace Qt::StringLiterals;

/// The canvas by keyboard alone, and what it says to a screen reader.
class TestAppCanvasKeys : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void c04_aOpensQuickAddAtThePointer();
    void c05_quickAddIsUsableByKeyboardAlone();
    void c05_quickAddShowsRecentsFirst();
    void c06_ctrlEnterAddsAndChains();
    void c09_aNewNodesNameIsEditableAtOnce();
    void c09_escapeKeepsTheDefaultName();
    void c21_ctrlDeleteHealsTheWire();
    void c32_ctrlASelectsAllAndEscapeClears();
    void c35_nudgesMergeIntoOneStep();
    void c35_shiftArrowsTakeLargerSteps();
    void c36_ctrlDDuplicates();
    void c38_tidyIsOneStepAndLeavesPinnedNodes();
    void c42_zoomKeys();
    void c48_undoAndRedoByKeys();
    void c51_copyAndPasteKeepInnerWires();
    void c51_cutRemovesAndPasteBringsBack();
    void c51_repeatedPasteOffsets();
    void c51_ctrlShiftVKeepsIncomingWires();
    void c52_theClipboardIsYaml();
    void c54_deleteAsksNothing();
    void c55_muteAndBypassByOneKey();
    void c56_f2Renames();
    void c58_everyActionHasATitleAndShortcutsDoNotClash();
    void c58_shortcutsCanBeChanged();
    void c60_ctrlGFramesTheSelection();
    void c92_tabVisitsNodesInReadingOrder();
    void c92_arrowsMoveToTheNearestNode();
    void c92_enterOpensTheInspector();
    void c93_wiringByKeyboard();
    void c93_severalOutputsAreAskedFirst();
    void c94_nodesSayWhatTheyAre();
    void c94_wiresAreReachedByKeyboard();
    void c94_theFocusRingShowsOnlyForKeys();
    void menuKeyOpensTheNodesMenu();
    void c92_menusInsideTheMenuAreReachedByKeys();

private:
    CanvasFixture f;
};

void TestAppCanvasKeys::init()
{
    Preferences::instance().settings().remove(u"canvas/recentKinds"_s);
    QGuiApplication::clipboard()->clear();
    f.begin();
}

void TestAppCanvasKeys::c04_aOpensQuickAddAtThePointer()
{
    f.hover(f.at({560, 300}));
    f.key(Qt::Key_A);
    QTRY_VERIFY(f.isOpen(u"quickAdd"_s));
    QCOMPARE(f.popup(u"quickAdd"_s)->property("scene").toPointF(), QPointF(560, 300));
    f.key(Qt::Key_Escape);
    QTRY_VERIFY(!f.isOpen(u"quickAdd"_s));
    QVERIFY(f.view()->hasActiveFocus());
}

void TestAppCanvasKeys::c05_quickAddIsUsableByKeyboardAlone()
{
    f.key(Qt::Key_A);
    QTRY_VERIFY(f.isOpen(u"quickAdd"_s));
    f.key(Qt::Key_Down);
    f.key(Qt::Key_Down);
    f.key(Qt::Key_Up);
    const QString second =
        f.popup(u"quickAdd"_s)->property("rows").toList().value(1).toMap()[u"key"_s].toString();
    f.key(Qt::Key_Return);
    QTRY_COMPARE(f.nodeIds().size(), 6);
    QCOMPARE(f.document()->kindOf(f.selection()->current()), second);
    f.key(Qt::Key_Escape);
}

void TestAppCanvasKeys::c05_quickAddShowsRecentsFirst()
{
    f.key(Qt::Key_A);
    QTRY_VERIFY(f.isOpen(u"quickAdd"_s));
    f.type(u"emit"_s);
    f.key(Qt::Key_Return);
    QTRY_COMPARE(f.nodeIds().size(), 6);
    f.key(Qt::Key_Escape);
    f.key(Qt::Key_A);
    QTRY_VERIFY(f.isOpen(u"quickAdd"_s));
    QCOMPARE(
        f.popup(u"quickAdd"_s)->property("rows").toList().value(0).toMap()[u"key"_s].toString(),
        u"emit"_s);
    f.key(Qt::Key_Escape);
    QTRY_VERIFY(!f.isOpen(u"quickAdd"_s));
}

void TestAppCanvasKeys::c06_ctrlEnterAddsAndChains()
{
    f.hover(f.at({0, 380}));
    f.key(Qt::Key_A);
    QTRY_VERIFY(f.isOpen(u"quickAdd"_s));
    f.type(u"manual"_s);
    f.key(Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE(f.nodeIds().size(), 6);
    QVERIFY(f.isOpen(u"quickAdd"_s));
    const QString first = f.selection()->current();
    f.type(u"log"_s);
    f.key(Qt::Key_Return);
    QTRY_COMPARE(f.nodeIds().size(), 7);
    const QString second = f.selection()->current();
    QVERIFY(f.wireKeys().contains(first + u".out->"_s + second));
    QVERIFY(f.document()->positionOf(second).x() > f.document()->positionOf(first).x() + 168);
    f.key(Qt::Key_Escape);
}

void TestAppCanvasKeys::c09_aNewNodesNameIsEditableAtOnce()
{
    f.key(Qt::Key_A);
    QTRY_VERIFY(f.isOpen(u"quickAdd"_s));
    f.type(u"log"_s);
    f.key(Qt::Key_Return);
    QTRY_VERIFY(f.item(u"renamer"_s));
    f.type(u"Tell me"_s);
    f.key(Qt::Key_Return);
    QCOMPARE(f.document()->labelOf(f.selection()->current()), u"Tell me"_s);
    QVERIFY(f.view()->hasActiveFocus());
}

void TestAppCanvasKeys::c09_escapeKeepsTheDefaultName()
{
    f.key(Qt::Key_A);
    QTRY_VERIFY(f.isOpen(u"quickAdd"_s));
    f.type(u"log"_s);
    f.key(Qt::Key_Return);
    QTRY_VERIFY(f.item(u"renamer"_s));
    const QString title = f.view()->nodeTitle(f.selection()->current());
    f.type(u"Never mind"_s);
    f.key(Qt::Key_Escape);
    QVERIFY(!f.item(u"renamer"_s));
    QCOMPARE(f.view()->nodeTitle(f.selection()->current()), title);
    QCOMPARE(f.document()->undoStack()->count(), 1);
}

void TestAppCanvasKeys::c21_ctrlDeleteHealsTheWire()
{
    f.click(f.centre(check));
    f.key(Qt::Key_Delete, Qt::ControlModifier);
    QCOMPARE(f.nodeIds().size(), 4);
    QVERIFY(f.wireKeys().contains(u"died.out->diagnose"_s));
    QCOMPARE(f.document()->undoStack()->count(), 1);
}

void TestAppCanvasKeys::c32_ctrlASelectsAllAndEscapeClears()
{
    f.key(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(f.selection()->nodes().size(), 5);
    f.key(Qt::Key_Escape);
    QVERIFY(f.selection()->isEmpty());
}

void TestAppCanvasKeys::c35_nudgesMergeIntoOneStep()
{
    f.click(f.centre(page));
    f.key(Qt::Key_Right, Qt::ControlModifier);
    f.key(Qt::Key_Right, Qt::ControlModifier);
    f.key(Qt::Key_Down, Qt::ControlModifier);
    QCOMPARE(f.document()->positionOf(page), QPointF(256, 248));
    QCOMPARE(f.document()->undoStack()->count(), 1);
    f.document()->undo();
    QCOMPARE(f.document()->positionOf(page), QPointF(240, 240));
}

void TestAppCanvasKeys::c35_shiftArrowsTakeLargerSteps()
{
    f.click(f.centre(page));
    f.key(Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(f.document()->positionOf(page), QPointF(200, 240));
}

void TestAppCanvasKeys::c36_ctrlDDuplicates()
{
    f.selection()->set({died, check});
    f.key(Qt::Key_D, Qt::ControlModifier);
    QCOMPARE(f.nodeIds().size(), 7);
    QCOMPARE(f.selection()->nodes().size(), 2);
    QVERIFY(!f.selection()->contains(died));
    QCOMPARE(f.wireKeys().size(), 4);
}

void TestAppCanvasKeys::c38_tidyIsOneStepAndLeavesPinnedNodes()
{
    f.click(f.centre(page));
    f.key(Qt::Key_P);
    f.key(Qt::Key_Escape);
    const int before = f.document()->undoStack()->count();
    f.document()->moveNodes({{check, QPointF(900, 500)}});
    f.key(Qt::Key_T, Qt::ShiftModifier);
    QCOMPARE(f.document()->undoStack()->count(), before + 2);
    QCOMPARE(f.document()->positionOf(page), QPointF(240, 240));
    QVERIFY(f.document()->positionOf(check) != QPointF(900, 500));
    QVERIFY(f.document()->positionOf(check).x() < f.document()->positionOf(diagnose).x());
}

void TestAppCanvasKeys::c42_zoomKeys()
{
    f.key(Qt::Key_Plus, Qt::ControlModifier);
    QCOMPARE(f.view()->zoom(), 1.25);
    f.key(Qt::Key_Minus, Qt::ControlModifier);
    f.key(Qt::Key_Minus, Qt::ControlModifier);
    QCOMPARE(f.view()->zoom(), 0.8);
    f.key(Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(f.view()->zoom(), 1.0);
    f.view()->centreOn({5000, 5000});
    f.key(Qt::Key_1, Qt::ControlModifier);
    QVERIFY(f.view()->visibleScene().contains(f.view()->scene()->bounds()));
    f.selection()->set({restart});
    f.key(Qt::Key_F);
    QCOMPARE(f.centre(restart), QPoint(f.window()->width() / 2, f.window()->height() / 2));
}

void TestAppCanvasKeys::c48_undoAndRedoByKeys()
{
    const QByteArray text = f.document()->text();
    f.click(f.centre(page));
    f.key(Qt::Key_Delete);
    f.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(f.document()->text(), text);
    f.key(Qt::Key_Y, Qt::ControlModifier);
    QCOMPARE(f.nodeIds().size(), 4);
    f.key(Qt::Key_Z, Qt::ControlModifier);
    f.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(f.nodeIds().size(), 4);
}

void TestAppCanvasKeys::c51_copyAndPasteKeepInnerWires()
{
    f.selection()->set({check, diagnose});
    f.key(Qt::Key_C, Qt::ControlModifier);
    f.hover(f.at({100, 380}));
    f.key(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(f.nodeIds().size(), 7);
    QCOMPARE(f.wireKeys().size(), 4); // the one between, not the one that came in
    const QStringList made = f.selection()->nodes();
    QCOMPARE(made.size(), 2);
    QVERIFY(f.document()->positionOf(made[0]).y() > 280);
    QCOMPARE(f.document()->undoStack()->count(), 1);
}

void TestAppCanvasKeys::c51_cutRemovesAndPasteBringsBack()
{
    f.selection()->set({page});
    f.key(Qt::Key_X, Qt::ControlModifier);
    QVERIFY(!f.nodeIds().contains(page));
    f.key(Qt::Key_V, Qt::ControlModifier);
    QVERIFY(f.nodeIds().contains(page));
}

void TestAppCanvasKeys::c51_repeatedPasteOffsets()
{
    f.selection()->set({page});
    f.key(Qt::Key_C, Qt::ControlModifier);
    f.hover(f.at({100, 380}));
    f.key(Qt::Key_V, Qt::ControlModifier);
    const QPointF first = f.document()->positionOf(f.selection()->current());
    f.key(Qt::Key_V, Qt::ControlModifier);
    QCOMPARE(f.document()->positionOf(f.selection()->current()), first + QPointF(24, 24));
}

void TestAppCanvasKeys::c51_ctrlShiftVKeepsIncomingWires()
{
    f.selection()->set({check});
    f.key(Qt::Key_C, Qt::ControlModifier);
    f.key(Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(f.wireKeys().contains(u"died.out->"_s + f.selection()->current()));
}

void TestAppCanvasKeys::c52_theClipboardIsYaml()
{
    f.selection()->set({check});
    f.key(Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QGuiApplication::clipboard()->text().contains(u"kind: filter@1"_s));
    QGuiApplication::clipboard()->setText(
        u"nodes:\n  pasted:\n    kind: emit@1\n    type: a/b\n"_s);
    f.key(Qt::Key_V, Qt::ControlModifier);
    QVERIFY(f.nodeIds().contains(u"pasted"_s));
}

void TestAppCanvasKeys::c54_deleteAsksNothing()
{
    f.selection()->set({died, page});
    f.key(Qt::Key_Delete);
    QCOMPARE(f.nodeIds(), (QStringList{check, diagnose, restart}));
}

void TestAppCanvasKeys::c55_muteAndBypassByOneKey()
{
    f.click(f.centre(check));
    f.key(Qt::Key_D);
    QCOMPARE(f.document()->pipeline().node(check)->disabled, Disabled::Stop);
    QVERIFY(f.view()->scene()->wire(u"died.out->check"_s)->isIdle);
    f.key(Qt::Key_B);
    QCOMPARE(f.document()->pipeline().node(check)->disabled, Disabled::Bypass);
    f.key(Qt::Key_B);
    QCOMPARE(f.document()->pipeline().node(check)->disabled, Disabled::No);
}

void TestAppCanvasKeys::c56_f2Renames()
{
    f.click(f.centre(check));
    f.key(Qt::Key_F2);
    QTRY_VERIFY(f.item(u"renamer"_s));
    f.type(u"only the web"_s);
    f.key(Qt::Key_Return);
    QCOMPARE(f.document()->labelOf(check), u"only the web"_s);
    QCOMPARE(f.view()->nodeTitle(check), u"only the web"_s);
}

void TestAppCanvasKeys::c58_everyActionHasATitleAndShortcutsDoNotClash()
{
    const ActionRegistry &registry = ActionRegistry::instance();
    QVERIFY(registry.rowCount() > 30);
    for (int row = 0; row < registry.rowCount(); ++row) {
        const QModelIndex index = registry.index(row);
        const QString id = index.data(ActionRegistry::ActionIdRole).toString();
        QVERIFY2(!index.data(ActionRegistry::TitleRole).toString().isEmpty(), qPrintable(id));
        const QStringList shortcuts = index.data(ActionRegistry::ShortcutsRole).toStringList();
        QVERIFY2(!shortcuts.isEmpty(), qPrintable(id));
        for (const QString &shortcut : shortcuts)
            QVERIFY2(registry.conflictOf(id, shortcut).isEmpty(), qPrintable(id + u' ' + shortcut));
    }
}

void TestAppCanvasKeys::c58_shortcutsCanBeChanged()
{
    ActionRegistry &registry = ActionRegistry::instance();
    registry.setShortcuts(u"canvas.selectAll"_s, {u"Ctrl+Shift+A"_s});
    f.key(Qt::Key_A, Qt::ControlModifier);
    QVERIFY(f.selection()->isEmpty());
    f.key(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(f.selection()->nodes().size(), 5);
    QCOMPARE(registry.conflictOf(u"canvas.selectAll"_s, u"Ctrl+D"_s),
             registry.action(u"canvas.duplicate"_s)->title());
    registry.resetShortcuts(u"canvas.selectAll"_s);
    f.selection()->clear();
    f.key(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(f.selection()->nodes().size(), 5);
}

void TestAppCanvasKeys::c60_ctrlGFramesTheSelection()
{
    f.selection()->set({died, check});
    f.key(Qt::Key_G, Qt::ControlModifier);
    QCOMPARE(f.document()->layout().frames.size(), 1);
    QTRY_VERIFY(f.item(u"frameNamer"_s));
    f.type(u"Start"_s);
    f.key(Qt::Key_Return);
    QCOMPARE(f.document()->layout().frames[0].title, u"Start"_s);
    QVERIFY(
        f.document()->layout().frames[0].rect.contains(f.view()->scene()->boundsOf({died, check})));
}

void TestAppCanvasKeys::c92_tabVisitsNodesInReadingOrder()
{
    QStringList visited;
    for (int i = 0; i < 5; ++i) {
        f.key(Qt::Key_Tab);
        visited.append(f.view()->currentNode());
    }
    QCOMPARE(visited, (QStringList{died, check, page, diagnose, restart}));
    f.key(Qt::Key_Backtab, Qt::ShiftModifier);
    QCOMPARE(f.view()->currentNode(), diagnose);
}

void TestAppCanvasKeys::c92_arrowsMoveToTheNearestNode()
{
    f.click(f.centre(died));
    f.key(Qt::Key_Right);
    QCOMPARE(f.selection()->nodes(), QStringList{check});
    f.key(Qt::Key_Down);
    QCOMPARE(f.selection()->nodes(), QStringList{page});
    f.key(Qt::Key_Up);
    QCOMPARE(f.selection()->nodes(), QStringList{check});
}

void TestAppCanvasKeys::c92_enterOpensTheInspector()
{
    QString asked;
    const auto connection =
        connect(f.view(), &CanvasView::inspectorRequested, this, [&](const QString &node) {
            asked = node;
        });
    f.click(f.centre(diagnose));
    f.key(Qt::Key_Return);
    disconnect(connection);
    QCOMPARE(asked, diagnose);
}

void TestAppCanvasKeys::c93_wiringByKeyboard()
{
    f.click(f.centre(died));
    f.key(Qt::Key_C);
    QTRY_VERIFY(f.isOpen(u"targetPicker"_s));
    f.type(u"page"_s);
    f.key(Qt::Key_Return);
    QVERIFY(f.wireKeys().contains(u"died.out->page"_s));
    QTRY_VERIFY(f.view()->hasActiveFocus());
}

void TestAppCanvasKeys::c93_severalOutputsAreAskedFirst()
{
    f.click(f.centre(diagnose));
    QVERIFY(f.view()->scene()->node(diagnose)->outputNames.size() > 1);
    f.key(Qt::Key_C);
    QTRY_VERIFY(f.isOpen(u"targetPicker"_s));
    f.type(u"error"_s);
    f.key(Qt::Key_Return);
    QVERIFY(f.isOpen(u"targetPicker"_s));
    f.type(u"page"_s);
    f.key(Qt::Key_Return);
    QTRY_VERIFY(f.wireKeys().contains(u"diagnose.error->page"_s));
}

void TestAppCanvasKeys::c94_nodesSayWhatTheyAre()
{
    ScriptedFacts facts;
    f.setFacts(&facts);
    facts.set(check, NodeRunFacts{.state = NodeRunState::Failed});
    f.key(Qt::Key_Tab);
    f.key(Qt::Key_Tab);
    QAccessible::setActive(true);
    QAccessibleInterface *focused =
        QAccessible::queryAccessibleInterface(f.window()->activeFocusItem());
    QVERIFY(focused);
    QCOMPARE(focused->text(QAccessible::Name),
             u"Filter 'web only', 1 input from Container died, 2 outputs, failed"_s);
    QVERIFY(focused->state().focused);
    f.setFacts(nullptr);
}

void TestAppCanvasKeys::c94_wiresAreReachedByKeyboard()
{
    f.click(f.centre(check));
    f.key(Qt::Key_W);
    QCOMPARE(f.view()->currentWire(), u"died.out->check"_s);
    QCOMPARE(f.selection()->wires(), QStringList{u"died.out->check"_s});
    QAccessible::setActive(true);
    QAccessibleInterface *focused =
        QAccessible::queryAccessibleInterface(f.window()->activeFocusItem());
    QVERIFY(focused);
    QCOMPARE(focused->text(QAccessible::Name), u"Wire from Container died, out, to web only"_s);
    f.key(Qt::Key_Left);
    QCOMPARE(f.view()->currentNode(), died);
    f.key(Qt::Key_W);
    f.key(Qt::Key_Delete);
    QCOMPARE(f.wireKeys().size(), 2);
}

void TestAppCanvasKeys::c94_theFocusRingShowsOnlyForKeys()
{
    f.click(f.centre(check));
    QVERIFY(!f.view()->lookOf(check).hasFocusRing);
    f.key(Qt::Key_Right);
    QVERIFY(f.view()->lookOf(diagnose).hasFocusRing);
    f.click(f.centre(diagnose));
    QVERIFY(!f.view()->lookOf(diagnose).hasFocusRing);
}

void TestAppCanvasKeys::menuKeyOpensTheNodesMenu()
{
    f.click(f.centre(check));
    f.key(Qt::Key_F10, Qt::ShiftModifier);
    QTRY_VERIFY(f.item(u"menu:canvas.rename"_s));
    f.key(Qt::Key_Escape);
    QTRY_VERIFY(!f.item(u"menu:canvas.rename"_s));
    QVERIFY(f.view()->hasActiveFocus());
}

void TestAppCanvasKeys::c92_menusInsideTheMenuAreReachedByKeys()
{
    f.selection()->set({check, page});
    f.key(Qt::Key_F10, Qt::ShiftModifier);
    QTRY_VERIFY(f.item(u"menu:arrange"_s));
    for (int i = 0; i < 20 && !f.item(u"menu:arrange"_s)->property("highlighted").toBool(); ++i)
        f.key(Qt::Key_Down);
    QVERIFY(f.item(u"menu:arrange"_s)->property("highlighted").toBool());
    f.key(Qt::Key_Right);
    QTRY_VERIFY(f.item(u"menu:canvas.alignTop"_s));
    f.key(Qt::Key_Left);
    QTRY_VERIFY(!f.item(u"menu:canvas.alignTop"_s));
    f.key(Qt::Key_Return);
    QTRY_VERIFY(f.item(u"menu:canvas.alignTop"_s));
    f.key(Qt::Key_Down);
    f.key(Qt::Key_Return);
    QTRY_COMPARE(f.document()->positionOf(page).y(), f.document()->positionOf(check).y());
    QTRY_VERIFY(!f.item(u"menu:canvas.rename"_s));
    QVERIFY(f.view()->hasActiveFocus());
}

QTEST_MAIN(TestAppCanvasKeys)
#include "tst_app_canvaskeys.moc"
