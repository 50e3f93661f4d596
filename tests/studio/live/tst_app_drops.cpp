#include "app/studio/canvas/canvasview.h"
#include "app/studio/document/shownwires.h"
#include "app/studio/document/workspace.h"
#include "app/studio/engineclient/engineclient.h"
#include "tests/studio/live/scriptedengine.h"
#include "tests/studio/live/studioapp.h"
#include "tests/support/patience.h"

#include <QFile>
#include <QTest>

using namespace Saltern;
using namespace Qt::Literals;

namespace {

const QByteArray pipelineText = R"(saltern: 1
pipeline: drops
nodes:
  died: { kind: docker.event@1, action: die }
  tell: { kind: log@1, message: died }
wires:
  - died -> tell
)";

const QByteArray layoutText = "layout: 1\nnodes:\n  died: [0, 0]\n  tell: [400, 0]\n";

} // namespace

/// What is dragged from the palette and from the Hosts screen onto the canvas, by the mouse alone.
class TestAppDrops : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void cleanupTestCase() { m_app.reset(); }

    void c01_aKindIsDraggedOntoTheCanvas();
    void c18_overAWireItIsPutIntoIt();
    void c18_whatCannotStandInAWireIsRefused();
    void c19_altLeavesTheWireAlone();
    void c19_xDoesTheSame();
    void c39_escapeLetsGo();
    void c39_carryingToTheEdgeScrolls();
    void c39_comingInOverTheEdgeDoesNot();
    void c12_overANodeItFollows();
    void c12_overAnInputItLeadsThere();
    void c08_aContainerIsDraggedFromHosts();
    void c08_overANodeAContainerIsActedOn();
    void c08_anImageBecomesATriggerOrAFunction();
    void c08_theMenuDoesWhatTheMouseDoes();
    void c08_aContainerDroppedWhereNothingIsOpenBeginsAPipeline();

private:
    PipelineDocument *document() { return Workspace::instance().current(); }
    CanvasView *canvas() { return qobject_cast<CanvasView *>(m_app->item(u"canvas"_s)); }
    QPoint at(QPointF scene) { return canvas()->mapToScene(canvas()->toView(scene)).toPoint(); }
    QPoint centreOf(QQuickItem *item)
    {
        return item->mapToScene(QPointF(item->width() / 2, item->height() / 2)).toPoint();
    }
    QPoint inPalette(const QString &title);
    void move(QPoint to, Qt::KeyboardModifiers modifiers = {});
    void press(QPoint at);
    void release(QPoint at, Qt::KeyboardModifiers modifiers = {});
    void carryFromHosts(const QString &text);
    QStringList wires();
    QString added();

    std::unique_ptr<StudioApp> m_app;
    QPoint m_pointer;
    QTemporaryDir m_folder;
};

void TestAppDrops::initTestCase()
{
    m_app = std::make_unique<StudioApp>();
    QTRY_VERIFY(EngineClient::instance().isConnected());
}

void TestAppDrops::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    const QString path = m_folder.filePath(u"drops.saltern.yaml"_s);
    for (const auto &[name, text] :
         {std::pair(path, pipelineText),
          std::pair(m_folder.filePath(u"drops.layout.yaml"_s), layoutText)}) {
        QFile file(name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    QVERIFY(Workspace::instance().open(path));
    m_app->go(u"design"_s);
    QVERIFY(m_app->see(u"palette"_s));
    QTRY_VERIFY(canvas() && canvas()->width() > 0);
    canvas()->zoomTo(1);
    canvas()->centreOn({280, 60});
}

void TestAppDrops::cleanup()
{
    while (document())
        Workspace::instance().close(0);
}

QPoint TestAppDrops::inPalette(const QString &title)
{
    QQuickItem *item = m_app->itemWithText(title, u"palette"_s);
    return item ? centreOf(item) : QPoint();
}

void TestAppDrops::press(QPoint at)
{
    QTest::mouseMove(&m_app->window(), at);
    QTest::mousePress(&m_app->window(), Qt::LeftButton, {}, at);
    m_pointer = at;
}

// In steps, as a hand does.
void TestAppDrops::move(QPoint to, Qt::KeyboardModifiers modifiers)
{
    for (int step = 1; step <= 4; ++step)
        QTest::mouseEvent(QTest::MouseMove,
                          &m_app->window(),
                          Qt::NoButton,
                          modifiers,
                          m_pointer + (to - m_pointer) * step / 4);
    m_pointer = to;
    QCoreApplication::processEvents();
}

void TestAppDrops::release(QPoint at, Qt::KeyboardModifiers modifiers)
{
    QTest::mouseRelease(&m_app->window(), Qt::LeftButton, modifiers, at);
}

// Over the button of the Design screen, until that is there.
void TestAppDrops::carryFromHosts(const QString &text)
{
    m_app->go(u"hosts"_s);
    QVERIFY(m_app->seeText(text));
    const QPoint row = centreOf(m_app->itemWithText(text));
    press(row);
    move(row + QPoint(0, 4));
    move(row + QPoint(-30, 30));
    move(centreOf(m_app->itemWithText(u"Design"_s)));
    QTRY_COMPARE(m_app->page(), u"design"_s);
}

QStringList TestAppDrops::wires()
{
    QStringList keys;
    for (const Wire &wire : document()->wires())
        keys += wireKey(wire);
    return keys;
}

QString TestAppDrops::added()
{
    return document()->nodeCount() == 3 ? document()->nodeIds().last() : QString();
}

void TestAppDrops::c01_aKindIsDraggedOntoTheCanvas()
{
    const QPoint target = at({205, 210});
    press(inPalette(u"Filter"_s));
    move(inPalette(u"Filter"_s) + QPoint(20, 10));
    move(target);
    QCOMPARE(canvas()->feedback().ghosts.size(), 1);
    QCOMPARE(canvas()->feedback().ghostTitle, u"Filter"_s);
    release(target);
    QCOMPARE(document()->kindOf(added()), u"filter"_s);
    QVERIFY(document()->rectOf(added()).contains(QPointF(205, 210)));
    QCOMPARE(std::fmod(document()->positionOf(added()).x(), 8), 0.0);
    QCOMPARE(canvas()->feedback().ghosts.size(), 0);
    QCOMPARE(document()->undoStack()->count(), 1);
    QCOMPARE(document()->selection()->nodes(), QStringList{added()});
    m_app->key(Qt::Key_Escape);
    document()->undo();
    QCOMPARE(document()->text(), pipelineText);
}

void TestAppDrops::c18_overAWireItIsPutIntoIt()
{
    const QPoint target = at({284, 70}); // below the wire: it is enough that the card lies on it
    press(inPalette(u"Filter"_s));
    move(target);
    QCOMPARE(canvas()->feedback().spliceWire, u"died.out->tell"_s);
    QCOMPARE(canvas()->feedback().ghosts.size(), 1);
    QCOMPARE(canvas()->feedback().refusal, QString());
    release(target);
    QCOMPARE(wires(), (QStringList{u"died.out->"_s + added(), added() + u".out->tell"_s}));
    QCOMPARE(document()->undoStack()->count(), 1);
    document()->undo();
    QCOMPARE(document()->text(), pipelineText);
}

void TestAppDrops::c18_whatCannotStandInAWireIsRefused()
{
    const QPoint target = at({284, 43});
    press(inPalette(u"Timer"_s));
    move(target);
    QCOMPARE(canvas()->feedback().ghosts.size(), 0);
    QVERIFY(canvas()->refuses());
    QCOMPARE(canvas()->tip(), u"A trigger has no input, so it cannot stand in a wire."_s);
    release(target);
    QCOMPARE(document()->nodeCount(), 2);
    QVERIFY(m_app->seeText(u"A trigger has no input, so it cannot stand in a wire."_s));
    QVERIFY(!canvas()->refuses());
    // Beside the wire it has its place.
    press(inPalette(u"Timer"_s));
    move(at({284, 70}));
    QVERIFY(!canvas()->refuses());
    release(at({284, 70}));
    QCOMPARE(document()->kindOf(added()), u"timer"_s);
    QCOMPARE(wires(), QStringList{u"died.out->tell"_s});
}

void TestAppDrops::c19_altLeavesTheWireAlone()
{
    const QPoint target = at({284, 43});
    press(inPalette(u"Filter"_s));
    move(target);
    QCOMPARE(canvas()->feedback().spliceWire, u"died.out->tell"_s);
    QTest::keyPress(&m_app->window(), Qt::Key_Alt, Qt::AltModifier);
    QCOMPARE(canvas()->feedback().spliceWire, QString());
    QTest::keyRelease(&m_app->window(), Qt::Key_Alt);
    QCOMPARE(canvas()->feedback().spliceWire, u"died.out->tell"_s);
    move(target, Qt::AltModifier);
    release(target, Qt::AltModifier);
    QCOMPARE(document()->kindOf(added()), u"filter"_s);
    QCOMPARE(wires(), QStringList{u"died.out->tell"_s});
}

void TestAppDrops::c19_xDoesTheSame()
{
    const QPoint target = at({284, 43});
    press(inPalette(u"Filter"_s));
    move(target);
    m_app->key(Qt::Key_X);
    QCOMPARE(canvas()->feedback().spliceWire, QString());
    release(target);
    QCOMPARE(document()->kindOf(added()), u"filter"_s);
    QCOMPARE(wires(), QStringList{u"died.out->tell"_s});
}

void TestAppDrops::c39_escapeLetsGo()
{
    press(inPalette(u"Filter"_s));
    move(at({284, 43}));
    m_app->key(Qt::Key_Escape);
    QTRY_COMPARE(canvas()->feedback().spliceWire, QString());
    QCOMPARE(canvas()->feedback().ghosts.size(), 0);
    release(at({284, 43}));
    QCOMPARE(document()->text(), pipelineText);
    QVERIFY(!document()->canUndo());
}

void TestAppDrops::c39_carryingToTheEdgeScrolls()
{
    press(inPalette(u"Filter"_s));
    move(at({280, 200}));
    const qreal before = canvas()->origin().x();
    move(canvas()->mapToScene(QPointF(canvas()->width() - 4, canvas()->height() / 2)).toPoint());
    QTRY_VERIFY(canvas()->origin().x() < before - 80);
    // Where the mouse is by then, not where it came to the edge.
    const qreal scene = canvas()->toScene(canvas()->pointer()).x();
    const QPointF free(canvas()->width() / 2, canvas()->height() / 2 + 140);
    move(canvas()->mapToScene(free).toPoint());
    const qreal after = canvas()->origin().x();
    QTest::qWait(60);
    QCOMPARE(canvas()->origin().x(), after);
    QVERIFY(canvas()->toScene(canvas()->pointer()).x() < scene);
    release(m_pointer);
    const QString node = added();
    QVERIFY(!node.isEmpty());
    QVERIFY(std::abs(canvas()->nodeRect(node).center().x() - canvas()->pointer().x()) <
            canvas()->nodeRect(node).width());
    m_app->key(Qt::Key_Escape);
}

void TestAppDrops::c39_comingInOverTheEdgeDoesNot()
{
    press(inPalette(u"Filter"_s));
    const QPointF before = canvas()->origin();
    move(canvas()->mapToScene(QPointF(6, canvas()->height() / 2)).toPoint());
    QVERIFY(canvas()->isBusy());
    QTest::qWait(60);
    QCOMPARE(canvas()->origin(), before);
    m_app->key(Qt::Key_Escape);
    release(m_pointer);
}

void TestAppDrops::c12_overANodeItFollows()
{
    press(inPalette(u"Filter"_s));
    move(at({80, 30}));
    QCOMPARE(canvas()->feedback().wires.size(), 1);
    release(at({80, 30}));
    QVERIFY(wires().contains(u"died.out->"_s + added()));
    QCOMPARE(document()->undoStack()->count(), 1);
    // Behind the node, and on no other.
    QVERIFY(document()->positionOf(added()).x() > 168);
    QVERIFY(!document()->rectOf(added()).intersects(document()->rectOf(u"tell"_s)));
}

void TestAppDrops::c12_overAnInputItLeadsThere()
{
    press(inPalette(u"Timer"_s));
    move(at({400, 43}));
    QVERIFY(!canvas()->refuses());
    release(at({400, 43}));
    QVERIFY(wires().contains(added() + u".out->tell"_s));
    QVERIFY(document()->positionOf(added()).x() < 400);
}

void TestAppDrops::c08_aContainerIsDraggedFromHosts()
{
    carryFromHosts(u"shop-web-3"_s);
    move(at({205, 210}));
    QCOMPARE(canvas()->tip(), u"When shop-web-3 dies"_s);
    release(at({205, 210}));
    QCOMPARE(document()->kindOf(added()), u"docker.event"_s);
    QCOMPARE(document()->parameter(added(), u"/container"_s).toString(), u"shop-web-3"_s);
    QCOMPARE(document()->parameter(added(), u"/action"_s).toString(), u"die"_s);
    QCOMPARE(document()->parameter(added(), u"/hosts"_s).toString(), u"local"_s);
    document()->checkNow();
    QCOMPARE(document()->errorCount(), 0);
    m_app->key(Qt::Key_Escape);
    document()->undo();
    QCOMPARE(document()->text(), pipelineText);
}

void TestAppDrops::c08_overANodeAContainerIsActedOn()
{
    carryFromHosts(u"shop-web-3"_s);
    move(at({80, 30}));
    QCOMPARE(canvas()->tip(), u"Restart shop-web-3"_s);
    release(at({80, 30}));
    QCOMPARE(document()->kindOf(added()), u"container.action"_s);
    QCOMPARE(document()->parameter(added(), u"/container"_s).toString(), u"shop-web-3"_s);
    QCOMPARE(document()->parameter(added(), u"/place"_s).toString(), u"local"_s);
    QVERIFY(wires().contains(u"died.out->"_s + added()));
    document()->checkNow();
    QCOMPARE(document()->errorCount(), 0);
}

void TestAppDrops::c08_anImageBecomesATriggerOrAFunction()
{
    m_app->go(u"hosts"_s);
    QVERIFY(m_app->clickText(u"Images"_s));
    carryFromHosts(u"shop/web:2.1"_s);
    move(at({205, 210}));
    release(at({205, 210}));
    QCOMPARE(document()->kindOf(added()), u"docker.event"_s);
    QCOMPARE(document()->parameter(added(), u"/type"_s).toString(), u"image"_s);
    document()->checkNow();
    QCOMPARE(document()->errorCount(), 0);
    m_app->key(Qt::Key_Escape);
    document()->undo();

    carryFromHosts(u"shop/web:2.1"_s);
    move(at({284, 43}));
    QCOMPARE(canvas()->feedback().spliceWire, u"died.out->tell"_s);
    release(at({284, 43}));
    QCOMPARE(document()->kindOf(added()), u"function"_s);
    QCOMPARE(document()->parameter(added(), u"/image"_s).toString(), u"shop/web:2.1"_s);
    QVERIFY(!document()->parameter(added(), u"/code"_s).isValid());
    QVERIFY(wires().contains(u"died.out->"_s + added()));
    document()->checkNow();
    QCOMPARE(document()->errorCount(), 0);
    m_app->go(u"hosts"_s);
    QVERIFY(m_app->clickText(u"Containers"_s));
}

void TestAppDrops::c08_theMenuDoesWhatTheMouseDoes()
{
    document()->selection()->set({u"died"_s});
    m_app->go(u"hosts"_s);
    QVERIFY(m_app->clickText(u"shop-web-3"_s));
    m_app->key(Qt::Key_Return);
    QVERIFY(m_app->seeText(u"When shop-web-3 dies"_s));
    m_app->key(Qt::Key_Down);
    m_app->key(Qt::Key_Return);
    QTRY_COMPARE(m_app->page(), u"design"_s);
    QCOMPARE(document()->kindOf(added()), u"container.action"_s);
    QVERIFY(wires().contains(u"died.out->"_s + added()));
    QCOMPARE(document()->undoStack()->count(), 1);
}

void TestAppDrops::c08_aContainerDroppedWhereNothingIsOpenBeginsAPipeline()
{
    cleanup();
    carryFromHosts(u"shop-web-3"_s);
    const QPoint middle(m_app->window().width() / 2, m_app->window().height() / 2);
    move(middle);
    release(middle);
    QTRY_VERIFY(document());
    QCOMPARE(document()->nodeCount(), 1);
    QCOMPARE(document()->kindOf(document()->nodeIds().first()), u"docker.event"_s);
}

QTEST_MAIN(TestAppDrops)
#include "tst_app_drops.moc"
