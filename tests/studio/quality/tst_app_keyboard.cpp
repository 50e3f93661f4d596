#include "app/studio/engineclient/engineclient.h"
#include "tests/studio/quality/everyscreen.h"
#include "tests/support/patience.h"

#include <QAccessible>
#include <QImage>
#include <QPointer>
#include <QTest>

using namespace Saltern;

namespace {

QString nameOf(QQuickItem *item)
{
    QAccessibleInterface *known = QAccessible::queryAccessibleInterface(item);
    QString name = known ? known->text(QAccessible::Name) : QString();
    return QStringLiteral("%1 “%2” %3")
        .arg(QString::fromLatin1(item->metaObject()->className()).section(u'_', 0, 0),
             name,
             item->objectName());
}

/// Whether the mouse can do something here that only Tab could do by keyboard.
bool wantsTab(const QQuickItem &item)
{
    if (!item.isEnabled())
        return false;
    // The rows under a search field are chosen with the arrows, while one goes on typing.
    if (item.property("focusPolicy").toInt() == Qt::NoFocus && item.property("index").isValid())
        return false;
    if (item.inherits("QQuickAbstractButton") || item.inherits("QQuickTextInput") ||
        item.inherits("QQuickTextEdit") || item.inherits("QQuickComboBox"))
        return !item.inherits("QQuickMenuItem") && !item.inherits("QQuickItemDelegate");
    return item.activeFocusOnTab();
}

} // namespace

/// Everything is reached with Tab alone, and what has the keyboard can be seen.
class TestAppKeyboard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void initTestCase();
    void cleanupTestCase() { m_app.reset(); }
    void cleanup() { putAway(*m_app); }

    void c92_c96_tabReachesEverythingAndCanBeSeen_data();
    void c92_c96_tabReachesEverythingAndCanBeSeen();

private:
    struct Stop
    {
        QPointer<QQuickItem> item;
        QString name;
    };

    QList<Stop> wanted() const;
    QSet<QQuickItem *> tabThrough(Qt::Key key, QStringList *unseen = nullptr);

    std::unique_ptr<StudioApp> m_app;
    QString m_last; // where Tab came round, or is caught
};

void TestAppKeyboard::initTestCase()
{
    QAccessible::setActive(true);
    m_app = std::make_unique<StudioApp>();
    QTRY_VERIFY(EngineClient::instance().isConnected());
    QVERIFY(openPipeline(*m_app));
}

void TestAppKeyboard::c92_c96_tabReachesEverythingAndCanBeSeen_data()
{
    QTest::addColumn<QString>("screen");
    const QStringList screens = everyScreen();
    for (const QString &screen : screens)
        QTest::newRow(qPrintable(screen)) << screen;
}

/// What gets the keyboard until it comes round, with what it is in: in a list the row has the
/// keyboard. `unseen`: which of it looks as before.
QSet<QQuickItem *> TestAppKeyboard::tabThrough(Qt::Key key, QStringList *unseen)
{
    QSet<QQuickItem *> reached;
    QList<QQuickItem *> found;
    QImage before = m_app->window().grabWindow();
    for (int i = 0; i < 200; ++i) {
        // In an editor Tab indents, unless Escape comes first, as it tells a screen reader.
        if (const QQuickItem *inside = m_app->window().activeFocusItem();
            inside && inside->inherits("QQuickTextEdit") && inside->property("leaving").isValid())
            m_app->key(Qt::Key_Escape);
        m_app->key(key, key == Qt::Key_Backtab ? Qt::ShiftModifier : Qt::NoModifier);
        QQuickItem *item = m_app->window().activeFocusItem();
        // The canvas goes from node to node by itself; it stays the same item.
        if (found.contains(item) && item != found.last())
            break;
        if (!found.contains(item))
            found.append(item);
        for (QQuickItem *around = item; around; around = around->parentItem())
            reached.insert(around);
        if (!unseen)
            continue;
        const QImage now = m_app->window().grabWindow();
        if (now == before && found.size() > 1)
            unseen->append(nameOf(item) +
                           QStringLiteral(" does not show that it has the keyboard"));
        before = now;
    }
    m_last = found.isEmpty() ? QString() : nameOf(m_app->window().activeFocusItem());
    return reached;
}

QList<TestAppKeyboard::Stop> TestAppKeyboard::wanted() const
{
    QList<Stop> found;
    QList<QQuickItem *> left{m_app->frontmost() ? m_app->frontmost()
                                                : m_app->window().contentItem()};
    while (!left.isEmpty()) {
        QQuickItem *item = left.takeFirst();
        if (!item->isVisible() || item->opacity() == 0)
            continue;
        if (wantsTab(*item))
            found.append({item, nameOf(item)});
        left += item->childItems();
    }
    return found;
}

void TestAppKeyboard::c92_c96_tabReachesEverythingAndCanBeSeen()
{
    QFETCH(QString, screen);
    QVERIFY(bringUp(*m_app, screen));
    m_app->window().grabWindow(); // lays everything out
    const QList<Stop> all = wanted();
    QStringList wrong;
    const QSet<QQuickItem *> there = tabThrough(Qt::Key_Tab, &wrong);
    const QSet<QQuickItem *> back = tabThrough(Qt::Key_Backtab);
    for (const Stop &stop : all) {
        if (!stop.item || !stop.item->isVisible())
            continue;
        if (!there.contains(stop.item))
            wrong.append(stop.name + QStringLiteral(" is not reached by Tab"));
        else if (!back.contains(stop.item))
            wrong.append(stop.name + QStringLiteral(" is not reached by Shift+Tab"));
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(m_last + u'\n' + wrong.join(u'\n')));
}

QTEST_MAIN(TestAppKeyboard)
#include "tst_app_keyboard.moc"
