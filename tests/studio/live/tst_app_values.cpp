#include "app/studio/canvas/canvasview.h"
#include "app/studio/document/workspace.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/engineclient/liveruns.h"
#include "app/studio/engineclient/replayplayer.h"
#include "app/studio/settings/actionregistry.h"
#include "app/studio/settings/preferences.h"
#include "app/studio/settings/studioaction.h"
#include "tests/studio/live/scriptedengine.h"
#include "tests/studio/live/studioapp.h"
#include "tests/support/patience.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

namespace {

/// What reached a node in run 41 of the records, and as run 42 with another container.
QJsonObject arrivalsOf(const QJsonObject &story, const QString &node)
{
    QJsonArray found;
    for (const QString &run : {u"7f3a1c-42"_s, u"7f3a1c-41"_s}) {
        const QJsonArray steps = story.value(u"steps"_s).toArray();
        for (const QJsonValue &value : steps) {
            QJsonObject step = value.toObject();
            if (step.value(u"node"_s).toString() != node)
                continue;
            QJsonArray exits;
            for (const QJsonValue &next : steps) {
                if (next.toObject().value(u"parent"_s) == step.value(u"number"_s))
                    exits.append(QJsonObject{{u"port"_s, next.toObject().value(u"port"_s)},
                                             {u"event"_s, next.toObject().value(u"event"_s)}});
            }
            step.insert(u"run"_s, run);
            step.insert(u"time"_s, step.value(u"created"_s));
            step.insert(u"exits"_s, exits);
            found.append(step);
        }
    }
    return {{u"arrivals"_s, found}};
}

} // namespace

/// What really happened beside what is drawn: values, the last events, what failed; by mouse and
/// keyboard.
class TestAppValues : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanupTestCase() { m_app.reset(); }

    void inputAndOutputAreTheLastReal();
    void examplesAreLabelled();
    void c68_expressionsSeeTheLastRun();
    void runsOfANodeAreListed();
    void c81_aWireListsItsEventsAndFollowsOne();
    void c83_outputsArePinnedForReplays();
    void c83_pinsOutliveTheTab();
    void c83_aPinnedOutputStandsInForAnEvent();
    void c84_aNodeIsRunFromItsLastEvent();
    void c88_aFailedNodeOffersWhatCanBeDone();
    void c88_theInspectorSaysWhyANodeFailed();
    void aFailedLineIsMarked();
    void aTransformIsTested();
    void aFilterIsTested();
    void c58_theNodesMenuIsShortAndHasEverything();
    void c81_restingOnAWireShowsItsLastEvent();

private:
    CanvasView *canvas() const { return qobject_cast<CanvasView *>(m_app->item(u"canvas"_s)); }
    PipelineDocument *document() const { return Workspace::instance().current(); }
    RunOverlay *overlay() const { return LiveRuns::instance().overlay(document()); }
    void clickCanvas(QPointF scene, Qt::MouseButton button = Qt::LeftButton);
    void clickNode(const QString &id, Qt::MouseButton button = Qt::LeftButton);
    QString shownEvent() const;
    void openMenuOfRestart();
    void openPart(const QString &part, const QString &second);
    void chooseForRestart(const QString &action);
    QString addNode(const QString &kind, const QVariantMap &parameters);

    std::unique_ptr<StudioApp> m_app;
};

void TestAppValues::initTestCase()
{
    m_app = std::make_unique<StudioApp>();
    QVERIFY(m_app->openDeployed());
    m_app->go(u"design"_s);
    QVERIFY(m_app->see(u"canvas"_s));
}

void TestAppValues::init()
{
    QTest::failOnWarning(QRegularExpression(u".*"_s));
    const QJsonObject story = m_app->engine().recordedAnswer(u"runs.show"_s);
    m_app->engine().answer(u"runs.arrivals"_s, [story](const QJsonObject &params) {
        return QJsonValue(arrivalsOf(story, params.value(u"node"_s).toString()));
    });
    ReplayPlayer::instance().close();
    overlay()->showLive();
    document()->selection()->clear();
    canvas()->fitAll();
}

void TestAppValues::clickCanvas(QPointF scene, Qt::MouseButton button)
{
    // What is laid out anew in this moment is clicked where it comes to rest.
    QPointF at;
    QTRY_VERIFY([&] {
        const QPointF now = canvas()->mapToScene(canvas()->toView(scene));
        return std::exchange(at, now) == now && canvas()->width() > 100;
    }());
    QTest::mouseMove(&m_app->window(), at.toPoint());
    QTest::mouseClick(&m_app->window(), button, Qt::NoModifier, at.toPoint());
}

void TestAppValues::clickNode(const QString &id, Qt::MouseButton button)
{
    clickCanvas(canvas()->scene()->node(id)->rect().center(), button);
    QTRY_COMPARE(document()->selection()->nodes(), QStringList{id});
}

QString TestAppValues::shownEvent() const
{
    const QQuickItem *editor = m_app->item(u"eventText"_s);
    return editor ? editor->property("text").toString() : QString();
}

void TestAppValues::openMenuOfRestart()
{
    clickNode(u"restart"_s);
    clickCanvas(canvas()->scene()->node(u"restart"_s)->rect().center(), Qt::RightButton);
    QVERIFY(m_app->see(u"menu:lastRun"_s));
    // Its place in the menu is known.
    QTRY_VERIFY(m_app->item(u"menu:lastRun"_s)->y() > 100);
    m_app->window().grabWindow();
}

/// One of the menus inside it; `second` is not its first line.
void TestAppValues::openPart(const QString &part, const QString &second)
{
    QVERIFY(m_app->click(part));
    QVERIFY(m_app->see(u"menu:"_s + second));
    QTRY_VERIFY(m_app->item(u"menu:"_s + second)->y() > 10);
    // The lines of a list take the mouse once it has been drawn in its size.
    m_app->window().grabWindow();
}

void TestAppValues::chooseForRestart(const QString &action)
{
    clickNode(u"restart"_s);
    QTRY_VERIFY(ActionRegistry::instance().action(action)->isEnabled());
    openMenuOfRestart();
    if (!m_app->item(u"menu:"_s + action))
        openPart(u"menu:lastRun"_s, u"node.again"_s);
    QVERIFY(m_app->click(u"menu:"_s + action));
}

QString TestAppValues::addNode(const QString &kind, const QVariantMap &parameters)
{
    const QString id = document()->addNode(kind, {0, 400}, parameters);
    document()->selection()->set({id});
    return id;
}

void TestAppValues::inputAndOutputAreTheLastReal()
{
    clickNode(u"diagnose"_s);
    QVERIFY(m_app->clickText(u"Input"_s));
    QTRY_VERIFY(shownEvent().contains(u"\"web-3\""));
    QVERIFY(m_app->seeText(u"Run 7f3a1c-42, 14:02:39.100"_s));
    QVERIFY(m_app->clickText(u"Output"_s));
    QTRY_VERIFY(shownEvent().contains(u"\"oom\""));
    QVERIFY(m_app->clickText(u"Settings"_s));
}

void TestAppValues::examplesAreLabelled()
{
    m_app->engine().answer(u"runs.arrivals"_s, QJsonObject{{u"arrivals"_s, QJsonArray()}});
    clickNode(u"restart"_s);
    QVERIFY(m_app->clickText(u"Input"_s));
    QVERIFY(m_app->seeText(u"An example. The last real event is shown once one has arrived."_s));
    QVERIFY(m_app->clickText(u"Output"_s));
    QVERIFY(m_app->seeText(u"An example. What really left is shown once an event has arrived."_s));
    // What the kind's page says that it hands on.
    QVERIFY(shownEvent().contains(u"\"changed\": true"));
    QVERIFY(m_app->clickText(u"Settings"_s));
}

void TestAppValues::c68_expressionsSeeTheLastRun()
{
    clickNode(u"page"_s);
    QVERIFY(m_app->see(u"expression"_s));
    QQuickItem *field = m_app->item(u"expression"_s);
    QVERIFY(m_app->seeText(u"There is no container c0ffee on edge-1."_s));
    QVERIFY(m_app->clickItem(field));
    m_app->key(Qt::Key_End);
    m_app->type(u" {{ steps.diagnose.data.ca"_s);
    QTRY_VERIFY(field->property("offering").toBool());
    m_app->key(Qt::Key_Return);
    QTRY_VERIFY(field->property("text").toString().endsWith(u" {{ steps.diagnose.data.cause"));
    m_app->type(u" }}"_s);
    QVERIFY(m_app->seeText(u"There is no container c0ffee on edge-1. oom"_s));
    while (document()->canUndo())
        document()->undo();
}

void TestAppValues::runsOfANodeAreListed()
{
    clickNode(u"diagnose"_s);
    QVERIFY(m_app->clickText(u"Runs"_s));
    QVERIFY(m_app->see(u"arrivals"_s));
    QTRY_COMPARE(m_app->item(u"arrivals"_s)->property("count").toInt(), 2);
    QVERIFY(m_app->clickItem(m_app->item(u"arrivals"_s), QPointF(60, 45)));
    QTRY_COMPARE(overlay()->shownRun(), u"7f3a1c-41"_s);
    QVERIFY(m_app->see(u"pastBar"_s));
    QVERIFY(m_app->clickText(u"Settings"_s));
}

void TestAppValues::c81_aWireListsItsEventsAndFollowsOne()
{
    clickCanvas(canvas()->scene()->wire(u"diagnose.ok->restart"_s)->curve.middle());
    QTRY_COMPARE(document()->selection()->wires(), QStringList{u"diagnose.ok->restart"_s});
    QVERIFY(m_app->see(u"wireEvents"_s));
    QVERIFY(m_app->see(u"arrivals"_s));
    QTRY_COMPARE(m_app->item(u"arrivals"_s)->property("count").toInt(), 2);
    const QJsonObject asked = m_app->engine().callsOf(u"runs.arrivals"_s).last();
    QCOMPARE(asked.value(u"from"_s).toString(), u"diagnose"_s);
    QCOMPARE(asked.value(u"port"_s).toString(), u"ok"_s);
    QVERIFY(m_app->clickItem(m_app->item(u"arrivals"_s), QPointF(60, 45)));
    QTRY_COMPARE(overlay()->shownRun(), u"7f3a1c-41"_s);
    // The path stands out, and each node has the values of that run.
    QCOMPARE(overlay()->wireFacts(u"diagnose.ok->restart"_s).count, 1);
    QCOMPARE(overlay()->nodeFacts(u"restart"_s).state, NodeRunState::Failed);
    clickNode(u"page"_s);
    QVERIFY(m_app->clickText(u"Input"_s));
    QTRY_VERIFY(shownEvent().contains(u"There is no container c0ffee on edge-1."));
    QVERIFY(m_app->clickText(u"Settings"_s));
}

void TestAppValues::c83_outputsArePinnedForReplays()
{
    m_app->engine().answer(u"pipelines.replay"_s, QJsonObject{{u"subscription"_s, 1000}});
    clickNode(u"diagnose"_s);
    StudioAction *pin = ActionRegistry::instance().action(u"node.pinOutput"_s);
    QTRY_VERIFY(pin->isEnabled());
    // Of several at once.
    document()->selection()->set({u"restart"_s});
    QTRY_VERIFY(pin->isEnabled());
    document()->selection()->set({u"restart"_s, u"diagnose"_s});
    QTRY_VERIFY(pin->isEnabled());
    pin->trigger();
    QTRY_COMPARE(overlay()->pinnedOutputs().keys(), (QStringList{u"diagnose"_s, u"restart"_s}));
    ReplayPlayer::instance().playRun(document(), u"7f3a1c-41"_s);
    QTRY_VERIFY(!m_app->engine().callsOf(u"pipelines.replay"_s).isEmpty());
    const QJsonObject mock = m_app->engine()
                                 .callsOf(u"pipelines.replay"_s)
                                 .last()
                                 .value(u"mocks"_s)
                                 .toObject()
                                 .value(u"diagnose"_s)
                                 .toObject();
    QCOMPARE(mock.value(u"port"_s).toString(), u"ok"_s);
    QCOMPARE(mock.value(u"data"_s).toObject().value(u"cause"_s).toString(), u"oom"_s);
    QCOMPARE(overlay()->nodeFacts(u"diagnose"_s).footer, u"output pinned"_s);
    ReplayPlayer::instance().close();
    // What really runs is deployed without them.
    LiveRuns::instance().run(document(), u"run"_s);
    QTRY_VERIFY(!m_app->engine().callsOf(u"pipelines.deploy"_s).isEmpty());
    QVERIFY(!m_app->engine().callsOf(u"pipelines.deploy"_s).last().contains(u"mocks"_s));
    pin->trigger();
    QVERIFY(overlay()->pinnedOutputs().isEmpty());
}

void TestAppValues::c83_pinsOutliveTheTab()
{
    const QString path = document()->path();
    overlay()->pinOutput(u"diagnose"_s,
                         {{u"port"_s, u"ok"_s}, {u"data"_s, QVariantMap{{u"cause"_s, u"disk"_s}}}});
    const auto reopen = [&path] {
        QCoreApplication::processEvents();
        Workspace::instance().close(0);
        QVERIFY(Workspace::instance().open(path));
    };
    reopen();
    QCOMPARE(overlay()->pinnedOutputs().keys(), QStringList{u"diagnose"_s});
    QTRY_VERIFY(canvas() && canvas()->document() == document());
    // A new name is the same node.
    QVERIFY(document()->renameNode(u"diagnose"_s, u"look-closer"_s));
    QCOMPARE(overlay()->pinnedOutputs().keys(), QStringList{u"look-closer"_s});
    document()->undo();
    // Nobody else can read what really happened, and it is not with the document.
    const QFileInfo settings(Preferences::instance().settings().fileName());
    const QFileInfoList kept =
        QDir(settings.absolutePath() + u"/pinned"_s).entryInfoList(QDir::Files);
    QCOMPARE(kept.size(), 1);
    QCOMPARE(kept.first().permissions() & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
    overlay()->pinOutput(u"diagnose"_s, {});
    reopen();
    QVERIFY(overlay()->pinnedOutputs().isEmpty());
    QVERIFY(!QFile::exists(kept.first().filePath()));
}

void TestAppValues::c83_aPinnedOutputStandsInForAnEvent()
{
    m_app->engine().answer(u"runs.arrivals"_s, QJsonObject{{u"arrivals"_s, QJsonArray()}});
    overlay()->pinOutput(u"diagnose"_s,
                         {{u"port"_s, u"ok"_s}, {u"data"_s, QVariantMap{{u"cause"_s, u"disk"_s}}}});
    clickNode(u"restart"_s);
    QVERIFY(m_app->clickText(u"Input"_s));
    QVERIFY(m_app->seeText(u"The pinned output of diagnose."_s));
    QTRY_VERIFY(shownEvent().contains(u"\"disk\""));
    QVERIFY(shownEvent().contains(u"saltern/self-heal/diagnose/ok"));
    // It left by another output.
    clickNode(u"page"_s);
    QVERIFY(m_app->seeText(u"An example. The last real event is shown once one has arrived."_s));
    QVERIFY(m_app->clickText(u"Settings"_s));
    overlay()->pinOutput(u"diagnose"_s, {});
}

void TestAppValues::c84_aNodeIsRunFromItsLastEvent()
{
    m_app->engine().answer(u"pipelines.replay"_s, QJsonObject{{u"subscription"_s, 1000}});
    const qsizetype before = m_app->engine().callsOf(u"pipelines.replay"_s).size();
    chooseForRestart(u"node.replayTo"_s);
    QTRY_COMPARE(m_app->engine().callsOf(u"pipelines.replay"_s).size(), before + 1);
    const QJsonObject replay = m_app->engine().callsOf(u"pipelines.replay"_s).last();
    QCOMPARE(replay.value(u"run"_s).toString(), u"7f3a1c-42"_s);
    QCOMPARE(replay.value(u"to"_s).toString(), u"restart"_s);
    ReplayPlayer::instance().close();
    chooseForRestart(u"node.runFrom"_s);
    QTRY_VERIFY(!m_app->engine().callsOf(u"runs.again"_s).isEmpty());
    const QJsonObject again = m_app->engine().callsOf(u"runs.again"_s).last();
    QCOMPARE(again.value(u"node"_s).toString(), u"restart"_s);
    QCOMPARE(
        again.value(u"event"_s).toObject().value(u"data"_s).toObject().value(u"cause"_s).toString(),
        u"oom"_s);
}

void TestAppValues::c88_aFailedNodeOffersWhatCanBeDone()
{
    chooseForRestart(u"node.openLogs"_s);
    QTRY_COMPARE(m_app->window().property("drawerTab").toString(), u"logs"_s);
    const qsizetype before = m_app->engine().callsOf(u"runs.again"_s).size();
    chooseForRestart(u"node.again"_s);
    QTRY_COMPARE(m_app->engine().callsOf(u"runs.again"_s).size(), before + 1);
    QTRY_COMPARE(m_app->engine().callsOf(u"runs.again"_s).last().contains(u"node"_s), false);
    chooseForRestart(u"node.editAgain"_s);
    QVERIFY(m_app->seeText(u"Edit the event and run it again"_s));
    QVERIFY(m_app->click(u"accept"_s));
    QTRY_COMPARE(m_app->engine().callsOf(u"runs.again"_s).size(), before + 2);
    const QJsonObject asked = m_app->engine().callsOf(u"runs.again"_s).last();
    QCOMPARE(asked.value(u"node"_s).toString(), u"restart"_s);
    QVERIFY(asked.contains(u"event"_s));
}

void TestAppValues::c88_theInspectorSaysWhyANodeFailed()
{
    clickNode(u"restart"_s);
    QVERIFY(m_app->see(u"failureBox"_s));
    QTRY_VERIFY(m_app->item(u"failureBox"_s)
                    ->property("sentence")
                    .toString()
                    .startsWith(u"There is no container c0ffee on edge-1."_s));
    const qsizetype before = m_app->engine().callsOf(u"runs.again"_s).size();
    QVERIFY(m_app->click(u"failureAgain"_s));
    QTRY_COMPARE(m_app->engine().callsOf(u"runs.again"_s).size(), before + 1);
    m_app->window().setProperty("drawerTab", u"events"_s);
    QVERIFY(m_app->click(u"failureLogs"_s));
    QCOMPARE(m_app->window().property("drawerTab").toString(), u"logs"_s);
    // What did not fail has none.
    clickNode(u"diagnose"_s);
    QTRY_VERIFY(!m_app->item(u"failureBox"_s));
}

void TestAppValues::aFailedLineIsMarked()
{
    const QString trace = u"Traceback (most recent call last):\n"
                          "  File \"/saltern/handler.py\", line 2, in handle\n"
                          "    return {\"restart\": 1 / 0}\n"
                          "ZeroDivisionError: division by zero"_s;
    m_app->engine().answer(
        u"functions.invoke"_s,
        QJsonObject{{u"ok"_s, false},
                    {u"log"_s, trace},
                    {u"error"_s, QJsonObject{{u"message"_s, u"It ended with exit code 1."_s}}}});
    clickNode(u"diagnose"_s);
    QVERIFY(m_app->clickText(u"Code"_s));
    QVERIFY(m_app->clickText(u"Test with last event"_s));
    QTRY_VERIFY(!m_app->engine().callsOf(u"functions.invoke"_s).isEmpty());
    QCOMPARE(m_app->engine()
                 .callsOf(u"functions.invoke"_s)
                 .last()
                 .value(u"event"_s)
                 .toObject()
                 .value(u"id"_s)
                 .toString(),
             u"e1"_s);
    QVERIFY(m_app->seeText(u"Line 2: ZeroDivisionError: division by zero"_s));
    QQuickItem *code = m_app->item(u"code"_s);
    QCOMPARE(code->property("marks").toList().first().toMap().value(u"line"_s).toInt(), 2);
    // Once somebody mends it, it is not said any more.
    QVERIFY(m_app->clickItem(code, QPointF(120, 20)));
    m_app->type(u"x"_s);
    QTRY_VERIFY(!m_app->itemWithText(u"Line 2: ZeroDivisionError: division by zero"_s));
    document()->undo();
}

void TestAppValues::aTransformIsTested()
{
    m_app->engine().answer(
        u"functions.invoke"_s,
        QJsonObject{
            {u"ok"_s, false},
            {u"error"_s,
             QJsonObject{{u"message"_s,
                          u"The script failed in line 2: TypeError: gone is not defined"_s}}}});
    const QString node = addNode(
        u"transform"_s, {{u"code"_s, u"function transform(event) {\n  return gone.x;\n}\n"_s}});
    m_app->item(u"inspector"_s)->setProperty("tab", u"code"_s);
    QVERIFY(m_app->clickText(u"Test with an example"_s));
    QVERIFY(m_app->seeText(u"Line 2: TypeError: gone is not defined"_s));
    QCOMPARE(m_app->engine().callsOf(u"functions.invoke"_s).last().value(u"node"_s).toString(),
             node);
    QQuickItem *code = m_app->item(u"code"_s);
    QCOMPARE(code->property("marks").toList().first().toMap().value(u"line"_s).toInt(), 2);
    m_app->engine().answer(u"functions.invoke"_s,
                           QJsonObject{{u"ok"_s, true}, {u"exits"_s, QJsonArray()}});
    QVERIFY(m_app->click(u"test"_s));
    QTRY_VERIFY(
        m_app->item(u"testResult"_s)->property("text").toString().startsWith(u"No event leaves."));
    QVERIFY(!m_app->item(u"failedLine"_s));
    m_app->item(u"inspector"_s)->setProperty("tab", u"settings"_s);
    document()->undo();
}

void TestAppValues::aFilterIsTested()
{
    m_app->engine().answer(
        u"functions.invoke"_s,
        QJsonObject{
            {u"ok"_s, true},
            {u"ms"_s, 1},
            {u"exits"_s, QJsonArray{QJsonObject{{u"port"_s, u"else"_s}, {u"data"_s, {}}}}},
            {u"detail"_s,
             QJsonObject{{u"whyNot"_s,
                          QJsonArray{QJsonObject{{u"sentence"_s, u"data.n is missing."_s}}}}}}});
    const QString node =
        addNode(u"filter"_s, {{u"match"_s, QVariantMap{{u"data.n"_s, QVariantList{1}}}}});
    QVERIFY(m_app->clickText(u"Test with an example"_s));
    QTRY_VERIFY(m_app->item(u"testResult"_s) &&
                m_app->item(u"testResult"_s)->property("text").toString() ==
                    u"else the event as it came\ndata.n is missing.\n1 ms"_s);
    const QJsonObject asked = m_app->engine().callsOf(u"functions.invoke"_s).last();
    QCOMPARE(asked.value(u"node"_s).toString(), node);
    QVERIFY(asked.value(u"steps"_s).isObject());
    // What waits for more events is not tried with one, nor what touches something.
    document()->undo();
    for (const QString &kind : {u"window"_s, u"delay"_s, u"log"_s}) {
        addNode(kind, {});
        QTRY_VERIFY(!m_app->item(u"test"_s));
        QVERIFY(!ActionRegistry::instance().action(u"node.runOnly"_s)->isEnabled());
        document()->undo();
    }
}

void TestAppValues::c58_theNodesMenuIsShortAndHasEverything()
{
    const QStringList first{u"canvas.inspect"_s,
                            u"node.runFrom"_s,
                            u"canvas.rename"_s,
                            u"canvas.mute"_s,
                            u"canvas.bypass"_s,
                            u"canvas.duplicate"_s,
                            u"canvas.delete"_s};
    const QList<std::pair<QString, QStringList>> parts{
        {u"menu:edit"_s, {u"canvas.cut"_s, u"canvas.copy"_s, u"canvas.deleteHeal"_s}},
        {u"menu:connect"_s,
         {u"canvas.connect"_s,
          u"canvas.nextWire"_s,
          u"canvas.selectUpstream"_s,
          u"canvas.selectDownstream"_s}},
        {u"menu:arrange"_s,
         {u"canvas.alignLeft"_s, u"canvas.alignTop"_s, u"canvas.frame"_s, u"canvas.pin"_s}},
        {u"menu:lastRun"_s,
         {u"node.openLogs"_s,
          u"node.replayTo"_s,
          u"node.pinOutput"_s,
          u"node.copyOutput"_s,
          u"node.again"_s,
          u"node.editAgain"_s,
          u"node.deadLetter"_s,
          u"node.ignore"_s}}};
    clickNode(u"restart"_s);
    QTRY_VERIFY(ActionRegistry::instance().action(u"node.ignore"_s)->isEnabled());
    openMenuOfRestart();
    for (const QString &id : first)
        QVERIFY2(m_app->item(u"menu:"_s + id), qPrintable(id));
    for (const auto &[part, ids] : parts) {
        for (const QString &id : ids)
            QVERIFY2(!m_app->item(u"menu:"_s + id), qPrintable(id));
        openPart(part, ids[1]);
        for (const QString &id : ids) {
            QVERIFY2(m_app->item(u"menu:"_s + id), qPrintable(id));
            // The palette of commands has whatever is registered.
            QVERIFY2(ActionRegistry::instance().action(id), qPrintable(id));
        }
    }
    m_app->key(Qt::Key_Escape);
    m_app->key(Qt::Key_Escape);
    QTRY_VERIFY(!m_app->frontmost());
}

void TestAppValues::c81_restingOnAWireShowsItsLastEvent()
{
    overlay()->showRun(u"7f3a1c-41"_s);
    QTRY_COMPARE(overlay()->wireFacts(u"diagnose.ok->restart"_s).count, 1);
    const WireBox *wire = canvas()->scene()->wire(u"diagnose.ok->restart"_s);
    QVERIFY(wire);
    const auto at = [this](QPointF scene) {
        return canvas()->mapToScene(canvas()->toView(scene)).toPoint();
    };
    // Beside the count, which stands in the middle.
    QTest::mouseMove(&m_app->window(), at(wire->curve.at(0.2)));
    QTRY_COMPARE(canvas()->hoveredWire(), wire->key);
    QTRY_VERIFY(m_app->item(u"peekedEvent"_s));
    const QString shown = m_app->item(u"peekedEvent"_s)->property("text").toString();
    QVERIFY2(shown.startsWith(u"saltern/self-heal/diagnose/ok"_s), qPrintable(shown));
    QVERIFY(document()->selection()->isEmpty());
    QTest::mouseMove(&m_app->window(), at(canvas()->visibleScene().topLeft() + QPointF(8, 8)));
    QTRY_VERIFY(!m_app->item(u"peekedEvent"_s));
}

QTEST_MAIN(TestAppValues)
#include "tst_app_values.moc"
