#include "app/studio/document/handlerfile.h"
#include "app/studio/document/pipelinedocument.h"
#include "app/studio/document/storedfile.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Saltern;

namespace {

const QByteArray text = R"(saltern: 1
pipeline: greet
nodes:
  go: { kind: manual@1 }
  greet:
    kind: function@1
    runtime: python
    handler: functions/greet.py
wires:
  - go -> greet
)";

// A document's folder with a handler in it.
struct Folder
{
    QTemporaryDir dir;

    Folder()
    {
        QDir(dir.path()).mkpath(QStringLiteral("functions"));
        write(QStringLiteral("greet.saltern.yaml"), text);
        write(QStringLiteral("functions/greet.py"), "def handle(event):\n    return {}\n");
    }
    QString path(const QString &name) const { return dir.filePath(name); }
    QString document() const { return path(QStringLiteral("greet.saltern.yaml")); }
    void write(const QString &name, const QByteArray &content) const
    {
        QVERIFY(writeStoredFile(path(name), content).has_value());
    }
    QByteArray read(const QString &name) const
    {
        const auto content = readStoredFile(path(name));
        return content ? *content : QByteArray("missing");
    }
};

const QString greet = QStringLiteral("greet");
const QString handler = QStringLiteral("functions/greet.py");

} // namespace

class TestDocumentFiles : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void unknownRuntimesAreProblems();

    void savingWithoutAChangeKeepsTheBytes();
    void savingAsTakesTheFilesAlong();
    void savingWhereNobodyMayIsRefused();
    void aMissingFileIsRefused();
    void handlersAreSavedWithTheDocument();
    void handlersStayInTheFolder_data();
    void handlersStayInTheFolder();
    void theBundleHasWhatIsTyped();
    void c99_aChangeOnDiskIsSeen();
    void c99_reloadCanBeUndone();
    void c99_keepMine();
    void problemsNameMissingFiles();
};

void TestDocumentFiles::unknownRuntimesAreProblems()
{
    const Folder folder;
    const auto document = PipelineDocument::load(folder.document());
    QCOMPARE((*document)->errorCount(), 0);
    (*document)->setParameter({greet}, QStringLiteral("/runtime"), QStringLiteral("pyton"));
    (*document)->checkNow();
    const QList<Problem> problems = (*document)->problemsOf(greet);
    QCOMPARE(problems.size(), 1);
    QCOMPARE(problems.first().pointer, QStringLiteral("/nodes/greet/runtime"));
    QVERIFY(problems.first().remedy.contains(QStringLiteral("python")));
}

void TestDocumentFiles::savingWithoutAChangeKeepsTheBytes()
{
    const Folder folder;
    const auto document = PipelineDocument::load(folder.document());
    QVERIFY(document.has_value());
    QVERIFY((*document)->save());
    QCOMPARE(folder.read(QStringLiteral("greet.saltern.yaml")), text);
    // Where nodes were put by the automatic layout is where they are found again.
    const QByteArray layout = folder.read(QStringLiteral("greet.layout.yaml"));
    const auto again = PipelineDocument::load(folder.document());
    QCOMPARE((*again)->positionOf(greet), (*document)->positionOf(greet));
    QVERIFY((*again)->save());
    QCOMPARE(folder.read(QStringLiteral("greet.layout.yaml")), layout);
    QVERIFY(!(*again)->isModified());
}

void TestDocumentFiles::savingAsTakesTheFilesAlong()
{
    const Folder folder;
    const QTemporaryDir other;
    const auto document = PipelineDocument::load(folder.document());
    QSignalSpy moved(document->get(), &PipelineDocument::pathChanged);
    const QString target = other.filePath(QStringLiteral("copy.saltern.yaml"));
    QVERIFY((*document)->saveAs(target));
    QCOMPARE((*document)->path(), target);
    QCOMPARE(moved.count(), 1);
    QCOMPARE(*readStoredFile(target), text);
    QCOMPARE(*readStoredFile(other.filePath(handler)), folder.read(handler));
    QVERIFY(QFile::exists(other.filePath(QStringLiteral("copy.layout.yaml"))));
}

void TestDocumentFiles::savingWhereNobodyMayIsRefused()
{
    PipelineDocument document;
    QSignalSpy refused(&document, &PipelineDocument::refused);
    QVERIFY(!document.save());
    QVERIFY(!document.saveAs(QStringLiteral("/proc/no/such.saltern.yaml")));
    QCOMPARE(refused.count(), 2);
    QVERIFY(refused.last().first().toString().contains(QStringLiteral("cannot be written")));
}

void TestDocumentFiles::aMissingFileIsRefused()
{
    const auto document = PipelineDocument::load(QStringLiteral("/no/such.saltern.yaml"));
    QVERIFY(!document.has_value());
    QCOMPARE(document.error().kind, ErrorKind::NotFound);
}

void TestDocumentFiles::handlersAreSavedWithTheDocument()
{
    const Folder folder;
    const auto document = PipelineDocument::load(folder.document());
    HandlerFile *file = (*document)->handlerFile(handler);
    QCOMPARE((*document)->handlerFile(handler), file);
    QVERIFY(file->text().startsWith(QStringLiteral("def handle")));
    QSignalSpy modified(document->get(), &PipelineDocument::modifiedChanged);
    file->setText(QStringLiteral("changed\n"));
    QVERIFY((*document)->isModified());
    QCOMPARE(modified.count(), 1);
    QVERIFY((*document)->save());
    QCOMPARE(folder.read(handler), QByteArray("changed\n"));
    QVERIFY(!(*document)->isModified());
}

void TestDocumentFiles::handlersStayInTheFolder_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("above") << QStringLiteral("../outside.py");
    QTest::newRow("above in the middle") << QStringLiteral("functions/../../outside.py");
    QTest::newRow("absolute") << QStringLiteral("/tmp/outside.py");
    QTest::newRow("by a link") << QStringLiteral("link/outside.py");
    QTest::newRow("into a new folder by a link") << QStringLiteral("link/new/outside.py");
}

void TestDocumentFiles::handlersStayInTheFolder()
{
    QFETCH(const QString, path);
    const Folder folder;
    const QTemporaryDir outside;
    QVERIFY(QFile::link(outside.path(), folder.path(QStringLiteral("link"))));
    HandlerFile file(path);
    file.setText(QStringLiteral("x"));
    const Result<> saved = file.save(folder.dir.path());
    QVERIFY(!saved.has_value());
    QVERIFY(saved.error().message.contains(QStringLiteral("not inside")));
    QVERIFY(QDir(outside.path()).isEmpty());
}

void TestDocumentFiles::theBundleHasWhatIsTyped()
{
    const Folder folder;
    const auto document = PipelineDocument::load(folder.document());
    QCOMPARE((*document)->bundle().files.value(handler), folder.read(handler));
    (*document)->handlerFile(handler)->setText(QStringLiteral("typed"));
    (*document)->setLabel({greet}, QStringLiteral("Greet"));
    const Bundle bundle = (*document)->bundle();
    QCOMPARE(bundle.files.value(handler), QByteArray("typed"));
    QCOMPARE(bundle.document, (*document)->text());
    QCOMPARE(bundle.documentName, QStringLiteral("greet.saltern.yaml"));
    QCOMPARE(folder.read(QStringLiteral("greet.saltern.yaml")), text);
}

void TestDocumentFiles::c99_aChangeOnDiskIsSeen()
{
    const Folder folder;
    const auto document = PipelineDocument::load(folder.document());
    QSignalSpy changed(document->get(), &PipelineDocument::changedOnDiskChanged);
    (*document)->checkDisk();
    QCOMPARE(changed.count(), 0);
    QByteArray other = text;
    other.replace("greet.py", "other.py");
    folder.write(QStringLiteral("greet.saltern.yaml"), other);
    (*document)->checkDisk();
    QVERIFY((*document)->isChangedOnDisk());
    QVERIFY((*document)->diskDiff().contains(
        QStringLiteral("-    handler: functions/greet.py\n+    handler: functions/other.py\n")));
    folder.write(QStringLiteral("greet.saltern.yaml"), text);
    (*document)->checkDisk();
    QVERIFY(!(*document)->isChangedOnDisk());
}

void TestDocumentFiles::c99_reloadCanBeUndone()
{
    const Folder folder;
    const auto document = PipelineDocument::load(folder.document());
    (*document)->setLabel({greet}, QStringLiteral("Mine"));
    const QByteArray mine = (*document)->text();
    folder.write(QStringLiteral("greet.saltern.yaml"), text + "# theirs\n");
    (*document)->checkDisk();
    QVERIFY((*document)->reload());
    QCOMPARE((*document)->text(), text + "# theirs\n");
    QVERIFY(!(*document)->isModified());
    QVERIFY(!(*document)->isChangedOnDisk());
    (*document)->undo();
    QCOMPARE((*document)->text(), mine);
    QVERIFY((*document)->isModified());
}

void TestDocumentFiles::c99_keepMine()
{
    const Folder folder;
    const auto document = PipelineDocument::load(folder.document());
    folder.write(QStringLiteral("greet.saltern.yaml"), text + "# theirs\n");
    (*document)->checkDisk();
    (*document)->keepMine();
    QVERIFY(!(*document)->isChangedOnDisk());
    QVERIFY((*document)->isModified());
    (*document)->checkDisk();
    QVERIFY(!(*document)->isChangedOnDisk());
    QVERIFY((*document)->save());
    QCOMPARE(folder.read(QStringLiteral("greet.saltern.yaml")), text);
}

void TestDocumentFiles::problemsNameMissingFiles()
{
    const Folder folder;
    QVERIFY(QFile::remove(folder.path(handler)));
    const auto document = PipelineDocument::load(folder.document());
    const QList<Problem> problems = (*document)->problemsOf(greet);
    QCOMPARE(problems.size(), 1);
    QCOMPARE(problems.first().pointer, QStringLiteral("/nodes/greet/handler"));
    (*document)->handlerFile(handler)->setText(QStringLiteral("new"));
    QVERIFY((*document)->save());
    QCOMPARE((*document)->problemsOf(greet), QList<Problem>());
}

QTEST_GUILESS_MAIN(TestDocumentFiles)
#include "tst_documentfiles.moc"
