#include "app/studio/canvas/canvasview.h"
#include "app/studio/document/shownwires.h"
#include "app/studio/document/workspace.h"
#include "app/studio/engineclient/demoplayer.h"
#include "app/studio/engineclient/liveruns.h"
#include "engine/base/installation.h"
#include "tests/integration/bystander.h"
#include "tests/lab/lab.h"
#include "tests/studio/live/scriptedengine.h"
#include "tests/studio/live/studioapp.h"
#include "tests/support/patience.h"

#include <QTest>

#include <csignal>

using namespace Saltern;
using namespace Qt::Literals;

/// The full story: three nodes are drawn, wired and set by mouse and keys, run on a real Docker
/// engine, seen to work, stopped, and undone to the first byte.
class TestAppStory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void drawnWiredSetRunSeenAndUndone();
    void c87_aDemoIsStoppedAndLeavesNothing_data();
    void c87_aDemoIsStoppedAndLeavesNothing();

private:
    PipelineDocument *document() { return Workspace::instance().current(); }
    CanvasView *canvas() { return qobject_cast<CanvasView *>(m_app->item(u"canvas"_s)); }
    QPoint at(QPointF scene) { return canvas()->mapToScene(canvas()->toView(scene)).toPoint(); }
    const NodeBox &box(const QString &node) { return *canvas()->scene()->node(node); }
    void drag(QPoint from, QPoint to);
    QString dragFromPalette(const QString &kind, QPointF scene, const QString &label);
    void typeInto(const QString &node, const QString &setting, const QString &text);
    void draw();
    void wireThem();
    void setFields();
    void run();
    void killAContainer();
    void lookAtIt();
    void stop();

    QTemporaryDir m_folder{u"/var/tmp/saltern-story-XXXXXX"_s};
    std::unique_ptr<StudioApp> m_app;
    std::unique_ptr<Bystander> m_bystander;
    QString m_died;
    QString m_crash;
    QString m_note;
};

void TestAppStory::initTestCase()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    QVERIFY2(Lab::available(), Lab::howToStart());
    const auto program = findProgram(u"saltern"_s);
    QVERIFY2(program, "saltern is not built");
    const QString state = m_folder.filePath(u"state"_s);
    m_app = std::make_unique<StudioApp>(EngineOptions{
        .socketPath = state + u"/control.sock"_s,
        .program = *program,
        .arguments = {u"serve"_s, u"--state"_s, state, u"--host"_s, u"local="_s + Lab::endpoint()},
        .logFile = state + u"/engine.log"_s});
    QTRY_VERIFY_WITH_TIMEOUT(EngineClient::instance().isConnected(), patience);
    QTRY_COMPARE_WITH_TIMEOUT(EngineClient::instance().hosts()->connectedCount(), 1, patience);
    m_bystander = std::make_unique<Bystander>(Lab::endpoint());
}

void TestAppStory::cleanupTestCase()
{
    m_bystander.reset();
    const qint64 pid = EngineClient::instance().enginePid();
    m_app.reset();
    // Nothing runs any more, so the engine that the studio started ends with it.
    QTRY_VERIFY_WITH_TIMEOUT(pid <= 0 || ::kill(pid_t(pid), 0) != 0, patience);
}

void TestAppStory::drag(QPoint from, QPoint to)
{
    QTest::mouseMove(&m_app->window(), from);
    QTest::mousePress(&m_app->window(), Qt::LeftButton, {}, from);
    for (int step = 1; step <= 5; ++step)
        QTest::mouseMove(&m_app->window(), from + (to - from) * step / 5);
    QTest::mouseRelease(&m_app->window(), Qt::LeftButton, {}, to);
    QCoreApplication::processEvents();
}

// Looked up by its name, dragged, and given a label while the editor for it is open.
QString TestAppStory::dragFromPalette(const QString &kind, QPointF scene, const QString &label)
{
    const QStringList before = document()->nodeIds();
    m_app->click(u"search"_s);
    m_app->key(Qt::Key_A, Qt::ControlModifier);
    m_app->type(kind.toLower());
    QQuickItem *item = nullptr;
    if (!QTest::qWaitFor([&] { return (item = m_app->itemWithText(kind, u"palette"_s)); },
                         patience))
        return {};
    drag(item->mapToScene(QPointF(item->width() / 2, item->height() / 2)).toPoint(), at(scene));
    if (document()->nodeIds().size() != before.size() + 1 || !m_app->see(u"renamer"_s))
        return {};
    m_app->type(label);
    m_app->key(Qt::Key_Return);
    return document()->nodeIds().last();
}

void TestAppStory::draw()
{
    m_died = dragFromPalette(u"Docker event"_s, {0, 0}, u"Container"_s);
    m_crash = dragFromPalette(u"Filter"_s, {250, 0}, u"Killed"_s);
    m_note = dragFromPalette(u"Log"_s, {500, 0}, u"Note"_s);
    QVERIFY(!m_died.isEmpty() && !m_crash.isEmpty() && !m_note.isEmpty());
    QCOMPARE(document()->labelOf(m_crash), u"Killed"_s);
}

void TestAppStory::wireThem()
{
    drag(at(box(m_died).outputPoint(0)), at(box(m_crash).inputPoint()));
    drag(at(box(m_crash).outputPoint(0)), at(box(m_note).inputPoint()));
    QStringList keys;
    for (const Wire &wire : document()->wires())
        keys += wireKey(wire);
    QCOMPARE(keys, (QStringList{m_died + u".out->"_s + m_crash, m_crash + u".out->"_s + m_note}));
}

// The node is clicked, and the field of the setting in the inspector, and the text is typed.
void TestAppStory::typeInto(const QString &node, const QString &setting, const QString &text)
{
    QTest::mouseClick(&m_app->window(), Qt::LeftButton, {}, at(box(node).rect().center()));
    QTRY_VERIFY(m_app->itemWithText(setting, u"inspector"_s));
    QVERIFY(m_app->clickItem(m_app->itemWithText(setting, u"inspector"_s)));
    m_app->key(Qt::Key_A, Qt::ControlModifier);
    m_app->type(text);
}

void TestAppStory::setFields()
{
    typeInto(m_died, u"Image"_s, u"busybox:*"_s);
    QCOMPARE(document()->parameter(m_died, u"/image"_s).toString(), u"busybox:*"_s);
    typeInto(m_note, u"Message *"_s, u"{{ event.data.container.image }} is gone"_s);
    QCOMPARE(document()->parameter(m_note, u"/message"_s).toString(),
             u"{{ event.data.container.image }} is gone"_s);
    // The pattern as text: of all that happens, only what was killed.
    QTest::mouseClick(&m_app->window(), Qt::LeftButton, {}, at(box(m_crash).rect().center()));
    QTRY_VERIFY(m_app->itemWithText(u"YAML"_s, u"editor"_s));
    QVERIFY(m_app->clickItem(m_app->itemWithText(u"YAML"_s, u"editor"_s)));
    QVERIFY(m_app->click(u"patternText"_s));
    m_app->key(Qt::Key_A, Qt::ControlModifier);
    m_app->type(u"data.container.exitCode: [137]"_s);
    QTRY_COMPARE(
        document()->parameter(m_crash, u"/match"_s).toMap().value(u"data.container.exitCode"_s),
        QVariant(QVariantList{137}));
    document()->checkNow();
    QCOMPARE(document()->errorCount(), 0);
}

void TestAppStory::run()
{
    m_app->key(Qt::Key_F5);
    QVERIFY(m_app->seeText(u"Watch first, or run for real?"_s));
    QVERIFY(m_app->click(u"runForReal"_s));
    QTRY_COMPARE_WITH_TIMEOUT(LiveRuns::instance().overlay(document())->mode(), u"run"_s, patience);
}

void TestAppStory::killAContainer()
{
    const QString container = m_bystander->startContainer(u"busybox:1.36"_s, {});
    m_bystander->killContainer(container);
    QTRY_VERIFY_WITH_TIMEOUT(box(m_note).facts && box(m_note).facts->matched == 1, patience);
    QCOMPARE(box(m_note).facts->state, NodeRunState::Ok);
}

void TestAppStory::lookAtIt()
{
    const WireBox *last = canvas()->scene()->wire(m_crash + u".out->"_s + m_note);
    QVERIFY(last);
    QTRY_COMPARE_WITH_TIMEOUT(last->facts->count, 1, patience);
    QVERIFY(m_app->clickText(u"Trace"_s));
    QVERIFY(m_app->see(u"traceRuns"_s));
    QTRY_VERIFY_WITH_TIMEOUT(m_app->item(u"traceRuns"_s)->property("count").toInt() > 0, patience);
}

void TestAppStory::stop()
{
    m_app->key(Qt::Key_F5, Qt::ShiftModifier);
    QTRY_COMPARE_WITH_TIMEOUT(
        LiveRuns::instance().overlay(document())->mode(), QString(), patience);
    QTRY_COMPARE_WITH_TIMEOUT(EngineClient::instance().pipelines()->count(), 0, patience);
}

void TestAppStory::drawnWiredSetRunSeenAndUndone()
{
    m_app->key(Qt::Key_N, Qt::ControlModifier);
    QTRY_COMPARE(m_app->page(), u"design"_s);
    QTRY_VERIFY(canvas() && canvas()->width() > 0);
    const QByteArray text = document()->text();
    const Layout layout = document()->layout();
    canvas()->centreOn({250, 40});

    for (const auto step : {&TestAppStory::draw,
                            &TestAppStory::wireThem,
                            &TestAppStory::setFields,
                            &TestAppStory::run,
                            &TestAppStory::killAContainer,
                            &TestAppStory::lookAtIt,
                            &TestAppStory::stop}) {
        (this->*step)();
        if (QTest::currentTestFailed())
            return;
    }
    canvas()->forceActiveFocus();
    while (document()->canUndo()) {
        const int before = document()->undoStack()->index();
        m_app->key(Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(document()->undoStack()->index(), before - 1);
    }
    QCOMPARE(document()->text(), text);
    QCOMPARE(document()->layout(), layout);
    QVERIFY(!document()->isModified());
    QCOMPARE(canvas()->scene()->nodes().size(), std::size_t(0));
}

void TestAppStory::c87_aDemoIsStoppedAndLeavesNothing_data()
{
    QTest::addColumn<int>("changes");

    QTest::newRow("at once") << 0;
    QTest::newRow("while its function runs") << 7;
}

void TestAppStory::c87_aDemoIsStoppedAndLeavesNothing()
{
    QFETCH(int, changes);
    const QStringList before = m_bystander->inventory();
    m_app->go(u"home"_s);
    QVERIFY(m_app->see(u"run-hello"_s));
    QTRY_VERIFY_WITH_TIMEOUT(m_app->item(u"run-hello"_s)->isEnabled(), patience);
    QVERIFY(m_app->click(u"run-hello"_s));
    DemoPlayer &demo = DemoPlayer::instance();
    QTRY_VERIFY_WITH_TIMEOUT(demo.record()->changes().size() >= changes, patience);
    QVERIFY(demo.isBusy());
    QVERIFY(!demo.isSimulated());
    m_app->key(Qt::Key_F5, Qt::ShiftModifier);
    // "failed" would say that something was left behind.
    QTRY_COMPARE_WITH_TIMEOUT(demo.state(), u"stopped"_s, patience);
    QStringList left = m_bystander->inventory();
    left.removeIf([&before](const QString &line) { return before.contains(line); });
    QCOMPARE(left, QStringList());
    demo.close();
}

QTEST_MAIN(TestAppStory)
#include "tst_app_story.moc"
