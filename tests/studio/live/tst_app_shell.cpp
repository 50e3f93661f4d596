#include "app/studio/document/draftfolder.h"
#include "app/studio/document/workspace.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/settings/preferences.h"
#include "tests/studio/live/scriptedengine.h"
#include "tests/studio/live/studioapp.h"
#include "tests/support/patience.h"

#include <QDateTime>
#include <QFile>
#include <QJSValue>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace Saltern;

class TestAppShell : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void initTestCase();
    void cleanupTestCase() { m_app.reset(); }

    void pagesAreReachedByKeyboard();
    void whereRoomIsShortTheCanvasHasIt();
    void railFitsItsWordsAtEveryScale_data();
    void railFitsItsWordsAtEveryScale();
    void commandPaletteFindsAndRuns();
    void c58_thePaletteListsWholeRowsInOrder();
    void shortcutSheetOpens();
    void c95_theOutlineIsReachedByOneKey();
    void themeIsSwitched();
    void firstRunOffersObserve();
    void c87_stopIsOneKey();
    void c99_changedOnDiskIsShownInABar();
    void editingGoesOnWithoutAnEngine();
    void closingAsksAboutChanges();
    void quittingAsksAboutChanges();
    void c98_whatACrashLeftIsOffered();

private:
    void runCommand(const QString &words);

    std::unique_ptr<StudioApp> m_app;
    QTemporaryDir m_folder;
};

void TestAppShell::initTestCase()
{
    m_app = std::make_unique<StudioApp>();
    QTRY_VERIFY(EngineClient::instance().isConnected());
}

void TestAppShell::pagesAreReachedByKeyboard()
{
    const std::pair<Qt::Key, const char *> pages[] = {{Qt::Key_3, "runs"},
                                                      {Qt::Key_4, "events"},
                                                      {Qt::Key_5, "hosts"},
                                                      {Qt::Key_6, "functions"},
                                                      {Qt::Key_1, "home"}};
    for (const auto &[key, page] : pages) {
        m_app->key(key, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(m_app->page(), QString::fromLatin1(page));
    }
}

void TestAppShell::whereRoomIsShortTheCanvasHasIt()
{
    PipelineDocument *document = Workspace::instance().newPipeline();
    const QString node = document->addNode(QStringLiteral("manual"), {0, 0});
    document->selection()->clear();
    m_app->go(QStringLiteral("design"));
    QVERIFY(m_app->see(QStringLiteral("inspector")));
    const QSize size = m_app->window().size();
    m_app->window().resize(1024, 700);
    QTRY_VERIFY(!m_app->item(QStringLiteral("inspector")));
    // It comes for what is chosen, which stays in sight.
    auto *canvas = m_app->item(QStringLiteral("canvas"));
    const auto isSeen = [&] {
        QRectF rect;
        QMetaObject::invokeMethod(
            canvas, "nodeRect", Q_RETURN_ARG(QRectF, rect), Q_ARG(QString, node));
        return QRectF(QPointF(), canvas->size()).contains(rect);
    };
    document->moveNodes({{node, QPointF(430, 0)}});
    document->selection()->set({node});
    QVERIFY(m_app->see(QStringLiteral("inspector")));
    QTRY_VERIFY(isSeen());
    document->selection()->clear();
    QTRY_VERIFY(!m_app->item(QStringLiteral("inspector")));
    // And when asked for, with the settings of the pipeline.
    QVERIFY(m_app->click(QStringLiteral("pipelineSettings")));
    QVERIFY(m_app->see(QStringLiteral("inspector")));
    m_app->key(Qt::Key_I, Qt::ControlModifier);
    QTRY_VERIFY(!m_app->item(QStringLiteral("inspector")));
    m_app->window().resize(size);
    QVERIFY(m_app->see(QStringLiteral("inspector")));
    Workspace::instance().close(Workspace::instance().currentIndex());
}

void TestAppShell::railFitsItsWordsAtEveryScale_data()
{
    QTest::addColumn<double>("scale");
    QTest::newRow("100 %") << 1.0;
    QTest::newRow("150 %") << 1.5;
    QTest::newRow("200 %") << 2.0;
}

void TestAppShell::railFitsItsWordsAtEveryScale()
{
    QFETCH(double, scale);
    Preferences::instance().setFontScale(scale);
    QQuickItem *word = m_app->itemWithText(QStringLiteral("Functions"));
    QVERIFY(word);
    QTRY_VERIFY(word->implicitWidth() <= word->width());
    Preferences::instance().setFontScale(1);
}

void TestAppShell::runCommand(const QString &words)
{
    m_app->key(Qt::Key_K, Qt::ControlModifier);
    QVERIFY(m_app->see(QStringLiteral("commandField")));
    QTRY_VERIFY(m_app->item(QStringLiteral("commandField"))->hasActiveFocus());
    m_app->type(words);
    m_app->key(Qt::Key_Return);
}

void TestAppShell::commandPaletteFindsAndRuns()
{
    runCommand(QStringLiteral("newpip"));
    QTRY_COMPARE(m_app->page(), QStringLiteral("design"));
    QCOMPARE(Workspace::instance().documents()->count(), 1);
    runCommand(QStringLiteral("go to hosts"));
    QTRY_COMPARE(m_app->page(), QStringLiteral("hosts"));
}

void TestAppShell::c58_thePaletteListsWholeRowsInOrder()
{
    m_app->key(Qt::Key_K, Qt::ControlModifier);
    QVERIFY(m_app->see(QStringLiteral("commandList")));
    const QQuickItem *list = m_app->item(QStringLiteral("commandList"));
    const int count = list->property("count").toInt();
    QVERIFY(count > 10);
    const qreal row = list->property("rowHeight").toReal();
    QVERIFY(row > 20);
    QTRY_COMPARE(list->property("contentHeight").toReal(), row * count);
    // No row is cut off at the end.
    QCOMPARE(std::fmod(list->height() - list->property("topMargin").toReal() -
                           list->property("bottomMargin").toReal(),
                       row),
             0.0);
    // Without a word to look for, those that can be done come as they were registered.
    QStringList shown;
    const QVariantList rows = m_app->window()
                                  .findChild<QObject *>(QStringLiteral("commandPalette"))
                                  ->property("rows")
                                  .value<QJSValue>()
                                  .toVariant()
                                  .toList();
    for (const QVariant &each : rows)
        shown.append(each.toMap().value(QStringLiteral("title")).toString());
    const qsizetype opens = shown.indexOf(QStringLiteral("Open…"));
    QVERIFY(opens > shown.indexOf(QStringLiteral("New pipeline")));
    QCOMPARE(opens, shown.indexOf(QStringLiteral("New pipeline")) + 1);
    m_app->key(Qt::Key_Escape);
    QTRY_VERIFY(!m_app->item(QStringLiteral("commandList")));
}

void TestAppShell::shortcutSheetOpens()
{
    m_app->key(Qt::Key_F1);
    QVERIFY(m_app->seeText(QStringLiteral("Keyboard shortcuts")));
    QVERIFY(m_app->seeText(QStringLiteral("Ctrl+K  Ctrl+Shift+P")) ||
            m_app->seeText(QStringLiteral("Ctrl+Shift+S")));
    m_app->key(Qt::Key_Escape);
    QTRY_VERIFY(!m_app->itemWithText(QStringLiteral("Keyboard shortcuts")));
}

void TestAppShell::c95_theOutlineIsReachedByOneKey()
{
    PipelineDocument *document = Workspace::instance().newPipeline();
    QVERIFY(document->setYaml(QStringLiteral(
        "saltern: 1\npipeline: list\nnodes:\n  a: { kind: manual@1 }\n  b: { kind: log@1 }\n")));
    m_app->go(QStringLiteral("home"));
    m_app->key(Qt::Key_F4);
    QTRY_COMPARE(m_app->page(), QStringLiteral("design"));
    QVERIFY(m_app->see(QStringLiteral("outlinePanel")));
    QTRY_VERIFY(m_app->item(QStringLiteral("outline"))->hasActiveFocus());
    m_app->key(Qt::Key_Down);
    QCOMPARE(document->selection()->nodes(), QStringList{QStringLiteral("b")});
    m_app->key(Qt::Key_Delete);
    QCOMPARE(document->nodeIds(), QStringList{QStringLiteral("a")});
    m_app->key(Qt::Key_F4);
    QVERIFY(m_app->see(QStringLiteral("palette")));
    QTRY_VERIFY(m_app->item(QStringLiteral("canvas"))->hasActiveFocus());
    runCommand(QStringLiteral("Outline"));
    QVERIFY(m_app->see(QStringLiteral("outlinePanel")));
    m_app->key(Qt::Key_F4);
    QVERIFY(m_app->see(QStringLiteral("palette")));
    Workspace::instance().close(Workspace::instance().currentIndex());
}

void TestAppShell::themeIsSwitched()
{
    const bool dark = Preferences::instance().isDark();
    runCommand(dark ? QStringLiteral("light theme") : QStringLiteral("dark theme"));
    QTRY_COMPARE(Preferences::instance().isDark(), !dark);
    Preferences::instance().setTheme(QStringLiteral("dark"));
}

void TestAppShell::firstRunOffersObserve()
{
    PipelineDocument *document = Workspace::instance().current();
    document->addNode(QStringLiteral("manual"), {0, 0});
    m_app->go(QStringLiteral("design"));
    QVERIFY(m_app->click(QStringLiteral("runStop")));
    QVERIFY(m_app->seeText(QStringLiteral("Watch first, or run for real?")));
    QVERIFY(m_app->click(QStringLiteral("accept")));
    QTRY_COMPARE(m_app->engine().callsOf(QStringLiteral("pipelines.deploy")).size(), 1);
    QCOMPARE(m_app->engine()
                 .callsOf(QStringLiteral("pipelines.deploy"))
                 .last()
                 .value(QStringLiteral("mode"))
                 .toString(),
             QStringLiteral("observe"));
}

void TestAppShell::c87_stopIsOneKey()
{
    const QString name = Workspace::instance().current()->name();
    m_app->engine().notify(QStringLiteral("pipelines"),
                           {{QStringLiteral("pipeline"),
                             QJsonObject{{QStringLiteral("pipeline"), name},
                                         {QStringLiteral("mode"), QStringLiteral("run")}}}});
    QTRY_COMPARE(EngineClient::instance().pipelines()->modeOf(name), QStringLiteral("run"));
    m_app->key(Qt::Key_F5, Qt::ShiftModifier);
    QTRY_COMPARE(m_app->engine().callsOf(QStringLiteral("pipelines.stop")).size(), 1);
}

void TestAppShell::c99_changedOnDiskIsShownInABar()
{
    PipelineDocument *document = Workspace::instance().current();
    const QString path = m_folder.filePath(QStringLiteral("mine.saltern.yaml"));
    QVERIFY(document->saveAs(path));
    m_app->go(QStringLiteral("design"));
    QVERIFY(!m_app->item(QStringLiteral("changedBar")));
    QFile file(path);
    QVERIFY(file.open(QIODevice::Append));
    file.write("# somebody else\n");
    file.close();
    document->checkDisk();
    QVERIFY(m_app->see(QStringLiteral("changedBar")));
    QVERIFY(m_app->clickText(QStringLiteral("Show diff")));
    QVERIFY(m_app->seeText(QStringLiteral("+# somebody else")));
    m_app->key(Qt::Key_Escape);
    QVERIFY(m_app->clickText(QStringLiteral("Reload")));
    QTRY_VERIFY(document->text().contains("somebody else"));
    QVERIFY(!document->isChangedOnDisk());
}

void TestAppShell::editingGoesOnWithoutAnEngine()
{
    PipelineDocument *document = Workspace::instance().current();
    m_app->engine().kill();
    QTRY_COMPARE(EngineClient::instance().state(), QStringLiteral("reconnecting"));
    const QByteArray before = document->text();
    const QString id = document->addNode(QStringLiteral("log"), {300, 0});
    QVERIFY(!id.isEmpty());
    m_app->engine().listen();
    QTRY_VERIFY_WITH_TIMEOUT(EngineClient::instance().isConnected(), 60'000);
    QVERIFY(document->hasNode(id));
    m_app->go(QStringLiteral("design"));
    m_app->key(Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(document->text(), before);
}

void TestAppShell::closingAsksAboutChanges()
{
    PipelineDocument *document = Workspace::instance().current();
    document->addNode(QStringLiteral("log"), {300, 0});
    const int open = Workspace::instance().documents()->count();
    m_app->key(Qt::Key_W, Qt::ControlModifier);
    QVERIFY(m_app->seeText(QStringLiteral("Save the changes first?")));
    QCOMPARE(Workspace::instance().documents()->count(), open);
    QVERIFY(m_app->click(QStringLiteral("discard")));
    QTRY_COMPARE(Workspace::instance().documents()->count(), open - 1);
}

void TestAppShell::quittingAsksAboutChanges()
{
    Workspace &workspace = Workspace::instance();
    PipelineDocument *document = workspace.newPipeline();
    QVERIFY(document->saveAs(m_folder.filePath(QStringLiteral("kept.saltern.yaml"))));
    const QByteArray saved = document->text();
    document->addNode(QStringLiteral("log"), {300, 0});
    QSignalSpy quit(&m_app->qml(), &QQmlEngine::quit);
    m_app->key(Qt::Key_Q, Qt::ControlModifier);
    QVERIFY(m_app->see(QStringLiteral("discardAll")));
    QCOMPARE(quit.count(), 0);
    m_app->key(Qt::Key_Escape);
    QTRY_VERIFY(!m_app->item(QStringLiteral("discardAll")));
    QVERIFY(document->isModified());
    m_app->key(Qt::Key_Q, Qt::ControlModifier);
    QVERIFY(m_app->click(QStringLiteral("discardAll")));
    QTRY_COMPARE(quit.count(), 1);
    QCOMPARE(document->text(), saved);
    QCOMPARE(workspace.unsavedCount(), 0);
}

void TestAppShell::c98_whatACrashLeftIsOffered()
{
    Workspace &workspace = Workspace::instance();
    const QString path = m_folder.filePath(QStringLiteral("kept.saltern.yaml"));
    QByteArray unsaved = workspace.open(path)->text();
    workspace.close(workspace.currentIndex());
    unsaved += "# from before the crash\n";
    {
        // A studio that is gone: nobody holds the lock of its drafts.
        DraftFolder drafts(m_app->stateFolder() + QStringLiteral("/drafts"));
        QVERIFY(drafts
                    .write({.id = QStringLiteral("1"),
                            .path = path,
                            .name = QStringLiteral("kept"),
                            .time = QDateTime::currentDateTimeUtc(),
                            .text = unsaved})
                    .has_value());
    }
    auto *dialogs = m_app->window().findChild<QObject *>(QStringLiteral("shellDialogs"));
    QVERIFY(QMetaObject::invokeMethod(dialogs, "offerRecovery"));
    QVERIFY(m_app->seeText(QStringLiteral("+# from before the crash")));
    QVERIFY(m_app->click(QStringLiteral("accept")));
    QTRY_COMPARE(workspace.current()->path(), path);
    QVERIFY(workspace.current()->text().endsWith("# from before the crash\n"));
    QVERIFY(workspace.current()->isModified());
    QTRY_VERIFY(!m_app->itemWithText(QStringLiteral("+# from before the crash")));
}

QTEST_MAIN(TestAppShell)
#include "tst_app_shell.moc"
