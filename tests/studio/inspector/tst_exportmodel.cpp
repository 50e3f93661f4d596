#include "app/studio/document/pipelinedocument.h"
#include "tests/studio/live/livefixture.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QProcess>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "qml/export/exportarchive.h"
#include "qml/export/exportmodel.h"

using namespace Saltern;

namespace {

const char *const guard = R"yaml(saltern: 1
pipeline: guard
nodes:
  started: { kind: docker.event@1, label: Started, type: container, action: start }
  only: { kind: filter@1, match: { data.container.name: [{ prefix: web- }] } }
  shape: { kind: transform@1, code: "({ a: 1 })" }
  say: { kind: log@1, message: "{{ event.type }}" }
wires: [ started -> only, only -> shape, shape.out -> say ]
)yaml";

QVariantMap nodeOf(const ExportModel &model, const QString &id)
{
    const QVariantList nodes = model.nodes();
    for (const QVariant &node : nodes) {
        if (node.toMap().value(QStringLiteral("node")) == id)
            return node.toMap();
    }
    return {};
}

} // namespace

class TestExportModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { liveEngine(); } // not the user's own
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void showsTheFilesAndWhatBecameOfNodes();
    void c100_selectingANodeMarksItsLines();
    void followsTheDocument();
    void offersEveryProfile();
    void withoutAnEngineTheStandardHostsFileCounts();
    void theHostsAreThoseOfTheEngine();
    void saysWhyThereIsNoExport();
    void leavesOutWhatNothingLeadsTo();
    void foldersFold();
    void copiesTheFile();
    void archiveUnpacks();
    void archiveRefusesLongPaths();
    void folderChangesOnlyWhatChanged();
    void checkFindsFaults_data();
    void checkFindsFaults();

private:
    // A document and the model of it, once the export has been made.
    struct Shown
    {
        PipelineDocument document;
        ExportModel model;
    };
    std::unique_ptr<Shown> show(const QByteArray &text = guard);
    static void settle(const ExportModel &model) { QTRY_VERIFY(!model.isBusy()); }
};

std::unique_ptr<TestExportModel::Shown> TestExportModel::show(const QByteArray &text)
{
    auto shown = std::make_unique<Shown>();
    shown->document.begin(text, {}, true);
    shown->model.setDocument(&shown->document);
    shown->model.setActive(true);
    settle(shown->model);
    return shown;
}

void TestExportModel::showsTheFilesAndWhatBecameOfNodes()
{
    const auto shown = show();
    ExportModel &model = shown->model;
    QCOMPARE(model.error(), QString());
    QVERIFY(!model.choices().isEmpty());
    QVERIFY(model.files()->rowOf(QStringLiteral("master.d/saltern-guard.conf")) >= 0);
    // The file with the nodes in it comes first.
    QCOMPARE(model.currentFile(), QStringLiteral("salt/saltern/reactor/guard.sls"));
    QVERIFY(model.currentText().contains(QLatin1StringView("only")));
    QCOMPARE(nodeOf(model, QStringLiteral("started")).value(QStringLiteral("verdict")).toString(),
             QStringLiteral("exact"));
    QCOMPARE(nodeOf(model, QStringLiteral("started")).value(QStringLiteral("label")).toString(),
             QStringLiteral("Started"));
    const QVariantMap shape = nodeOf(model, QStringLiteral("shape"));
    QCOMPARE(shape.value(QStringLiteral("verdict")).toString(), QStringLiteral("impossible"));
    QVERIFY(!shape.value(QStringLiteral("remedy")).toString().isEmpty());
    QCOMPARE(model.exactCount(), 3);
    QVERIFY2(model.checkPassed(), qPrintable(model.checked()));
    QVERIFY(model.checked().startsWith(QLatin1StringView("Checked: ")));
}

void TestExportModel::c100_selectingANodeMarksItsLines()
{
    const auto shown = show();
    ExportModel &model = shown->model;
    QVERIFY(model.spans().isEmpty());
    model.setCurrentFile(QStringLiteral("README.md"));
    QVERIFY(model.showNode(QStringLiteral("only")));
    QCOMPARE(model.currentFile(), QStringLiteral("salt/saltern/reactor/guard.sls"));
    QCOMPARE(model.spans().size(), 1);
    const QVariantMap span = model.spans().first().toMap();
    const QStringList lines = model.currentText().split(u'\n');
    const int first = span.value(QStringLiteral("first")).toInt();
    const int last = span.value(QStringLiteral("last")).toInt();
    QVERIFY(lines.mid(first - 1, last - first + 1).join(u'\n').contains(QLatin1StringView("web-")));
    const auto marked = [&](const char *path) {
        const int row = model.files()->rowOf(QString::fromUtf8(path));
        return model.files()->index(row).data(ExportFileModel::MarkedRole).toBool();
    };
    QVERIFY(marked("salt/saltern/reactor/guard.sls"));
    QVERIFY(!marked("README.md"));
    QVERIFY(!model.showNode(QStringLiteral("nobody")));
}

void TestExportModel::offersEveryProfile()
{
    const auto shown = show();
    ExportModel &model = shown->model;
    const QString helpers = QStringLiteral("salt/_modules/saltern.py");
    QCOMPARE(model.choice(), model.choices().first().toMap().value(QStringLiteral("value")));
    QVERIFY(model.files()->rowOf(helpers) >= 0);
    QStringList offered;
    const QVariantList choices = model.choices();
    for (const QVariant &choice : choices)
        offered += choice.toMap().value(QStringLiteral("value")).toString();
    QVERIFY2(offered.contains(QStringLiteral("salt/stock")), qPrintable(offered.join(u' ')));
    model.setChoice(QStringLiteral("salt/stock"));
    QTRY_VERIFY(model.files()->rowOf(QStringLiteral("README-stock.md")) >= 0);
    QCOMPARE(model.files()->rowOf(helpers), -1);
    QCOMPARE(nodeOf(model, QStringLiteral("started")).value(QStringLiteral("verdict")).toString(),
             QStringLiteral("approximate"));
    QVERIFY2(model.checkPassed(), qPrintable(model.checked()));
}

void TestExportModel::followsTheDocument()
{
    const auto shown = show();
    QSignalSpy outcome(&shown->model, &ExportModel::outcomeChanged);
    shown->document.setParameter(
        {QStringLiteral("say")}, QStringLiteral("/message"), QStringLiteral("hello there"));
    QTRY_VERIFY(shown->model.currentText().contains(QLatin1StringView("hello there")));
    QCOMPARE(outcome.size(), 1);
    shown->model.setActive(false);
    shown->document.undo();
    QTest::qWait(0);
    QVERIFY(!shown->model.isBusy());
}

void TestExportModel::withoutAnEngineTheStandardHostsFileCounts()
{
    const QTemporaryDir config;
    const QByteArray before = qgetenv("XDG_CONFIG_HOME");
    qputenv("XDG_CONFIG_HOME", config.path().toLocal8Bit());
    const auto restored = qScopeGuard([&] { qputenv("XDG_CONFIG_HOME", before); });
    QVERIFY(QDir(config.path()).mkpath(QStringLiteral("saltern")));
    QFile file(config.filePath(QStringLiteral("saltern/hosts.yaml")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.write("hosts: { far: { endpoint: tcp://10.0.0.5, tls: x } }\n") > 0);
    file.close();
    const auto shown = show();
    ExportModel &model = shown->model;
    QCOMPARE(model.hostsTitle(), QString(QStringLiteral("Hosts of ") + file.fileName()));
    QVERIFY2(model.hostsText().startsWith(QLatin1StringView("far: no minion, so ")),
             qPrintable(model.hostsText()));
    QVERIFY(model.mayLackMinions());
    QVERIFY(!model.nextSteps().filter(QStringLiteral("saltern-tls/far")).isEmpty());
    const QVariantMap started = nodeOf(model, QStringLiteral("started"));
    QCOMPARE(started.value(QStringLiteral("verdict")).toString(), QStringLiteral("exact"));
    QVERIFY(started.value(QStringLiteral("differences"))
                .toString()
                .contains(QLatin1StringView("Events of far are read by the Salt master")));
    model.setChoice(QStringLiteral("salt/stock"));
    settle(model);
    QCOMPARE(model.hostsText(), QStringLiteral("far: no minion, and not used here."));
    QVERIFY(nodeOf(model, QStringLiteral("started"))
                .value(QStringLiteral("differences"))
                .toString()
                .contains(QLatin1StringView("Events of far do not come")));
    // The switch stays there, or nobody could turn it back.
    model.setAllMinions(true);
    settle(model);
    QCOMPARE(model.hostsText(), QStringLiteral("Each is the minion of the same name."));
    QVERIFY(model.mayLackMinions());
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("hosts: 7") > 0);
    file.close();
    model.setAllMinions(false);
    settle(model);
    QVERIFY2(model.error().contains(file.fileName()), qPrintable(model.error()));
}

void TestExportModel::theHostsAreThoseOfTheEngine()
{
    const auto host = [](const char *name, const char *endpoint, bool tls = false) {
        return QJsonObject{{QStringLiteral("host"), QLatin1StringView(name)},
                           {QStringLiteral("endpoint"), QLatin1StringView(endpoint)},
                           {QStringLiteral("tls"), tls},
                           {QStringLiteral("state"), QStringLiteral("connected")},
                           {QStringLiteral("labels"),
                            QJsonObject{{QStringLiteral("zone"), QStringLiteral("edge")}}}};
    };
    liveEngine().beginTopic(
        QStringLiteral("hosts"),
        {{QStringLiteral("file"), QString(QDir::homePath() + QStringLiteral("/of/hosts.yaml"))},
         {QStringLiteral("hosts"),
          QJsonArray{host("near", "unix:///run/docker.sock"),
                     host("far", "tcp://10.0.0.5:2376", true)}}});
    QVERIFY(connectClient());
    QTRY_COMPARE(EngineClient::instance().hosts()->count(), 2);
    const auto shown = show();
    ExportModel &model = shown->model;
    QCOMPARE(model.hostsTitle(), QStringLiteral("Hosts of ~/of/hosts.yaml"));
    QVERIFY(model.hostsText().startsWith(QLatin1StringView("far: ")));
    model.setCurrentFile(QStringLiteral("master.d/saltern-guard.conf"));
    QVERIFY2(model.currentText().contains(QLatin1StringView("\"zone\": \"edge\"")),
             qPrintable(model.currentText()));
    QVERIFY(model.currentText().contains(QLatin1StringView("saltern-tls/far")));
    // What changes nothing of this costs no export; another host does.
    QSignalSpy outcome(&model, &ExportModel::outcomeChanged);
    QJsonObject away = host("far", "tcp://10.0.0.5:2376", true);
    away.insert(QStringLiteral("state"), QStringLiteral("reconnecting"));
    liveEngine().notify(QStringLiteral("hosts"), {{QStringLiteral("host"), away}});
    liveEngine().notify(QStringLiteral("hosts"),
                        {{QStringLiteral("host"), host("other", "tcp://10.0.0.6:2375")}});
    QTRY_VERIFY(model.hostsText().startsWith(QLatin1StringView("far, other: ")));
    QCOMPARE(outcome.size(), 1);
    model.setActive(false);
    EngineClient::instance().stop();
}

void TestExportModel::saysWhyThereIsNoExport()
{
    const auto shown = show("saltern: 1\npipeline: p\nnodes:\n  a: { kind: filter@1 }\n");
    QVERIFY(shown->model.error().contains(QLatin1StringView("error")));
    QCOMPARE(shown->model.files()->rowCount(), 0);
    QCOMPARE(shown->model.currentText(), QString());
}

void TestExportModel::leavesOutWhatNothingLeadsTo()
{
    const auto shown = show(R"yaml(saltern: 1
pipeline: p
nodes:
  died: { kind: docker.event@1, action: die }
  note: { kind: log@1, message: "{{ event.type }}" }
  idle: { kind: filter@1, label: Not yet }
wires: [ died -> note ]
)yaml");
    QCOMPARE(shown->model.error(), QString());
    const QVariantMap idle = nodeOf(shown->model, QStringLiteral("idle"));
    QCOMPARE(idle.value(QStringLiteral("verdict")).toString(), QStringLiteral("left out"));
    QCOMPARE(idle.value(QStringLiteral("label")).toString(), QStringLiteral("Not yet"));
    QVERIFY(!shown->model.showNode(QStringLiteral("idle")));
    QVERIFY2(shown->model.checkPassed(), qPrintable(shown->model.checked()));
    QVERIFY(shown->model.currentText().contains(QLatin1StringView("note")));
    QVERIFY(!shown->model.currentText().contains(QLatin1StringView("idle")));
}

void TestExportModel::foldersFold()
{
    ExportFileModel model;
    const QAbstractItemModelTester tester(&model);
    model.setPaths({QStringLiteral("README.md"),
                    QStringLiteral("a/b/c.py"),
                    QStringLiteral("a/d.py"),
                    QStringLiteral("e/f.sls")});
    const auto rows = [&] {
        QStringList lines;
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex index = model.index(row);
            lines += QString(index.data(ExportFileModel::DepthRole).toInt(), u' ') +
                     index.data(ExportFileModel::NameRole).toString();
        }
        return lines.join(u'|');
    };
    QCOMPARE(rows(), QStringLiteral("a/| b/|  c.py| d.py|e/| f.sls|README.md"));
    model.toggle(model.rowOf(QStringLiteral("a/")));
    QCOMPARE(rows(), QStringLiteral("a/|e/| f.sls|README.md"));
    model.toggle(model.rowOf(QStringLiteral("README.md")));
    model.setPaths({QStringLiteral("a/x"), QStringLiteral("z")});
    QCOMPARE(rows(), QStringLiteral("a/|z"));
    model.toggle(0);
    QCOMPARE(rows(), QStringLiteral("a/| x|z"));
}

void TestExportModel::copiesTheFile()
{
    const auto shown = show();
    shown->model.setCurrentFile(QStringLiteral("master.d/saltern-guard.conf"));
    shown->model.copyCurrentFile();
    QCOMPARE(QGuiApplication::clipboard()->text(), shown->model.currentText());
    QVERIFY(!shown->model.currentText().isEmpty());
}

void TestExportModel::archiveUnpacks()
{
    const auto shown = show();
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("x.tar.gz"));
    shown->model.saveArchive(QUrl::fromLocalFile(file));
    QVERIFY2(!shown->model.resultFailed(), qPrintable(shown->model.result()));
    QProcess tar;
    tar.start(QStringLiteral("tar"),
              {QStringLiteral("-xzf"), file, QStringLiteral("-C"), folder.path()});
    QVERIFY(tar.waitForFinished());
    QCOMPARE(tar.exitCode(), 0);
    QFile unpacked(folder.filePath(QStringLiteral("guard-salt/salt/saltern/reactor/guard.sls")));
    QVERIFY(unpacked.open(QIODevice::ReadOnly));
    QCOMPARE(QString::fromUtf8(unpacked.readAll()), shown->model.currentText());
    shown->model.saveArchive(
        QUrl::fromLocalFile(folder.filePath(QStringLiteral("no/such/x.tar.gz"))));
    QVERIFY(shown->model.resultFailed());
}

void TestExportModel::archiveRefusesLongPaths()
{
    const auto archive = exportArchive(
        QStringLiteral("p"), {{QStringLiteral("a").repeated(120), QByteArray("x"), false}});
    QVERIFY(!archive);
    QVERIFY(!archive.error().remedy.isEmpty());
    QVERIFY(!exportArchive(QStringLiteral("p"), {{QStringLiteral("ä"), QByteArray("x"), false}}));
}

void TestExportModel::folderChangesOnlyWhatChanged()
{
    const auto shown = show();
    ExportModel &model = shown->model;
    const QTemporaryDir folder;
    const QUrl url = QUrl::fromLocalFile(folder.path());
    const auto write = [&] {
        model.writeFolder(url);
        settle(model);
    };
    write();
    QVERIFY2(model.result().endsWith(QLatin1StringView(" written")), qPrintable(model.result()));
    write();
    QVERIFY2(model.result().startsWith(QLatin1StringView("0 written, ")),
             qPrintable(model.result()));
    // A file that somebody edited stays until they say otherwise; a foreign file always does.
    const QString sls = folder.filePath(QStringLiteral("salt/saltern/reactor/guard.sls"));
    const auto put = [](const QString &path) {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write("mine") == 4;
    };
    QVERIFY(put(sls) && put(folder.filePath(QStringLiteral("foreign"))));
    write();
    QVERIFY(model.result().contains(QLatin1StringView("1 edited and kept")));
    QCOMPARE(model.editedFiles(), QStringList{QStringLiteral("salt/saltern/reactor/guard.sls")});
    model.replaceEdited();
    settle(model);
    QVERIFY(model.editedFiles().isEmpty());
    QVERIFY(model.result().startsWith(QLatin1StringView("1 written")));
    QVERIFY(QFile::exists(folder.filePath(QStringLiteral("foreign"))));
}

void TestExportModel::checkFindsFaults_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("lastLine");
    QTest::addColumn<bool>("passed");
    QTest::newRow("good") << QByteArray("a: 1\nb: 2\n") << 2 << true;
    QTest::newRow("no YAML") << QByteArray("a: [\n") << 1 << false;
    QTest::newRow("a template is not YAML yet") << QByteArray("{% if x %}\na: [\n") << 1 << true;
    QTest::newRow("lines that are not there") << QByteArray("a: 1\n") << 9 << false;
    QTest::newRow("no lines") << QByteArray("a: 1\n") << 0 << false;
}

void TestExportModel::checkFindsFaults()
{
    QFETCH(QByteArray, content);
    QFETCH(int, lastLine);
    ExportResult result;
    result.files = {{QStringLiteral("x.sls"), content, false}};
    result.nodes = {{.node = QStringLiteral("a")}};
    result.mappings = {{QStringLiteral("a"), QStringLiteral("x.sls"), 1, lastLine}};
    QTEST(checkExport(result).passed, "passed");
}

QTEST_MAIN(TestExportModel)
#include "tst_exportmodel.moc"
