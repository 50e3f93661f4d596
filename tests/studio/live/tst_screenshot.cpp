#include "app/studio/engineclient/demoplayer.h"
#include "app/studio/screenshot.h"
#include "tests/studio/live/scriptedengine.h"
#include "tests/studio/live/studioapp.h"
#include "tests/support/patience.h"

#include <QFile>
#include <QImage>
#include <QSignalSpy>
#include <QTest>

using namespace Saltern;
using namespace Qt::StringLiterals;

/// Pictures of the window, as --screenshot draws them.
class TestScreenshot : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(u".*"_s)); }
    void cleanup() { DemoPlayer::instance().close(); }
    void cleanupTestCase() { m_app.reset(); }

    void aDemoIsDrawnWhenItHasEnded_data();
    void aDemoIsDrawnWhenItHasEnded();
    void aDemoThatDoesNotEndIsAnError();
    void aFileThatCannotBeWrittenIsAnError();

private:
    std::unique_ptr<StudioApp> m_app;
    QTemporaryDir m_folder;
};

void TestScreenshot::initTestCase()
{
    m_app = std::make_unique<StudioApp>();
    QTRY_VERIFY(EngineClient::instance().hosts()->connectedCount() > 0);
    m_app->engine().answer(u"demos.run"_s, QJsonObject{{u"demoRun"_s, u"d1"_s}});
}

void TestScreenshot::aDemoIsDrawnWhenItHasEnded_data()
{
    QTest::addColumn<bool>("passed");

    QTest::newRow("passed") << true;
    QTest::newRow("failed") << false;
}

void TestScreenshot::aDemoIsDrawnWhenItHasEnded()
{
    QFETCH(bool, passed);
    const QString file = m_folder.filePath(u"%1.png"_s.arg(passed));
    DemoPlayer::instance().playSoon(u"hello"_s);
    Screenshot screenshot(&m_app->window(), file);
    QSignalSpy finished(&screenshot, &Screenshot::finished);
    screenshot.startAfterDemo();
    QTRY_COMPARE(DemoPlayer::instance().state(), u"running"_s);
    QVERIFY(finished.isEmpty());
    m_app->engine().notifyDemo(
        {{u"demoRun"_s, u"d1"_s}, {u"what"_s, u"finished"_s}, {u"passed"_s, passed}});
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(finished.first().first().value<Result<void>>());
    QCOMPARE(QImage(file).size(), m_app->window().size());
}

void TestScreenshot::aDemoThatDoesNotEndIsAnError()
{
    using namespace std::chrono_literals;
    const QString file = m_folder.filePath(u"never.png"_s);
    DemoPlayer::instance().play(u"hello"_s);
    Screenshot screenshot(&m_app->window(), file);
    QSignalSpy finished(&screenshot, &Screenshot::finished);
    screenshot.startAfterDemo(20ms);
    QTRY_COMPARE(finished.size(), 1);
    const auto result = finished.first().first().value<Result<void>>();
    QVERIFY(!result);
    QCOMPARE(result.error().message, u"The demo had not ended after 20ms."_s);
    QVERIFY(!QFile::exists(file));
}

void TestScreenshot::aFileThatCannotBeWrittenIsAnError()
{
    Screenshot screenshot(&m_app->window(), u"/nowhere/picture.png"_s);
    QSignalSpy finished(&screenshot, &Screenshot::finished);
    screenshot.start();
    QTRY_COMPARE(finished.size(), 1);
    QVERIFY(!finished.first().first().value<Result<void>>());
}

QTEST_MAIN(TestScreenshot)
#include "tst_screenshot.moc"
