#include "app/studio/document/handlerfile.h"
#include "app/studio/document/pipelinetemplate.h"
#include "app/studio/document/storedfile.h"
#include "app/studio/document/workspace.h"
#include "app/studio/settings/preferences.h"
#include "tests/support/patience.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;

namespace {

QString s(const char *latin1)
{
    return QString::fromUtf8(latin1);
}

// A settings file, a state folder and some pipelines on disk.
struct Desk
{
    QTemporaryDir dir;
    QSettings settings{dir.filePath(s("studio.ini")), QSettings::IniFormat};

    QString write(const QString &name)
    {
        const QString path = dir.filePath(name + s(".saltern.yaml"));
        const QByteArray text =
            "saltern: 1\npipeline: " + name.toUtf8() + "\nnodes:\n  go: { kind: manual@1 }\n";
        return writeStoredFile(path, text) ? path : QString();
    }
    QString state() const { return dir.filePath(s("state")); }
};

} // namespace

class TestWorkspace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void tabsOpenAndClose();
    void aFileOpensOnce();
    void refusalsAreTold();
    void recentFilesAreKept();
    void c47_theSessionComesBack();
    void c98_aCrashLosesNothingThatWasDrafted();
    void c98_draftsGoWhenSaved();
    void c98_draftsOfARunningStudioAreLeftAlone();
    void c99_filesAreWatched();
    void templatesBeginDocuments();
    void preferencesAreKept();
};

void TestWorkspace::tabsOpenAndClose()
{
    Desk desk;
    Workspace workspace(desk.settings, desk.state());
    const QAbstractItemModelTester tester(workspace.documents());
    QSignalSpy current(&workspace, &Workspace::currentChanged);
    QCOMPARE(workspace.current(), nullptr);
    PipelineDocument *first = workspace.newPipeline();
    PipelineDocument *second = workspace.open(desk.write(s("two")));
    PipelineDocument *third = workspace.newPipeline();
    QCOMPARE(workspace.current(), third);
    QCOMPARE(workspace.documents()->count(), 3);
    workspace.documents()->move(0, 2);
    QCOMPARE(workspace.documents()->at(2), first);
    workspace.documents()->move(2, 0);
    second->setLabel({s("go")}, s("Go"));
    QCOMPARE(workspace.unsavedCount(), 1);
    workspace.setCurrentIndex(1);
    workspace.close(1);
    QCOMPARE(workspace.current(), third);
    workspace.close(1);
    QCOMPARE(workspace.current(), first);
    workspace.close(0);
    QCOMPARE(workspace.current(), nullptr);
    QCOMPARE(workspace.unsavedCount(), 0);
    QVERIFY(current.count() >= 6);
}

void TestWorkspace::aFileOpensOnce()
{
    Desk desk;
    Workspace workspace(desk.settings, desk.state());
    const QString path = desk.write(s("one"));
    PipelineDocument *opened = workspace.open(path);
    workspace.newPipeline();
    QCOMPARE(workspace.openUrl(QUrl::fromLocalFile(path)), opened);
    QCOMPARE(workspace.documents()->count(), 2);
    QCOMPARE(workspace.currentIndex(), 0);
}

void TestWorkspace::refusalsAreTold()
{
    Desk desk;
    Workspace workspace(desk.settings, desk.state());
    QSignalSpy refused(&workspace, &Workspace::refused);
    QCOMPARE(workspace.open(s("/no/such.saltern.yaml")), nullptr);
    QCOMPARE(workspace.openUrl(QUrl(s("https://example.org/x.saltern.yaml"))), nullptr);
    QCOMPARE(workspace.recover(s("nothing/1")), nullptr);
    QCOMPARE(workspace.newFromTemplate(s("nothing")), nullptr);
    QCOMPARE(refused.count(), 4);
    QCOMPARE(workspace.documents()->count(), 0);
}

void TestWorkspace::recentFilesAreKept()
{
    Desk desk;
    const QString one = desk.write(s("one"));
    const QString two = desk.write(s("two"));
    {
        Workspace workspace(desk.settings, desk.state());
        workspace.open(one);
        workspace.open(two);
        workspace.open(one);
    }
    Workspace workspace(desk.settings, desk.state());
    const QAbstractItemModelTester tester(workspace.recent());
    QCOMPARE(workspace.recent()->paths(), (QStringList{two, one}));
    const QModelIndex first = workspace.recent()->index(0);
    QCOMPARE(first.data(RecentFiles::NameRole).toString(), s("two"));
    QVERIFY(first.data(RecentFiles::ExistsRole).toBool());
    workspace.newPipeline()->saveAs(desk.dir.filePath(s("three.saltern.yaml")));
    QCOMPARE(workspace.recent()->count(), 3);
    workspace.recent()->forget(two);
    QCOMPARE(workspace.recent()->count(), 2);
}

void TestWorkspace::c47_theSessionComesBack()
{
    Desk desk;
    const QString one = desk.write(s("one"));
    const QString two = desk.write(s("two"));
    {
        Workspace workspace(desk.settings, desk.state());
        workspace.open(one);
        workspace.open(two);
        workspace.newPipeline();
        workspace.setCurrentIndex(0);
        workspace.setViewState(workspace.current(), {{s("zoom"), 1.5}});
    }
    Workspace workspace(desk.settings, desk.state());
    workspace.restoreSession();
    QCOMPARE(workspace.documents()->count(), 2);
    QCOMPARE(workspace.current()->path(), one);
    QCOMPARE(workspace.viewState(workspace.current()).value(s("zoom")).toReal(), 1.5);
    QVERIFY(!(*readStoredFile(one)).contains("zoom"));
}

void TestWorkspace::c98_aCrashLosesNothingThatWasDrafted()
{
    Desk desk;
    const QString one = desk.write(s("one"));
    // What a studio writes that is then gone: its lock is free.
    QByteArray unsaved;
    {
        DraftFolder folder(desk.dir.filePath(s("elsewhere")));
        auto document = PipelineDocument::load(one);
        (*document)->setLabel({s("go")}, s("Go"));
        unsaved = (*document)->text();
        QVERIFY(folder
                    .write({.id = s("1"),
                            .path = one,
                            .name = s("one"),
                            .time = QDateTime::currentDateTimeUtc(),
                            .text = unsaved,
                            .layout = {.nodes = {{s("go"), {{80, 88}}}}},
                            .files = {{s("f.py"), "typed"}}})
                    .has_value());
    }
    QVERIFY(QDir(desk.dir.path()).mkpath(s("state")));
    QVERIFY(QDir().rename(desk.dir.filePath(s("elsewhere")), desk.dir.filePath(s("state/drafts"))));

    Workspace workspace(desk.settings, desk.state());
    const QVariantList left = workspace.recoverable();
    QCOMPARE(left.size(), 1);
    const QVariantMap draft = left.first().toMap();
    QCOMPARE(draft.value(s("name")).toString(), s("one"));
    QCOMPARE(draft.value(s("diff")).toString(),
             s("@@ -1,4 +1,4 @@\n saltern: 1\n pipeline: one\n nodes:\n"
               "-  go: { kind: manual@1 }\n+  go: { kind: manual@1, label: Go }\n"));
    PipelineDocument *document = workspace.recover(draft.value(s("id")).toString());
    QCOMPARE(document->path(), one);
    QCOMPARE(document->text(), unsaved);
    QCOMPARE(document->positionOf(s("go")), QPointF(80, 88));
    QCOMPARE(document->handlerFile(s("f.py"))->text(), s("typed"));
    QVERIFY(document->isModified());
    QCOMPARE(workspace.recoverable().size(), 0);
    // What was recovered is itself drafted again.
    QCOMPARE(QDir(desk.state() + s("/drafts")).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(),
             1);
    document->undo();
    QVERIFY(document->text() != unsaved);
}

void TestWorkspace::c98_draftsGoWhenSaved()
{
    Desk desk;
    Workspace workspace(desk.settings, desk.state());
    const auto drafts = [&] {
        const QDir folder(desk.state() + s("/drafts"));
        const QStringList own = folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
        return QDir(folder.filePath(own.value(0))).entryList({s("*.draft")}).size();
    };
    PipelineDocument *document = workspace.open(desk.write(s("one")));
    workspace.autosave().writeNow();
    QCOMPARE(drafts(), 0);
    document->setLabel({s("go")}, s("Go"));
    workspace.autosave().writeNow();
    QCOMPARE(drafts(), 1);
    document->undo();
    workspace.autosave().writeNow();
    QCOMPARE(drafts(), 0);
    document->redo();
    workspace.autosave().writeNow();
    QVERIFY(document->save());
    workspace.autosave().writeNow();
    QCOMPARE(drafts(), 0);
    document->setLabel({s("go")}, s("Again"));
    workspace.autosave().writeNow();
    workspace.close(0);
    QCOMPARE(drafts(), 0);
}

void TestWorkspace::c98_draftsOfARunningStudioAreLeftAlone()
{
    Desk desk;
    Workspace running(desk.settings, desk.state());
    running.newPipeline()->addNode(s("log"), {});
    running.autosave().writeNow();
    Workspace other(desk.settings, desk.state());
    QCOMPARE(other.recoverable().size(), 0);
}

void TestWorkspace::c99_filesAreWatched()
{
    Desk desk;
    Workspace workspace(desk.settings, desk.state());
    const QString path = desk.write(s("one"));
    PipelineDocument *document = workspace.open(path);
    QSignalSpy changed(document, &PipelineDocument::changedOnDiskChanged);
    QVERIFY(document->save());
    // An editor replaces the file.
    QVERIFY(writeStoredFile(path, document->text() + "# theirs\n").has_value());
    QTRY_VERIFY(document->isChangedOnDisk());
    QVERIFY(document->reload());
    QVERIFY(writeStoredFile(path, document->text() + "# again\n").has_value());
    QTRY_VERIFY(document->isChangedOnDisk());
    QCOMPARE(changed.count(), 3);
}

void TestWorkspace::templatesBeginDocuments()
{
    Desk desk;
    Workspace workspace(desk.settings, desk.state());
    QVERIFY(!readTemplates(workspace.templatesFolder()).isEmpty()); // those of the program
    QDir(desk.dir.path()).mkpath(s("templates/heal"));
    const QString folder = desk.dir.filePath(s("templates"));
    QVERIFY(writeStoredFile(folder + s("/heal/heal.saltern.yaml"),
                            "saltern: 1\npipeline: heal\ntitle: Heal\nnodes:\n"
                            "  f: { kind: function@1, handler: f.py }\n")
                .has_value());
    QVERIFY(writeStoredFile(folder + s("/heal/f.py"), "code").has_value());
    workspace.setTemplatesFolder(folder);
    QCOMPARE(readTemplates(folder).first().title, s("Heal"));
    PipelineDocument *document = workspace.newFromTemplate(s("heal"));
    QVERIFY(document->isModified());
    QVERIFY(document->path().isEmpty());
    QVERIFY(workspace.saveAs(document, QUrl::fromLocalFile(desk.dir.filePath(s("mine")))));
    QCOMPARE(document->fileName(), s("mine.saltern.yaml"));
    QCOMPARE(*readStoredFile(desk.dir.filePath(s("f.py"))), QByteArray("code"));
}

void TestWorkspace::preferencesAreKept()
{
    const QTemporaryDir dir;
    const QString file = dir.filePath(s("studio.ini"));
    {
        Preferences preferences(std::make_unique<QSettings>(file, QSettings::IniFormat));
        QCOMPARE(preferences.dragOnEmpty(), s("select"));
        preferences.setDragOnEmpty(s("pan"));
        preferences.setWindowGeometry({1, 2, 300, 400});
        preferences.setTheme(s("light"));
    }
    Preferences preferences(std::make_unique<QSettings>(file, QSettings::IniFormat));
    QCOMPARE(preferences.dragOnEmpty(), s("pan"));
    QCOMPARE(preferences.windowGeometry(), QRect(1, 2, 300, 400));
    QCOMPARE(preferences.effectiveTheme(), s("light"));
}

QTEST_MAIN(TestWorkspace)
#include "tst_workspace.moc"
