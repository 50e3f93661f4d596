#include "app/studio/document/pipelinedocument.h"
#include "app/studio/document/shownwires.h"

#include <QSignalSpy>
#include <QTest>

using namespace Saltern;

namespace {

const QByteArray selfHeal = R"(saltern: 1
pipeline: self-heal
nodes:
  died:
    kind: docker.event@1
    type: container
    action: die
  judge:
    kind: filter@1
    match: { data.container.requested: [false] }
  diagnose:
    kind: function@1
    runtime: python
    code: cat
  restart:
    kind: container.action@1
    action: restart
    container: "{{ steps.diagnose.data.id }} of {{ steps.died.data.x }}"
  page:
    kind: notify@1
    url: "{{ secret.PAGER_URL }}"
    text: "{{ steps['diagnose'].data.cause }}, not steps.diagnose"
wires:
  - died -> judge
  - judge.out -> diagnose
  - diagnose.ok -> restart
  - diagnose.error -> page
tests:
  - name: one crash
    mocks: { diagnose: tests/ok.json }
    expect: { restart: { calls: 1 }, page: { calls: 0 } }
)";

void begin(PipelineDocument &document, const QByteArray &text = selfHeal)
{
    document.begin(text, {}, true);
}

// The lines of the second text that the first lacks, and the other way round.
QString changedLines(const QByteArray &before, const QByteArray &after)
{
    const QByteArrayList old = before.split('\n');
    const QByteArrayList now = after.split('\n');
    QStringList lines;
    for (const QByteArray &line : old) {
        if (old.count(line) > now.count(line))
            lines += u'-' + QString::fromUtf8(line.trimmed());
    }
    for (const QByteArray &line : now) {
        if (now.count(line) > old.count(line))
            lines += u'+' + QString::fromUtf8(line.trimmed());
    }
    return lines.join(u'|');
}

QStringList keys(const PipelineDocument &document)
{
    QStringList all;
    for (const Wire &wire : document.wires())
        all += wireKey(wire);
    return all;
}

} // namespace

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
    void wiresAreRefusedWithAReason_data();
    void wiresAreRefusedWithAReason();
    void c18_spliceMakesRoom();
    void c21_removingHeals_data();
    void c21_removingHeals();
    void c35_nudgesMergeForAMoment();
    void c50_undoToTheSavedStateIsClean();
    void typingMergesByField();
    void renamingFollowsEveryReference();
    void c51_pasteKeepsInnerWires();
    void c51_pasteKeepsIncomingWhenAsked();
    void c52_clipboardIsReadable();
    void c53_unknownKindsArePasted();
    void whyANodeCannotBeAddedIsSaid_data();
    void whyANodeCannotBeAddedIsSaid();
    void givenSettingsTakeThePlaceOfTheExample();
    void garbageIsNotPasted_data();
    void garbageIsNotPasted();
    void unknownKindsSurvive();
    void aBrokenTextOpensAndIsMended();
    void c72_rawYamlGoesBothWays();
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

void TestDocumentVerbs::wiresAreRefusedWithAReason_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("port");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *from, const char *port, const char *to, const char *reason) {
        QTest::addRow("%s.%s to %s", from, port, to)
            << QString::fromUtf8(from) << QString::fromUtf8(port) << QString::fromUtf8(to)
            << QString::fromUtf8(reason);
    };
    row("died", "", "page", "");
    row("page", "", "died", "is a trigger");
    row("judge", "maybe", "page", "has no port \"maybe\"");
    row("died", "", "judge", "already there");
    row("nobody", "", "page", "no node \"nobody\"");
    row("died", "", "nobody", "no node \"nobody\"");
    row("restart", "ok", "restart", "end the loop restart -> restart");
    row("restart", "ok", "diagnose", "end the loop restart -> diagnose -> restart");
    // A filter can end it.
    row("restart", "ok", "judge", "");
}

void TestDocumentVerbs::wiresAreRefusedWithAReason()
{
    QFETCH(const QString, from);
    QFETCH(const QString, port);
    QFETCH(const QString, to);
    QFETCH(const QString, reason);
    PipelineDocument document;
    begin(document);
    const QString said = document.whyNotConnect(from, port, to);
    QCOMPARE(said.isEmpty(), reason.isEmpty());
    QVERIFY2(said.contains(reason), qPrintable(said));
    if (document.hasNode(to))
        QCOMPARE(document.refusals(from, port).value(to).toString(), said);
    QSignalSpy refused(&document, &PipelineDocument::refused);
    QCOMPARE(document.connectNodes(from, port, to), reason.isEmpty());
    QCOMPARE(refused.count(), reason.isEmpty() ? 0 : 1);
}

void TestDocumentVerbs::c18_spliceMakesRoom()
{
    PipelineDocument document;
    begin(document);
    document.moveNodes({{QStringLiteral("judge"), QPointF(0, 0)},
                        {QStringLiteral("diagnose"), QPointF(200, 0)},
                        {QStringLiteral("restart"), QPointF(400, 0)}});
    const int steps = document.undoStack()->count();
    const QString id = document.addNodeOnWire(QStringLiteral("transform"),
                                              {184, 0},
                                              QStringLiteral("judge"),
                                              QStringLiteral("out"),
                                              QStringLiteral("diagnose"));
    QCOMPARE(id, QStringLiteral("transform"));
    QVERIFY(keys(document).contains(QStringLiteral("judge.out->transform")));
    QVERIFY(!keys(document).contains(QStringLiteral("judge.out->diagnose")));
    const QRectF before = document.rectOf(id);
    const QPointF diagnose = document.positionOf(QStringLiteral("diagnose"));
    QVERIFY(diagnose.x() > before.right());
    // What follows moves as far as what is next to it.
    QCOMPARE(document.positionOf(QStringLiteral("restart")).x() - 400, diagnose.x() - 200);
    QCOMPARE(document.positionOf(QStringLiteral("judge")), QPointF(0, 0));
    QCOMPARE(document.undoStack()->count(), steps + 1);
    QVERIFY(!document.spliceNode(
        QStringLiteral("died"), QStringLiteral("judge"), QStringLiteral("out"), id));
}

void TestDocumentVerbs::c21_removingHeals_data()
{
    QTest::addColumn<QStringList>("removed");
    QTest::addColumn<QStringList>("wires");
    const auto list = [](const char *text) {
        return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
    };
    QTest::newRow("one") << list("judge")
                         << list("diagnose.error->page diagnose.ok->restart died.out->diagnose");
    QTest::newRow("the first used port")
        << list("diagnose") << list("died.out->judge judge.out->restart");
    QTest::newRow("two in a row") << list("judge diagnose") << list("died.out->restart");
    QTest::newRow("the first") << list("died")
                               << list("diagnose.error->page diagnose.ok->restart "
                                       "judge.out->diagnose");
    QTest::newRow("all") << list("died judge diagnose restart page") << list("");
}

void TestDocumentVerbs::c21_removingHeals()
{
    QFETCH(const QStringList, removed);
    QFETCH(const QStringList, wires);
    PipelineDocument document;
    begin(document);
    document.removeItems(removed, {}, true);
    QStringList left = keys(document);
    left.sort();
    QCOMPARE(left, wires);
    QCOMPARE(document.undoStack()->count(), 1);
    document.undo();
    QCOMPARE(document.text(), selfHeal);
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

void TestDocumentVerbs::c51_pasteKeepsInnerWires()
{
    PipelineDocument document;
    begin(document);
    const QStringList ids = document.paste(
        document.copy({QStringLiteral("diagnose"), QStringLiteral("restart")}), {800, 400});
    QCOMPARE(ids, (QStringList{QStringLiteral("diagnose-2"), QStringLiteral("restart-2")}));
    QVERIFY(keys(document).contains(QStringLiteral("diagnose-2.ok->restart-2")));
    QVERIFY(!keys(document).contains(QStringLiteral("judge.out->diagnose-2")));
    // References among what was pasted follow; others stay.
    QCOMPARE(document.parameter(ids[1], QStringLiteral("/container")).toString(),
             QStringLiteral("{{ steps.diagnose-2.data.id }} of {{ steps.died.data.x }}"));
    QRectF around = document.rectOf(ids[0]) | document.rectOf(ids[1]);
    QCOMPARE(around.topLeft(), QPointF(800, 400));
    // A second time in the same place does not hide the first.
    const QStringList again = document.paste(
        document.copy({QStringLiteral("diagnose"), QStringLiteral("restart")}), {800, 400});
    QVERIFY(document.positionOf(again[0]) != document.positionOf(ids[0]));
    document.undo();
    document.undo();
    QCOMPARE(document.text(), selfHeal);
}

void TestDocumentVerbs::c51_pasteKeepsIncomingWhenAsked()
{
    PipelineDocument document;
    begin(document);
    const QString text = document.copy({QStringLiteral("page")});
    document.paste(text, {}, false);
    QVERIFY(!keys(document).contains(QStringLiteral("diagnose.error->page-2")));
    document.paste(text, {}, true);
    QVERIFY(keys(document).contains(QStringLiteral("diagnose.error->page-3")));
}

void TestDocumentVerbs::c52_clipboardIsReadable()
{
    PipelineDocument document;
    begin(document);
    document.moveNodes(
        {{QStringLiteral("died"), QPointF(8, 16)}, {QStringLiteral("judge"), QPointF(240, 16)}});
    QCOMPARE(document.copy({QStringLiteral("judge"), QStringLiteral("died")}),
             QStringLiteral("nodes:\n"
                            "  died:\n"
                            "    kind: docker.event@1\n"
                            "    type: container\n"
                            "    action: die\n"
                            "  judge:\n"
                            "    kind: filter@1\n"
                            "    match: { data.container.requested: [false] }\n"
                            "wires:\n"
                            "  - died -> judge\n"
                            "layout:\n"
                            "  died: [8, 16]\n"
                            "  judge: [240, 16]\n"));
}

void TestDocumentVerbs::whyANodeCannotBeAddedIsSaid_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("port");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *name, const QString &kind, const Wire &wire, const char *why) {
        QTest::newRow(name) << kind << wire.from << wire.port << wire.to
                            << QString::fromLatin1(why);
    };
    const QString filter = QStringLiteral("filter");
    const QString timer = QStringLiteral("timer");
    const QString died = QStringLiteral("died");
    const QString judge = QStringLiteral("judge");
    row("into a wire", filter, {died, {}, judge}, "");
    row("behind a node", filter, {died, {}, {}}, "");
    row("before a node", timer, {{}, {}, judge}, "");
    row("trigger into a wire",
        timer,
        {died, {}, judge},
        "A trigger has no input, so it cannot stand in a wire.");
    row("trigger behind a node",
        timer,
        {died, {}, {}},
        "A trigger has no input, so no wire can lead to it.");
    row("before a trigger",
        filter,
        {{}, {}, died},
        "\"died\" is a trigger; no wire can lead to it.");
    row("by a port that is not there",
        filter,
        {judge, QStringLiteral("side"), {}},
        "\"judge\" has no port \"side\".");
    row("into no wire", filter, {judge, {}, died}, "The wire is gone.");
    row("unknown", QStringLiteral("zebra"), {died, {}, judge}, "There is no node kind \"zebra\".");
}

void TestDocumentVerbs::whyANodeCannotBeAddedIsSaid()
{
    QFETCH(const QString, kind);
    QFETCH(const QString, from);
    QFETCH(const QString, port);
    QFETCH(const QString, to);
    QFETCH(const QString, reason);
    PipelineDocument document;
    begin(document);
    QCOMPARE(document.whyNotAdd(kind, from, port, to), reason);
    // The verbs say the same.
    QSignalSpy refused(&document, &PipelineDocument::refused);
    const QString id = from.isEmpty() || to.isEmpty()
                           ? document.addNodeAndConnect(kind, {}, from, port, to)
                           : document.addNodeOnWire(kind, {}, from, port, to);
    QCOMPARE(id.isEmpty(), !reason.isEmpty());
    QCOMPARE(refused.value(0).value(0).toString(), reason);
}

void TestDocumentVerbs::givenSettingsTakeThePlaceOfTheExample()
{
    PipelineDocument document;
    begin(document);
    const QString id = document.addNode(
        QStringLiteral("function"), {}, {{QStringLiteral("image"), QStringLiteral("shop/web:2")}});
    QCOMPARE(document.nodeYaml(id), QStringLiteral("kind: function@1\nimage: shop/web:2\n"));
}

void TestDocumentVerbs::c53_unknownKindsArePasted()
{
    PipelineDocument document;
    QCOMPARE(document.paste(QStringLiteral("odd:\n  kind: other.thing@3\n  x: [1, 2] # two\n"), {}),
             QStringList{QStringLiteral("odd")});
    QVERIFY(document.yaml().contains(QStringLiteral("    x: [1, 2] # two\n")));
    QCOMPARE(document.kindOf(QStringLiteral("odd")), QStringLiteral("other.thing"));
}

void TestDocumentVerbs::garbageIsNotPasted_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << QString();
    QTest::newRow("a sentence") << QStringLiteral("Dear all, see below.");
    QTest::newRow("no YAML") << QStringLiteral("nodes: [unclosed");
    QTest::newRow("another YAML") << QStringLiteral("services:\n  web:\n    image: nginx\n");
    QTest::newRow("no nodes") << QStringLiteral("nodes: {}\n");
}

void TestDocumentVerbs::garbageIsNotPasted()
{
    QFETCH(const QString, text);
    PipelineDocument document;
    begin(document);
    QSignalSpy refused(&document, &PipelineDocument::refused);
    QCOMPARE(document.paste(text, {}), QStringList());
    QCOMPARE(refused.count(), 1);
    QVERIFY(refused.first().first().toString().contains(QStringLiteral("clipboard")));
    QCOMPARE(document.text(), selfHeal);
}

void TestDocumentVerbs::unknownKindsSurvive()
{
    const QByteArray text = "saltern: 1\npipeline: p\nnodes:\n  odd:\n    kind: from.later@9\n"
                            "    deep: { x: [1, {y: 2}] }   # kept\n  next: {kind: log}\n"
                            "wires:\n- odd.left -> next\n";
    PipelineDocument document;
    begin(document, text);
    QCOMPARE(keys(document), QStringList{QStringLiteral("odd.left->next")});
    document.setLabel({QStringLiteral("odd")}, QStringLiteral("Odd"));
    document.renameNode(QStringLiteral("odd"), QStringLiteral("even"));
    QCOMPARE(changedLines(text, document.text()),
             QStringLiteral("-odd:|-- odd.left -> next|+even:|+label: Odd|+- even.left -> next"));
}

void TestDocumentVerbs::aBrokenTextOpensAndIsMended()
{
    const QByteArray broken =
        "saltern: 1\npipeline: p\nnodes:\n  a: {kind: manual@1}\n  b: {kind: [\n";
    PipelineDocument document;
    begin(document, broken);
    QVERIFY(!document.isReadable());
    QVERIFY(document.errorCount() > 0);
    QSignalSpy refused(&document, &PipelineDocument::refused);
    QCOMPARE(document.addNode(QStringLiteral("log"), {}), QString());
    QCOMPARE(refused.count(), 1);
    QVERIFY(refused.first().first().toString().contains(QStringLiteral("YAML")));
    QCOMPARE(document.text(), broken);
    QVERIFY(document.setYaml(QStringLiteral("saltern: 1\npipeline: p\nnodes:\n"
                                            "  a: {kind: manual@1}\n")));
    QVERIFY(document.isReadable());
    QVERIFY(!document.addNode(QStringLiteral("log"), {}).isEmpty());
    document.undo();
    document.undo();
    QCOMPARE(document.text(), broken);
}

void TestDocumentVerbs::c72_rawYamlGoesBothWays()
{
    PipelineDocument document;
    begin(document);
    const QString id = QStringLiteral("judge");
    QCOMPARE(document.nodeYaml(id),
             QStringLiteral("kind: filter@1\nmatch: { data.container.requested: [false] }\n"));
    QVERIFY(document.setNodeYaml(id, QStringLiteral("kind: filter@1 # mine\nmatch: { x: [1] }\n")));
    QCOMPARE(document.parameter(id, QStringLiteral("/match/x/0")).toInt(), 1);
    QVERIFY(document.nodeYaml(id).contains(QStringLiteral("# mine")));
    QSignalSpy refused(&document, &PipelineDocument::refused);
    QVERIFY(!document.setNodeYaml(id, QStringLiteral("kind: [")));
    QVERIFY(!document.setNodeYaml(id, QStringLiteral("just text")));
    QCOMPARE(refused.count(), 2);
    QVERIFY(refused.first().first().toString().startsWith(QStringLiteral("Line 1")));
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
