#include "app/studio/settings/preferences.h"
#include "tests/studio/canvas/canvasfixture.h"
#include "tests/support/patience.h"

#include <functional>

using namespace Saltern;
using namespace Qt::StringLiterals;

/// Quick-add on wires, finding, undo of everything, the size of text: what is neither a drag nor a
/// single key.
class TestAppCanvasEdits : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup() { Preferences::instance().setFontScale(1); }

    void c18_doubleClickOnAWireShowsWhereANodeWillGo();
    void c18_aOverAWireAsksForANodeInIt();
    void c18_fromTheKeyboardsWireToo();
    void c25_anInputTakesSeveralWires();
    void c49_everyChangeIsUndone_data();
    void c49_everyChangeIsUndone();
    void c57_ctrlFFindsAndF3GoesOn();
    void c57_nothingFoundIsSaid();
    void c96_cardsGrowWithTheText_data();
    void c96_cardsGrowWithTheText();
    void c96_theZoomIsShownByItself();

private:
    CanvasFixture f;
};

namespace {

const auto wire = u"check.out->diagnose"_s;

} // namespace

void TestAppCanvasEdits::init()
{
    Preferences::instance().setFontScale(1);
    f.begin();
    f.view()->zoomTo(1);
}

void TestAppCanvasEdits::c18_doubleClickOnAWireShowsWhereANodeWillGo()
{
    f.doubleClick(f.middle(wire));
    QTRY_VERIFY(f.isOpen(u"quickAdd"_s));
    QCOMPARE(f.view()->feedback().spliceWire, wire);
    f.key(Qt::Key_Escape);
    QTRY_VERIFY(!f.isOpen(u"quickAdd"_s));
    QCOMPARE(f.view()->feedback().spliceWire, QString());
    QCOMPARE(f.document()->undoStack()->count(), 0);
}

void TestAppCanvasEdits::c18_aOverAWireAsksForANodeInIt()
{
    f.hover(f.middle(wire));
    f.key(Qt::Key_A);
    QTRY_VERIFY(f.isOpen(u"quickAdd"_s));
    QCOMPARE(f.view()->feedback().spliceWire, wire);
    f.type(u"filter"_s);
    f.key(Qt::Key_Return);
    QTRY_COMPARE(f.nodeIds().size(), 6);
    const QString added = f.nodeIds().last();
    QVERIFY(f.wireKeys().contains(u"check.out->"_s + added));
    QVERIFY(f.wireKeys().contains(added + u".out->diagnose"_s));
    QVERIFY(!f.wireKeys().contains(wire));
    QCOMPARE(f.document()->undoStack()->count(), 1);
    f.key(Qt::Key_Escape);
    QTRY_COMPARE(f.view()->feedback().spliceWire, QString());
}

void TestAppCanvasEdits::c18_fromTheKeyboardsWireToo()
{
    f.hover(f.at({0, 400}));
    f.view()->setCurrent(wire);
    f.key(Qt::Key_A);
    QTRY_VERIFY(f.isOpen(u"quickAdd"_s));
    f.type(u"filter"_s);
    f.key(Qt::Key_Return);
    QTRY_COMPARE(f.nodeIds().size(), 6);
    QVERIFY(!f.wireKeys().contains(wire));
    f.key(Qt::Key_Escape);
}

// An input of a pipeline is never occupied: each event that comes in fires the node once.
void TestAppCanvasEdits::c25_anInputTakesSeveralWires()
{
    f.drag(f.output(died), f.input(diagnose));
    QVERIFY(f.wireKeys().contains(u"died.out->diagnose"_s));
    QVERIFY(f.wireKeys().contains(wire));
    QCOMPARE(f.document()->undoStack()->count(), 1);
    // The same wire again is refused, with the reason.
    f.press(f.output(died));
    f.moveTo(f.at({20, 300}));
    f.moveTo(f.input(diagnose));
    QCOMPARE(f.view()->tip(), u"This wire is already there."_s);
    f.release(f.input(diagnose));
    QCOMPARE(f.document()->undoStack()->count(), 1);
}

void TestAppCanvasEdits::c49_everyChangeIsUndone_data()
{
    using Change = std::function<void(CanvasFixture &)>;
    QTest::addColumn<Change>("change");
    const auto row = [](const char *name, const Change &change) { QTest::newRow(name) << change; };
    const auto document = [](CanvasFixture &fixture) { return fixture.document(); };
    row("setting", [=](auto &fixture) {
        document(fixture)->setParameter({diagnose}, u"/timeout"_s, u"3s"_s);
    });
    row("setting taken away",
        [=](auto &fixture) { document(fixture)->clearParameter({died}, u"/action"_s); });
    row("label", [=](auto &fixture) { document(fixture)->setLabel({died}, u"It died"_s); });
    row("note of a node", [=](auto &fixture) { document(fixture)->setNote(died, u"why"_s); });
    row("id", [=](auto &fixture) { document(fixture)->renameNode(died, u"gone"_s); });
    row("disabled", [=](auto &fixture) { document(fixture)->setDisabled({died}, u"stop"_s); });
    row("place", [=](auto &fixture) { document(fixture)->moveNodes({{died, QPointF(8, 8)}}); });
    row("order", [=](auto &fixture) { document(fixture)->moveInFile({died}, 1); });
    row("pin", [=](auto &fixture) { document(fixture)->setPinned({died}, true); });
    row("tidy", [=](auto &fixture) { document(fixture)->tidy(); });
    row("align", [=](auto &fixture) { document(fixture)->align({died, page}, u"top"_s); });
    row("frame",
        [=](auto &fixture) { document(fixture)->addFrame({died}, u"Frame"_s, u"accent"_s); });
    row("note", [=](auto &fixture) { document(fixture)->addStickyNote({0, 0}, u"note"_s); });
    row("wire away", [=](auto &fixture) { document(fixture)->removeItems({}, {wire}); });
    row("node away", [=](auto &fixture) { document(fixture)->removeItems({check}, {}, true); });
    row("paste", [=](auto &fixture) {
        document(fixture)->paste(u"nodes:\n  a: { kind: manual@1 }\n"_s, {0, 0});
    });
    row("title", [=](auto &fixture) { document(fixture)->setHead(u"title"_s, u"Other"_s); });
    row("raw text", [=](auto &fixture) {
        document(fixture)->setNodeYaml(page, u"kind: log@1\nmessage: other\n"_s);
    });
    row("cut by keys", [](auto &fixture) {
        fixture.click(fixture.centre(check));
        fixture.key(Qt::Key_X, Qt::ControlModifier);
    });
    row("duplicate by keys", [](auto &fixture) {
        fixture.click(fixture.centre(check));
        fixture.key(Qt::Key_D, Qt::ControlModifier);
    });
}

void TestAppCanvasEdits::c49_everyChangeIsUndone()
{
    QFETCH(const std::function<void(CanvasFixture &)>, change);
    const QByteArray text = f.document()->text();
    const Layout layout = f.document()->layout();
    change(f);
    QVERIFY(f.document()->text() != text || !(f.document()->layout() == layout));
    QCOMPARE(f.document()->undoStack()->count(), 1);
    QVERIFY(!f.document()->undoText().isEmpty());
    f.view()->forceActiveFocus();
    f.key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(f.document()->text(), text);
    QCOMPARE(f.document()->layout(), layout);
    QVERIFY(!f.document()->isModified());
}

void TestAppCanvasEdits::c57_ctrlFFindsAndF3GoesOn()
{
    f.view()->zoomTo(2);
    f.key(Qt::Key_F, Qt::ControlModifier);
    QTRY_VERIFY(f.item(u"nodeFinderField"_s));
    f.type(u"container"_s); // a label, and kinds
    f.key(Qt::Key_Return);
    QCOMPARE(f.selection()->nodes(), QStringList{died});
    QCOMPARE(f.item(u"nodeFinderTally"_s)->property("text").toString(), u"1 of 3"_s);
    const QRectF shown(QPointF(), f.view()->size());
    QVERIFY(shown.contains(f.view()->nodeRect(died)));
    f.key(Qt::Key_F3);
    QCOMPARE(f.selection()->nodes(), QStringList{check});
    QVERIFY(shown.contains(f.view()->nodeRect(check)));
    f.key(Qt::Key_F3, Qt::ShiftModifier);
    f.key(Qt::Key_F3, Qt::ShiftModifier);
    QCOMPARE(f.selection()->nodes(), QStringList{u"restart"_s});
    f.key(Qt::Key_Escape);
    QTRY_VERIFY(!f.item(u"nodeFinderField"_s));
    // The last search goes on from the canvas.
    QVERIFY(f.view()->hasActiveFocus());
    f.key(Qt::Key_F3);
    QCOMPARE(f.selection()->nodes(), QStringList{died});
}

void TestAppCanvasEdits::c57_nothingFoundIsSaid()
{
    f.key(Qt::Key_F, Qt::ControlModifier);
    QTRY_VERIFY(f.item(u"nodeFinderField"_s));
    f.key(Qt::Key_A, Qt::ControlModifier);
    f.type(u"zebra"_s);
    QCOMPARE(f.item(u"nodeFinderTally"_s)->property("text").toString(), u"none"_s);
    f.key(Qt::Key_Return);
    QCOMPARE(f.selection()->nodes(), QStringList());
    f.key(Qt::Key_Escape);
}

void TestAppCanvasEdits::c96_cardsGrowWithTheText_data()
{
    QTest::addColumn<qreal>("scale");
    QTest::newRow("100 %") << 1.0;
    QTest::newRow("150 %") << 1.5;
    QTest::newRow("200 %") << 2.0;
}

void TestAppCanvasEdits::c96_cardsGrowWithTheText()
{
    QFETCH(const qreal, scale);
    Preferences::instance().setFontScale(scale);
    const QRectF card = f.view()->nodeRect(died);
    QCOMPARE(card.width(), NodeShape::width * scale);
    // What is placed for one size does not overlap at another.
    QVERIFY(!f.view()->nodeRect(check).intersects(card));
    QCOMPARE(f.view()->shownZoom(), 1.0);
    // Nothing is shown as blocks while its text can be read.
    f.view()->zoomTo(0.39);
    QVERIFY(f.view()->isDistant());
    f.view()->zoomTo(0.41);
    QVERIFY(!f.view()->isDistant());
}

void TestAppCanvasEdits::c96_theZoomIsShownByItself()
{
    f.view()->centreOn({300, 100});
    const QPointF middle = f.view()->toScene(QPointF(f.view()->width(), f.view()->height()) / 2);
    Preferences::instance().setFontScale(2);
    QCOMPARE(f.view()->zoom(), 2.0);
    const QPointF after = f.view()->toScene(QPointF(f.view()->width(), f.view()->height()) / 2);
    QVERIFY((after - middle).manhattanLength() < 2);
    f.key(Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(f.view()->zoom(), 2.0);
    f.view()->zoomTo(100);
    QCOMPARE(f.view()->shownZoom(), 4.0);
}

QTEST_MAIN(TestAppCanvasEdits)
#include "tst_app_canvasedits.moc"
