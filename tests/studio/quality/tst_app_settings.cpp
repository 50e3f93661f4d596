#include "app/studio/document/workspace.h"
#include "app/studio/engineclient/engineclient.h"
#include "app/studio/settings/actionregistry.h"
#include "app/studio/settings/preferences.h"
#include "tests/studio/quality/everyscreen.h"
#include "tests/support/patience.h"

#include <QTest>

using namespace Saltern;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

} // namespace

/// The dialog in which a person makes the studio their own.
class TestAppSettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void initTestCase();
    void cleanupTestCase() { m_app.reset(); }
    void cleanup();

    void themeAndTextSizeTakeEffectAtOnce();
    void c80_lessMotionIsASwitch();
    void c31_draggingCanBeSwapped();
    void c58_everyCommandIsListedWithItsKeys();
    void c58_keysAreRecorded();
    void c58_conflictsAreToldAndTakenOver();
    void c58_escapeAndTabEndTheRecording();
    void whatIsPressedIsWrittenAsAShortcut_data();
    void whatIsPressedIsWrittenAsAShortcut();

private:
    bool openKeys(const QString &search);
    /// By keyboard: the rows of the list are still finding their places.
    bool press(const char *name)
    {
        if (!m_app->see(s(name)))
            return false;
        m_app->item(s(name))->forceActiveFocus(Qt::TabFocusReason);
        m_app->key(Qt::Key_Return);
        return true;
    }
    static QStringList keysOf(const char *id)
    {
        return ActionRegistry::instance().action(s(id))->shortcuts();
    }

    std::unique_ptr<StudioApp> m_app;
};

void TestAppSettings::initTestCase()
{
    m_app = std::make_unique<StudioApp>();
    QTRY_VERIFY(EngineClient::instance().isConnected());
}

void TestAppSettings::cleanup()
{
    for (const char *id : {"file.open", "file.save", "window.commands"})
        ActionRegistry::instance().resetShortcuts(s(id));
    putAway(*m_app);
    QVERIFY(!m_app->frontmost());
}

bool TestAppSettings::openKeys(const QString &search)
{
    m_app->key(Qt::Key_Comma, Qt::ControlModifier);
    if (!m_app->clickText(s("Keyboard")) || !m_app->click(s("keySearch")))
        return false;
    QQuickItem *field = m_app->item(s("keySearch"));
    field->setProperty("text", QString());
    m_app->type(search);
    return true;
}

void TestAppSettings::themeAndTextSizeTakeEffectAtOnce()
{
    m_app->key(Qt::Key_Comma, Qt::ControlModifier);
    QVERIFY(m_app->see(s("themeChoice")));
    QVERIFY(m_app->clickText(s("Light")));
    QTRY_COMPARE(Preferences::instance().theme(), s("light"));
    const QColor light = m_app->window().color();
    QVERIFY(m_app->clickText(s("Dark")));
    QTRY_VERIFY(m_app->window().color() != light);
    const qreal before = m_app->item(s("themeChoice"))->height();
    QVERIFY(m_app->clickText(s("200 %")));
    QTRY_COMPARE(Preferences::instance().fontScale(), 2.0);
    QTRY_COMPARE(m_app->item(s("themeChoice"))->height(), 2 * before);
    QVERIFY(m_app->clickText(s("100 %")));
    QTRY_COMPARE(Preferences::instance().fontScale(), 1.0);
}

void TestAppSettings::c80_lessMotionIsASwitch()
{
    QVERIFY(Preferences::instance().reducedMotion());
    m_app->key(Qt::Key_Comma, Qt::ControlModifier);
    QVERIFY(m_app->clickText(s("Appearance")));
    QVERIFY(m_app->click(s("lessMotion")));
    QTRY_VERIFY(!Preferences::instance().reducedMotion());
    QVERIFY(m_app->click(s("lessMotion")));
    QTRY_VERIFY(Preferences::instance().reducedMotion());
}

void TestAppSettings::c31_draggingCanBeSwapped()
{
    m_app->key(Qt::Key_Comma, Qt::ControlModifier);
    QVERIFY(m_app->clickText(s("Canvas")));
    QVERIFY(m_app->clickText(s("Moves the view")));
    QTRY_COMPARE(Preferences::instance().dragOnEmpty(), s("pan"));
    QVERIFY(m_app->clickText(s("Selects")));
    QTRY_COMPARE(Preferences::instance().dragOnEmpty(), s("select"));
}

void TestAppSettings::c58_everyCommandIsListedWithItsKeys()
{
    QVERIFY(openKeys(s("")));
    const ActionRegistry &registry = ActionRegistry::instance();
    QVERIFY(registry.action(s("canvas.duplicate"))); // though Design was never opened
    auto *list = m_app->item(s("keyList"));
    QCOMPARE(list->property("count").toInt(), registry.rowCount());
    m_app->type(s("ctrl+shift+s"));
    QVERIFY(m_app->see(s("keys-file.saveAs")));
    QTRY_VERIFY(!m_app->item(s("keys-file.open")));
}

void TestAppSettings::c58_keysAreRecorded()
{
    QVERIFY(openKeys(s("commands")));
    QVERIFY(press("keys-window.commands"));
    m_app->key(Qt::Key_J, Qt::ControlModifier);
    QTRY_COMPARE(keysOf("window.commands"), QStringList{s("Ctrl+J")});
    m_app->key(Qt::Key_Escape);
    QTRY_VERIFY(!m_app->frontmost());
    m_app->key(Qt::Key_K, Qt::ControlModifier);
    QVERIFY(!m_app->frontmost());
    m_app->key(Qt::Key_J, Qt::ControlModifier);
    QVERIFY(m_app->see(s("commandField")));
    m_app->key(Qt::Key_Escape);
    QTRY_VERIFY(!m_app->frontmost());
    QVERIFY(openKeys(s("commands")));
    QVERIFY(m_app->see(s("keys-window.commands")));
    QVERIFY(press("resetKeys"));
    QTRY_COMPARE(keysOf("window.commands").size(), 2);
}

void TestAppSettings::c58_conflictsAreToldAndTakenOver()
{
    QVERIFY(openKeys(s("open")));
    QVERIFY(press("keys-file.open"));
    m_app->key(Qt::Key_S, Qt::ControlModifier);
    QVERIFY(m_app->seeText(s("Ctrl+S already means “Save”.")));
    QCOMPARE(keysOf("file.open"), QStringList{s("Ctrl+O")});
    m_app->item(s("takeKeys"))->forceActiveFocus(Qt::TabFocusReason);
    m_app->key(Qt::Key_Return);
    QTRY_COMPARE(keysOf("file.open"), QStringList{s("Ctrl+S")});
    QVERIFY(keysOf("file.save").isEmpty());
    // Nothing is kept as nothing: the next session has it like this, too.
    Preferences::instance().settings().sync();
    const QSettings kept(Preferences::instance().settings().fileName(), QSettings::IniFormat);
    QVERIFY(kept.value(s("shortcuts/file.save")).isValid());
}

void TestAppSettings::c58_escapeAndTabEndTheRecording()
{
    QVERIFY(openKeys(s("open")));
    QVERIFY(press("keys-file.open"));
    QVERIFY(m_app->seeText(s("Press the keys …")));
    m_app->key(Qt::Key_Escape);
    QTRY_VERIFY(!m_app->itemWithText(s("Press the keys …")));
    QVERIFY(m_app->frontmost());
    QVERIFY(press("keys-file.open"));
    m_app->key(Qt::Key_Tab);
    QTRY_VERIFY(!m_app->itemWithText(s("Press the keys …")));
    QCOMPARE(keysOf("file.open"), QStringList{s("Ctrl+O")});
}

void TestAppSettings::whatIsPressedIsWrittenAsAShortcut_data()
{
    QTest::addColumn<int>("key");
    QTest::addColumn<int>("modifiers");
    QTest::addColumn<QString>("text");
    const int shift = Qt::ShiftModifier;
    const int control = Qt::ControlModifier;
    QTest::newRow("a letter") << int(Qt::Key_A) << 0 << s("A");
    QTest::newRow("Shift with a letter") << int(Qt::Key_A) << shift << s("Shift+A");
    QTest::newRow("a sign that is above another") << int(Qt::Key_Question) << shift << s("?");
    QTest::newRow("Ctrl") << int(Qt::Key_K) << control << s("Ctrl+K");
    QTest::newRow("a key of functions") << int(Qt::Key_F5) << shift << s("Shift+F5");
    QTest::newRow("keypad") << int(Qt::Key_Plus) << int(Qt::KeypadModifier) << s("+");
    QTest::newRow("a modifier alone") << int(Qt::Key_Control) << control << QString();
    QTest::newRow("Tab") << int(Qt::Key_Tab) << 0 << QString();
}

void TestAppSettings::whatIsPressedIsWrittenAsAShortcut()
{
    QFETCH(int, key);
    QFETCH(int, modifiers);
    QFETCH(QString, text);
    QCOMPARE(ActionRegistry::textOf(key, modifiers), text);
}

QTEST_MAIN(TestAppSettings)
#include "tst_app_settings.moc"
