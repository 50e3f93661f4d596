#include "app/studio/document/pipelinedocument.h"
#include "app/studio/models/nodekindmodel.h"
#include "app/studio/models/nodelistmodel.h"
#include "app/studio/models/outlinemodel.h"
#include "app/studio/models/parametermodel.h"
#include "app/studio/models/problemmodel.h"
#include "app/studio/models/wirelistmodel.h"
#include "engine/pipeline/registry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Saltern;

namespace {

const QByteArray text = R"(saltern: 1
pipeline: models
nodes:
  died:
    kind: docker.event@1
    label: Container died
    type: container
    action: die
    match: { data.container.exitCode: [{ anything-but: 0 }] }
  sort:
    kind: switch@1
    cases:
      - { name: web, match: { type: [a] } }
      - { name: db, match: { type: [b] } }
  diagnose:
    kind: function@1
    runtime: python
    handler: functions/diagnose.py
    env: { TOKEN: x, LEVEL: "2" }
    retry: { max: 3 }
  page:
    kind: notify@1
    url: not a url
    retry: { max: 1 }
  odd: { kind: from.later@2 }
wires:
  - died -> sort
  - sort.web -> diagnose
  - sort.else -> page
)";

QString s(const char *latin1)
{
    return QString::fromUtf8(latin1);
}

QVariant at(const QAbstractItemModel &model, int row, int role)
{
    return model.index(row, 0).data(role);
}

QStringList column(const QAbstractItemModel &model, int role)
{
    QStringList values;
    for (int row = 0; row < model.rowCount(); ++row)
        values += at(model, row, role).toString();
    return values;
}

} // namespace

class TestStudioModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void nodes();
    void nodesFollowTheDocument();
    void wires();
    void kinds();
    void kindsAreFound_data();
    void kindsAreFound();
    void problems();
    void outline();
    void parameters();
    void c70_severalNodesShareSettings();
    void entriesAreEdited();
    void parametersKeepTheirRows();
    void unknownKindsHaveNoForm();
    void summaries_data();
    void summaries();
    void modelsOutliveTheirDocument();
};

void TestStudioModels::nodes()
{
    NodeListModel model;
    const QAbstractItemModelTester tester(&model);
    QCOMPARE(model.rowCount(), 0);
    PipelineDocument document;
    document.begin(text, {.nodes = {{s("sort"), {{240, 16}, true}}}}, true);
    model.setDocument(&document);
    QCOMPARE(column(model, NodeListModel::NodeIdRole),
             (QStringList{s("died"), s("sort"), s("diagnose"), s("page"), s("odd")}));
    QCOMPARE(column(model, NodeListModel::CategoryRole),
             (QStringList{s("trigger"), s("logic"), s("function"), s("action"), s("unknown")}));
    QCOMPARE(at(model, 0, NodeListModel::TitleRole).toString(), s("Container died"));
    QCOMPARE(at(model, 1, NodeListModel::TitleRole).toString(), s("sort"));
    QCOMPARE(at(model, 1, NodeListModel::XRole).toReal(), 240.0);
    QCOMPARE(at(model, 1, NodeListModel::PinnedRole).toBool(), true);
    QCOMPARE(at(model, 0, NodeListModel::HasInputRole).toBool(), false);
    QCOMPARE(at(model, 4, NodeListModel::UnknownKindRole).toBool(), true);
    QStringList ports;
    const QVariantList outputs = at(model, 1, NodeListModel::OutputPortsRole).toList();
    for (const QVariant &port : outputs)
        ports += port.toMap().value(s("name")).toString();
    QCOMPARE(ports, (QStringList{s("web"), s("db"), s("else")}));
    QCOMPARE(at(model, 3, NodeListModel::ProblemSeverityRole).toString(), s("error"));
    QVERIFY(!at(model, 3, NodeListModel::ProblemTextsRole).toStringList().isEmpty());
    QCOMPARE(at(model, 0, NodeListModel::ProblemSeverityRole).toString(), QString());
}

void TestStudioModels::nodesFollowTheDocument()
{
    PipelineDocument document;
    document.begin(text, {}, true);
    NodeListModel model;
    model.setDocument(&document);
    const QAbstractItemModelTester tester(&model);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    document.selection()->set({s("page")});
    QCOMPARE(changed.count(), 1);
    QCOMPARE(at(model, 3, NodeListModel::SelectedRole).toBool(), true);
    document.removeItems({s("sort")});
    QCOMPARE(model.rowOf(s("diagnose")), 1);
    document.undo();
    QCOMPARE(model.rowOf(s("sort")), 1);
    document.setDisabled({s("page")}, s("bypass"));
    QCOMPARE(at(model, 3, NodeListModel::DisabledRole).toString(), s("bypass"));
    document.setParameter({s("page")}, s("/url"), s("https://example.org"));
    document.checkNow();
    QCOMPARE(at(model, 3, NodeListModel::ProblemSeverityRole).toString(), QString());
    QCOMPARE(reset.count(), 0);
}

void TestStudioModels::wires()
{
    WireListModel model;
    const QAbstractItemModelTester tester(&model);
    PipelineDocument document;
    document.begin(text, {}, true);
    model.setDocument(&document);
    QCOMPARE(column(model, WireListModel::KeyRole),
             (QStringList{s("died.out->sort"), s("sort.web->diagnose"), s("sort.else->page")}));
    // A port that is renamed is another wire.
    document.setParameter({s("sort")}, s("/cases/0/name"), s("shop"));
    document.connectNodes(s("sort"), s("shop"), s("page"));
    QVERIFY(column(model, WireListModel::KeyRole).contains(s("sort.shop->page")));
    document.disconnectAll(s("page"), {});
    QCOMPARE(model.rowCount(), 2);
}

void TestStudioModels::kinds()
{
    NodeKindModel model;
    const QAbstractItemModelTester tester(&model);
    QCOMPARE(model.rowCount(), static_cast<int>(nodeDescriptors().size()));
    QStringList categories = column(model, NodeKindModel::CategoryRole);
    categories.removeDuplicates();
    QCOMPARE(categories, (QStringList{s("trigger"), s("logic"), s("function"), s("action")}));
    model.setOnlyWithInput(true);
    QVERIFY(!column(model, NodeKindModel::CategoryRole).contains(s("trigger")));
    for (int row = 0; row < model.rowCount(); ++row)
        QVERIFY(!at(model, row, NodeKindModel::SummaryRole).toString().isEmpty());
}

void TestStudioModels::kindsAreFound_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("first");
    QTest::newRow("title") << s("Fil") << s("filter");
    QTest::newRow("kind") << s("docker") << s("docker.event");
    QTest::newRow("inside") << s("inspect") << s("container.inspect");
    QTest::newRow("blanks around") << s("  timer ") << s("timer");
    QTest::newRow("nothing") << s("zebra") << QString();
}

void TestStudioModels::kindsAreFound()
{
    QFETCH(const QString, filter);
    QFETCH(const QString, first);
    NodeKindModel model;
    const QAbstractItemModelTester tester(&model);
    model.setFilter(filter);
    QCOMPARE(column(model, NodeKindModel::KindRole).value(0), first);
}

void TestStudioModels::problems()
{
    ProblemModel model;
    const QAbstractItemModelTester tester(&model);
    PipelineDocument document;
    document.begin(text, {}, true);
    model.setDocument(&document);
    QVERIFY(model.rowCount() >= 2);
    QCOMPARE(at(model, 0, ProblemModel::SeverityRole).toString(), s("error"));
    const QStringList severities = column(model, ProblemModel::SeverityRole);
    QVERIFY(severities.indexOf(s("warning")) > severities.lastIndexOf(s("error")) ||
            !severities.contains(s("warning")));
    const int url = static_cast<int>(column(model, ProblemModel::PointerRole).indexOf(s("/url")));
    QVERIFY(url >= 0);
    QCOMPARE(at(model, url, ProblemModel::NodeIdRole).toString(), s("page"));
    QCOMPARE(at(model, url, ProblemModel::LineRole).toInt(), 23);
    model.setNodeId(s("page"));
    QCOMPARE(column(model, ProblemModel::NodeIdRole), QStringList{s("page")});
    document.setYaml(QString::fromUtf8(text).replace(s("died -> sort"), s("died.no -> sort")));
    document.checkNow();
    model.setNodeId({});
    QVERIFY(column(model, ProblemModel::WireKeyRole).contains(s("died.no->sort")));
}

void TestStudioModels::outline()
{
    OutlineModel model;
    const QAbstractItemModelTester tester(&model);
    PipelineDocument document;
    document.begin(text, {}, true);
    model.setDocument(&document);
    QCOMPARE(model.rowCount(), 5);
    const QModelIndex sort = model.indexOfNode(s("sort"));
    QCOMPARE(model.rowCount(sort), 2);
    QCOMPARE(model.index(0, 0, sort).data(OutlineModel::KeyRole).toString(),
             s("sort.web->diagnose"));
    QCOMPARE(sort.data(OutlineModel::DescriptionRole).toString(),
             s("Switch \"sort\", 1 input from Container died, 3 outputs"));
    QCOMPARE(model.indexOfNode(s("page")).data(OutlineModel::SeverityRole).toString(), s("error"));
    const QPersistentModelIndex wire = model.index(1, 0, sort);
    document.removeItems({s("died")});
    QVERIFY(wire.isValid());
    QCOMPARE(wire.data(OutlineModel::ToRole).toString(), s("page"));
    document.undo();
    QCOMPARE(model.rowCount(), 5);
}

void TestStudioModels::parameters()
{
    ParameterModel model;
    const QAbstractItemModelTester tester(&model);
    PipelineDocument document;
    document.begin(text, {}, true);
    model.setDocument(&document);
    QCOMPARE(model.rowCount(), 0);
    model.setNodes({s("diagnose")});
    const int mode = model.rowOf(s("/mode"));
    QCOMPARE(at(model, mode, ParameterModel::TypeRole).toString(), s("choice"));
    QCOMPARE(at(model, mode, ParameterModel::HasValueRole).toBool(), false);
    QCOMPARE(at(model, mode, ParameterModel::ValueRole).toString(), s("cold"));
    QCOMPARE(at(model, mode, ParameterModel::DefaultTextRole).toString(), s("cold"));
    const int tries = model.rowOf(s("/retry/max"));
    QCOMPARE(at(model, tries, ParameterModel::ValueRole).toInt(), 3);
    QCOMPARE(at(model, tries, ParameterModel::DepthRole).toInt(), 1);
    QCOMPARE(at(model, tries, ParameterModel::TitleRole).toString(), s("Further attempts"));
    QCOMPARE(at(model, tries, ParameterModel::MaximumRole).toInt(), 100);
    const int level = model.rowOf(s("/env/LEVEL"));
    QCOMPARE(at(model, level, ParameterModel::EntryRole).toBool(), true);
    QCOMPARE(at(model, model.rowOf(s("/env")), ParameterModel::CountRole).toInt(), 2);
    model.setNodes({s("page")});
    const int url = model.rowOf(s("/url"));
    QVERIFY(!at(model, url, ParameterModel::ProblemRole).toString().isEmpty());
    QCOMPARE(at(model, url, ParameterModel::ProblemSeverityRole).toString(), s("error"));
    model.setValue(url, s("https://example.org"));
    document.checkNow();
    QCOMPARE(at(model, url, ParameterModel::ProblemRole).toString(), QString());
    QCOMPARE(document.parameter(s("page"), s("/url")).toString(), s("https://example.org"));
    model.reset(url);
    QCOMPARE(at(model, url, ParameterModel::HasValueRole).toBool(), false);
}

void TestStudioModels::c70_severalNodesShareSettings()
{
    PipelineDocument document;
    document.begin(text, {}, true);
    ParameterModel model;
    const QAbstractItemModelTester tester(&model);
    model.setDocument(&document);
    model.setNodes({s("diagnose"), s("page")});
    QVERIFY(model.rowOf(s("/timeout")) >= 0);
    QVERIFY(model.rowOf(s("/url")) < 0);
    QVERIFY(model.rowOf(s("/handler")) < 0);
    const int retry = model.rowOf(s("/retry"));
    QCOMPARE(at(model, retry, ParameterModel::IsMixedRole).toBool(), true);
    const int timeout = model.rowOf(s("/timeout"));
    QCOMPARE(at(model, timeout, ParameterModel::IsMixedRole).toBool(), false);
    model.setValue(timeout, s("20s"));
    QCOMPARE(document.parameter(s("diagnose"), s("/timeout")).toString(), s("20s"));
    QCOMPARE(document.parameter(s("page"), s("/timeout")).toString(), s("20s"));
    QCOMPARE(document.undoStack()->count(), 1);
}

void TestStudioModels::entriesAreEdited()
{
    PipelineDocument document;
    document.begin(text, {}, true);
    ParameterModel model;
    const QAbstractItemModelTester tester(&model);
    model.setDocument(&document);
    model.setNodes({s("sort")});
    const auto names = [&] {
        QStringList all;
        for (const QVariant &one : document.parameter(s("sort"), s("/cases")).toList())
            all += one.toMap().value(s("name")).toString();
        return all;
    };
    model.moveEntry(model.rowOf(s("/cases/1")), -1);
    QCOMPARE(names(), (QStringList{s("db"), s("web")}));
    model.addEntry(model.rowOf(s("/cases")));
    QCOMPARE(names().size(), 3);
    model.removeEntry(model.rowOf(s("/cases/0")));
    QCOMPARE(names().value(0), s("web"));
    model.setNodes({s("diagnose")});
    model.addEntry(model.rowOf(s("/env")), s("NEW"));
    model.renameEntry(model.rowOf(s("/env/TOKEN")), s("KEY"));
    QCOMPARE(document.parameter(s("diagnose"), s("/env")).toMap().keys(),
             (QStringList{s("KEY"), s("LEVEL"), s("NEW")}));
    while (document.canUndo())
        document.undo();
    QCOMPARE(document.text(), text);
}

// While somebody types, the field must not be made anew.
void TestStudioModels::parametersKeepTheirRows()
{
    PipelineDocument document;
    document.begin(text, {}, true);
    ParameterModel model;
    model.setDocument(&document);
    model.setNodes({s("diagnose")});
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.setValue(model.rowOf(s("/timeout")), s("1"));
    QCOMPARE(changed.count(), 1);
    model.setValue(model.rowOf(s("/timeout")), s("10s"));
    document.renameNode(s("diagnose"), s("look"));
    QCOMPARE(reset.count(), 0);
    QCOMPARE(model.nodes(), QStringList{s("look")});
}

void TestStudioModels::unknownKindsHaveNoForm()
{
    PipelineDocument document;
    document.begin(text, {}, true);
    ParameterModel model;
    model.setDocument(&document);
    model.setNodes({s("odd")});
    QCOMPARE(model.rowCount(), 0);
    QVERIFY(model.isUnknownKind());
}

void TestStudioModels::summaries_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<QStringList>("lines");
    QTest::newRow("trigger") << s("died")
                             << QStringList{s("docker event · die"), s("exitCode ≠ 0")};
    QTest::newRow("function") << s("diagnose")
                              << QStringList{s("function · python"),
                                             s("diagnose.py"),
                                             s("LEVEL = 2, TOKEN = x")};
    QTest::newRow("unknown") << s("odd") << QStringList{s("unknown kind · from.later")};
}

void TestStudioModels::summaries()
{
    QFETCH(const QString, id);
    QFETCH(const QStringList, lines);
    PipelineDocument document;
    document.begin(text, {}, true);
    NodeListModel model;
    model.setDocument(&document);
    const int row = static_cast<int>(document.nodeIds().indexOf(id));
    QCOMPARE(at(model, row, NodeListModel::SummaryLinesRole).toStringList(), lines);
}

void TestStudioModels::modelsOutliveTheirDocument()
{
    NodeListModel nodes;
    WireListModel wires;
    OutlineModel outline;
    ProblemModel problems;
    ParameterModel parameters;
    const QAbstractItemModelTester nodesTester(&nodes);
    const QAbstractItemModelTester outlineTester(&outline);
    {
        PipelineDocument document;
        document.begin(text, {}, true);
        nodes.setDocument(&document);
        wires.setDocument(&document);
        outline.setDocument(&document);
        problems.setDocument(&document);
        parameters.setDocument(&document);
        parameters.setNodes({s("page")});
    }
    QCOMPARE(nodes.rowCount() + wires.rowCount() + outline.rowCount() + problems.rowCount() +
                 parameters.rowCount(),
             0);
}

QTEST_GUILESS_MAIN(TestStudioModels)
#include "tst_studiomodels.moc"
