#include "tests/studio/sampledocument.h"

#include <QSignalSpy>
#include <QTest>

using namespace Saltern;

/// What each verb does to the text, as one named step that can be undone.
class TestDocumentVerbs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void everyKindBeginsValid_data();
    void everyKindBeginsValid();
    void aVerbChangesItsLines_data();
    void aVerbChangesItsLines();
    void undoNamesTheStep_data();
    void undoNamesTheStep();
    void idsAreTakenOnce();
    void c35_nudgesMergeForAMoment();
    void c50_undoToTheSavedStateIsClean();
    void typingMergesByField();
    void renamingFollowsEveryReference();
    void givenSettingsTakeThePlaceOfTheExample();
    void c60_framesCarryTheirNodes();
    void c38_tidyLeavesPinnedNodes();
    void signalsAreFine();
};

void TestDocumentVerbs::everyKindBeginsValid_data()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : {"docker.event",
                             "timer",
                             "bus.event",
                             "manual",
                             "filter",
                             "switch",
                             "transform",
                             "container.action",
                             "container.inspect",
                             "emit",
                             "log",
                             "notify",
                             "function"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

void TestDocumentVerbs::everyKindBeginsValid()
{
    QFETCH(const QString, kind);
    PipelineDocument document;
    const QString id = document.addNode(kind, {16, 24});
    QCOMPARE(id, QString(kind).replace(u'.', u'-'));
    document.checkNow();
    QList<Problem> problems = document.problemsOf(id);
    problems.removeIf([](const Problem &problem) { return problem.severity == Severity::Warning; });
    QCOMPARE(problems, QList<Problem>());
    QCOMPARE(document.positionOf(id), QPointF(16, 24));
    // Written as people write it, below one another.
    QVERIFY2(
        document.yaml().contains(QStringLiteral("nodes:\n  %1:\n    kind: %2@1\n").arg(id, kind)),
        qPrintable(document.yaml()));
}

void TestDocumentVerbs::aVerbChangesItsLines_data()
{
    using Verb = std::function<void(PipelineDocument &)>;
    QTest::addColumn<Verb>("verb");
    QTest::addColumn<QString>("lines");
    const auto row = [](const char *name, const Verb &verb, const char *lines) {
        QTest::newRow(name) << verb << QString::fromUtf8(lines);
    };
    const auto id = [](const char *text) { return QString::fromLatin1(text); };
    row(
        "connect",
        [=](auto &d) { d.connectNodes(id("judge"), id("else"), id("page")); },
        "+- judge.else -> page");
    row(
        "connect the only port",
        [=](auto &d) { d.connectNodes(id("died"), {}, id("page")); },
        "+- died -> page");
    row(
        "disconnect",
        [=](auto &d) { d.disconnectWire(id("judge"), id("out"), id("diagnose")); },
        "-- judge.out -> diagnose");
    row(
        "disconnect a port",
        [=](auto &d) { d.disconnectAll(id("diagnose"), id("error")); },
        "-- diagnose.error -> page");
    row(
        "move a wire",
        [=](auto &d) { d.moveWires({id("diagnose.ok->restart")}, id("judge"), id("else")); },
        "-- diagnose.ok -> restart|+- judge.else -> restart");
    row(
        "set",
        [=](auto &d) { d.setParameter({id("died")}, id("/action"), id("oom")); },
        "-action: die|+action: oom");
    row(
        "set in a group that is not there",
        [=](auto &d) { d.setParameter({id("page")}, id("/retry/max"), 3); },
        "+retry: { max: 3 }");
    row(
        "set the same",
        [=](auto &d) { d.setParameter({id("died")}, id("/action"), id("die")); },
        "");
    row(
        "clear", [=](auto &d) { d.clearParameter({id("died")}, id("/action")); }, "-action: die");
    row(
        "label",
        [=](auto &d) { d.setLabel({id("died")}, id("Container died")); },
        "+label: Container died");
    row(
        "no label", [=](auto &d) { d.setLabel({id("died")}, {}); }, "");
    row(
        "stop two",
        [=](auto &d) {
            d.setDisabled({id("died"), id("page")}, id("stop"));
        },
        "+disabled: true|+disabled: true");
    row(
        "bypass",
        [=](auto &d) { d.setDisabled({id("judge")}, id("bypass")); },
        "+disabled: bypass");
    row(
        "title", [=](auto &d) { d.setHead(id("title"), id("Self heal")); }, "+title: Self heal");
    row(
        "name",
        [=](auto &d) { d.setHead(id("pipeline"), id("other")); },
        "-pipeline: self-heal|+pipeline: other");
    row(
        "moving is not in the text",
        [=](auto &d) {
            d.moveNodes({{id("died"), QPointF(8, 8)}});
        },
        "");
}

void TestDocumentVerbs::aVerbChangesItsLines()
{
    QFETCH(const std::function<void(PipelineDocument &)>, verb);
    QFETCH(const QString, lines);
    PipelineDocument document;
    begin(document);
    QSignalSpy refused(&document, &PipelineDocument::refused);
    verb(document);
    QCOMPARE(changedLines(selfHeal, document.text()), lines);
    QCOMPARE(refused.count(), 0);
    QCOMPARE(readPipeline(document.text()).pipeline, document.pipeline());
    if (document.canUndo())
        document.undo();
    QCOMPARE(document.text(), selfHeal);
}

void TestDocumentVerbs::undoNamesTheStep_data()
{
    using Verb = std::function<void(PipelineDocument &)>;
    QTest::addColumn<Verb>("verb");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *text, const Verb &verb) {
        QTest::newRow(text) << verb << QString::fromUtf8(text);
    };
    const auto id = [](const char *text) { return QString::fromLatin1(text); };
    row("Move 3 nodes", [=](auto &d) {
        d.moveNodes({{id("died"), QPointF(8, 0)},
                     {id("judge"), QPointF(16, 0)},
                     {id("page"), QPointF(24, 8)}});
    });
    row("Move died", [=](auto &d) { d.moveNodes({{id("died"), QPointF(8, 8)}}); });
    row("Rename died to crashed", [=](auto &d) { d.renameNode(id("died"), id("crashed")); });
    row("Set Time limit of diagnose",
        [=](auto &d) { d.setParameter({id("diagnose")}, id("/timeout"), id("10s")); });
    row("Set Further attempts of 2 nodes", [=](auto &d) {
        d.setParameter({id("diagnose"), id("page")}, id("/retry/max"), 2);
    });
    row("Add filter", [=](auto &d) { d.addNode(id("filter"), {}); });
    row("Remove page", [=](auto &d) { d.removeItems({id("page")}); });
    row("Remove 2 nodes", [=](auto &d) { d.removeItems({id("page"), id("died")}); });
    row("Remove 1 wire", [=](auto &d) { d.removeItems({}, {id("died.out->judge")}); });
    row("Duplicate page", [=](auto &d) { d.duplicate({id("page")}, {16, 16}); });
    row("Tidy", [=](auto &d) {
        d.moveNodes({{id("died"), QPointF(1000, 1000)}});
        d.tidy();
    });
}

void TestDocumentVerbs::undoNamesTheStep()
{
    QFETCH(const std::function<void(PipelineDocument &)>, verb);
    QFETCH(const QString, text);
    PipelineDocument document;
    begin(document);
    verb(document);
    QCOMPARE(document.undoText(), text);
    document.undo();
    QCOMPARE(document.redoText(), text);
}

void TestDocumentVerbs::idsAreTakenOnce()
{
    PipelineDocument document;
    QCOMPARE(document.addNode(QStringLiteral("filter"), {}), QStringLiteral("filter"));
    QCOMPARE(document.addNode(QStringLiteral("filter"), {}), QStringLiteral("filter-2"));
    QCOMPARE(document.addNode(QStringLiteral("filter"), {}, {}, QStringLiteral("Web died!")),
             QStringLiteral("Web-died"));
    QCOMPARE(document.addNode(QStringLiteral("no.such"), {}), QString());
    QCOMPARE(document.nodeCount(), 3);
}

void TestDocumentVerbs::c35_nudgesMergeForAMoment()
{
    using namespace std::chrono_literals;
    PipelineDocument document;
    VirtualClock clock;
    document.setClock(clock);
    begin(document);
    const QString id = QStringLiteral("died");
    const QPointF start = document.positionOf(id);
    for (int i = 0; i < 3; ++i) {
        document.nudge({id}, 8, 0);
        clock.advance(400ms);
    }
    QCOMPARE(document.undoStack()->count(), 1);
    clock.advance(200ms);
    document.nudge({id}, 8, 0);
    QCOMPARE(document.undoStack()->count(), 2);
    document.undo();
    QCOMPARE(document.positionOf(id), start + QPointF(24, 0));
    document.undo();
    QCOMPARE(document.positionOf(id), start);
    QCOMPARE(document.layout(), Layout());
}

void TestDocumentVerbs::c50_undoToTheSavedStateIsClean()
{
    PipelineDocument document;
    begin(document);
    QVERIFY(!document.isModified());
    document.setLabel({QStringLiteral("died")}, QStringLiteral("x"));
    QVERIFY(document.isModified());
    document.undo();
    QVERIFY(!document.isModified());
    document.redo();
    QVERIFY(document.isModified());
    // A verb that changes nothing is no step.
    document.undo();
    document.setLabel({QStringLiteral("died")}, {});
    document.removeItems({QStringLiteral("nobody")});
    QVERIFY(!document.isModified());
    QVERIFY(document.canRedo());
}

void TestDocumentVerbs::typingMergesByField()
{
    PipelineDocument document;
    begin(document);
    const QStringList id{QStringLiteral("diagnose")};
    const QString timeout = QStringLiteral("/timeout");
    for (const char *typed : {"1", "10", "10s"})
        document.setParameter(id, timeout, QString::fromLatin1(typed));
    QCOMPARE(document.undoStack()->count(), 1);
    document.setParameter(id, QStringLiteral("/memory"), QStringLiteral("64MiB"));
    QCOMPARE(document.undoStack()->count(), 2);
    document.endTyping();
    document.setParameter(id, QStringLiteral("/memory"), QStringLiteral("128MiB"));
    QCOMPARE(document.undoStack()->count(), 3);
    document.undo();
    QCOMPARE(document.parameter(id.first(), QStringLiteral("/memory")).toString(),
             QStringLiteral("64MiB"));
    document.undo();
    document.undo();
    QCOMPARE(document.text(), selfHeal);
}

void TestDocumentVerbs::renamingFollowsEveryReference()
{
    PipelineDocument document;
    begin(document);
    document.moveNodes({{QStringLiteral("diagnose"), QPointF(40, 48)}});
    document.selection()->set({QStringLiteral("diagnose")});
    document.selection()->toggleWire(QStringLiteral("diagnose.ok->restart"));
    QSignalSpy renamed(&document, &PipelineDocument::nodeRenamed);
    QSignalSpy removed(&document, &PipelineDocument::nodeRemoved);
    QVERIFY(document.renameNode(QStringLiteral("diagnose"), QStringLiteral("look")));
    QCOMPARE(document.undoStack()->count(), 2);
    QCOMPARE(
        changedLines(selfHeal, document.text()),
        QStringLiteral("-diagnose:|"
                       "-container: \"{{ steps.diagnose.data.id }} of {{ steps.died.data.x }}\"|"
                       "-text: \"{{ steps['diagnose'].data.cause }}, not steps.diagnose\"|"
                       "-- judge.out -> diagnose|"
                       "-- diagnose.ok -> restart|"
                       "-- diagnose.error -> page|"
                       "-mocks: { diagnose: tests/ok.json }|"
                       "+look:|"
                       "+container: \"{{ steps.look.data.id }} of {{ steps.died.data.x }}\"|"
                       "+text: \"{{ steps['look'].data.cause }}, not steps.diagnose\"|"
                       "+- judge.out -> look|"
                       "+- look.ok -> restart|"
                       "+- look.error -> page|"
                       "+mocks: { look: tests/ok.json }"));
    QCOMPARE(document.positionOf(QStringLiteral("look")), QPointF(40, 48));
    QCOMPARE(document.selection()->nodes(), QStringList{QStringLiteral("look")});
    QCOMPARE(document.selection()->wires(), QStringList{QStringLiteral("look.ok->restart")});
    QCOMPARE(renamed.count(), 1);
    QCOMPARE(removed.count(), 0);
    document.undo();
    QCOMPARE(document.text(), selfHeal);
    QCOMPARE(renamed.count(), 2);
    QCOMPARE(document.selection()->current(), QStringLiteral("diagnose"));
    QVERIFY(!document.renameNode(QStringLiteral("diagnose"), QStringLiteral("page")));
    QVERIFY(!document.renameNode(QStringLiteral("diagnose"), QStringLiteral("two words")));
}

void TestDocumentVerbs::givenSettingsTakeThePlaceOfTheExample()
{
    PipelineDocument document;
    begin(document);
    const QString id = document.addNode(
        QStringLiteral("function"), {}, {{QStringLiteral("image"), QStringLiteral("shop/web:2")}});
    QCOMPARE(document.nodeYaml(id), QStringLiteral("kind: function@1\nimage: shop/web:2\n"));
}

void TestDocumentVerbs::c60_framesCarryTheirNodes()
{
    PipelineDocument document;
    begin(document);
    const QString judge = QStringLiteral("judge");
    const QString page = QStringLiteral("page");
    document.moveNodes({{judge, QPointF(0, 0)}, {page, QPointF(2000, 2000)}});
    const QString frame =
        document.addFrame({judge}, QStringLiteral("Decide"), QStringLiteral("teal"));
    QVERIFY(document.layout().frames.first().rect.contains(document.rectOf(judge)));
    QCOMPARE(document.nodesInFrame(frame).contains(judge), true);
    document.moveFrame(frame, 80, 40);
    QCOMPARE(document.positionOf(judge), QPointF(80, 40));
    QCOMPARE(document.positionOf(page), QPointF(2000, 2000));
    document.undo();
    QCOMPARE(document.positionOf(judge), QPointF(0, 0));
    document.removeFrame(frame);
    QVERIFY(document.layout().frames.isEmpty());
    QCOMPARE(document.text(), selfHeal);
}

void TestDocumentVerbs::c38_tidyLeavesPinnedNodes()
{
    PipelineDocument document;
    begin(document);
    const QString judge = QStringLiteral("judge");
    document.moveNodes({{judge, QPointF(-500, 700)}, {QStringLiteral("died"), QPointF(900, 0)}});
    document.setPinned({judge}, true);
    document.tidy();
    QCOMPARE(document.positionOf(judge), QPointF(-500, 700));
    QVERIFY(document.positionOf(QStringLiteral("diagnose")).x() <
            document.positionOf(QStringLiteral("restart")).x());
    document.undo();
    QCOMPARE(document.positionOf(QStringLiteral("died")), QPointF(900, 0));
}

void TestDocumentVerbs::signalsAreFine()
{
    PipelineDocument document;
    begin(document);
    QSignalSpy inserted(&document, &PipelineDocument::nodeInserted);
    QSignalSpy removed(&document, &PipelineDocument::nodeRemoved);
    QSignalSpy changed(&document, &PipelineDocument::nodeChanged);
    QSignalSpy wired(&document, &PipelineDocument::wireInserted);
    QSignalSpy unwired(&document, &PipelineDocument::wireRemoved);
    QSignalSpy reset(&document, &PipelineDocument::wasReset);
    document.setParameter(
        {QStringLiteral("died")}, QStringLiteral("/action"), QStringLiteral("oom"));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.first().first().toString(), QStringLiteral("died"));
    document.removeItems({QStringLiteral("diagnose")});
    QCOMPARE(removed.count(), 1);
    QCOMPARE(unwired.count(), 3);
    document.undo();
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(wired.count(), 3);
    QCOMPARE(reset.count(), 0);
}

QTEST_GUILESS_MAIN(TestDocumentVerbs)
#include "tst_documentverbs.moc"
