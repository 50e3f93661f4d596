#include "app/studio/engineclient/engineclient.h"
#include "tests/studio/quality/everyscreen.h"
#include "tests/support/patience.h"

#include <QAccessible>
#include <QTest>

using namespace Saltern;

namespace {

bool isInteractive(QAccessible::Role role)
{
    switch (role) {
    case QAccessible::Button:
    case QAccessible::CheckBox:
    case QAccessible::RadioButton:
    case QAccessible::EditableText:
    case QAccessible::ComboBox:
    case QAccessible::MenuItem:
    case QAccessible::PageTab:
    case QAccessible::ListItem:
    case QAccessible::TreeItem:
    case QAccessible::List:
    case QAccessible::Tree:
    case QAccessible::Link:
    case QAccessible::Slider:
    case QAccessible::SpinBox:
    case QAccessible::Dialog:
        return true;
    default:
        return false;
    }
}

bool takesTab(const QQuickItem &item)
{
    if (!item.isEnabled())
        return false;
    const QVariant policy = item.property("focusPolicy");
    return item.activeFocusOnTab() || (policy.isValid() && (policy.toInt() & Qt::TabFocus));
}

bool isClicked(const QQuickItem &item)
{
    const QObjectList children = item.children();
    return std::ranges::any_of(children, [](const QObject *child) {
        return child->inherits("QQuickTapHandler") && child->property("enabled").toBool();
    });
}

/// The name above a field: clicking it goes to the field, which is there by itself.
bool isShortcutToField(const QQuickItem &item)
{
    return item.parentItem() && item.parentItem()->inherits("QQuickItem") &&
           QByteArrayView(item.parentItem()->metaObject()->className())
               .startsWith("ParameterLabel");
}

/// The nearest thing that a screen reader knows, at or above the item.
QAccessibleInterface *nearest(QQuickItem *item)
{
    for (; item; item = item->parentItem()) {
        QAccessibleInterface *known = QAccessible::queryAccessibleInterface(item);
        if (known && known->role() != QAccessible::NoRole && known->role() != QAccessible::Client)
            return known;
    }
    return nullptr;
}

QString placeOf(const QQuickItem *item)
{
    QStringList steps;
    for (; item && steps.size() < 5; item = item->parentItem()) {
        QString step = QString::fromLatin1(item->metaObject()->className()).section(u'_', 0, 0);
        if (!item->objectName().isEmpty())
            step += u'#' + item->objectName();
        steps.prepend(step);
    }
    return steps.join(u'/');
}

} // namespace

/// What a screen reader gets to know of every screen and dialog.
class TestAppAccessibility : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void initTestCase();
    void cleanupTestCase() { m_app.reset(); }
    void cleanup() { putAway(*m_app); }

    void everythingHasANameAndARole_data() { eachScreen(); }
    void everythingHasANameAndARole();
    void c97_iconButtonsHaveTooltipsAndNames_data() { eachScreen(); }
    void c97_iconButtonsHaveTooltipsAndNames();

private:
    static void eachScreen();
    QQuickItem *shown() const
    {
        return m_app->frontmost() ? m_app->frontmost() : m_app->window().contentItem();
    }
    template<typename Visit>
    static void walk(QQuickItem *item, const Visit &visit)
    {
        if (!item->isVisible())
            return;
        visit(item);
        const QList<QQuickItem *> children = item->childItems();
        for (QQuickItem *child : children)
            walk(child, visit);
    }

    /// Rows of a list are made one after the other, so that for a moment one is there without its
    /// words.
    template<typename Visit>
    void lookUntilSettled(QStringList &complaints, const Visit &visit)
    {
        const auto isFine = [&] {
            complaints.clear();
            walk(shown(), visit);
            return complaints.isEmpty();
        };
        if (!QTest::qWaitFor(isFine))
            isFine();
    }

    std::unique_ptr<StudioApp> m_app;
};

void TestAppAccessibility::initTestCase()
{
    QAccessible::setActive(true);
    m_app = std::make_unique<StudioApp>();
    QTRY_VERIFY(EngineClient::instance().isConnected());
    QVERIFY(openPipeline(*m_app));
}

void TestAppAccessibility::eachScreen()
{
    QTest::addColumn<QString>("screen");
    const QStringList screens = everyScreen();
    for (const QString &screen : screens)
        QTest::newRow(qPrintable(screen)) << screen;
}

void TestAppAccessibility::everythingHasANameAndARole()
{
    QFETCH(QString, screen);
    QVERIFY(bringUp(*m_app, screen));
    QStringList nameless;
    int seen = 0;
    const auto look = [&](QQuickItem *item) {
        QAccessibleInterface *own = QAccessible::queryAccessibleInterface(item);
        const bool focusable = takesTab(*item);
        if (own && isInteractive(own->role())) {
            ++seen;
            if (own->text(QAccessible::Name).trimmed().isEmpty())
                nameless.append(placeOf(item) + QStringLiteral(" has no name"));
        } else if (focusable && !item->inherits("QQuickPopupItem")) {
            nameless.append(placeOf(item) + QStringLiteral(" takes the focus, but has no role"));
        } else if (isClicked(*item) && !isShortcutToField(*item)) {
            const QAccessibleInterface *known = nearest(item);
            if (!known || known->text(QAccessible::Name).trimmed().isEmpty() ||
                !isInteractive(known->role()))
                nameless.append(placeOf(item) +
                                QStringLiteral(" is clicked, but is nothing to a screen reader"));
        }
    };
    lookUntilSettled(nameless, look);
    nameless.removeDuplicates();
    QVERIFY2(nameless.isEmpty(), qPrintable(u'\n' + nameless.join(u'\n')));
    QVERIFY(seen > 0);
}

void TestAppAccessibility::c97_iconButtonsHaveTooltipsAndNames()
{
    QFETCH(QString, screen);
    QVERIFY(bringUp(*m_app, screen));
    QStringList mute;
    const auto look = [&](QQuickItem *item) {
        if (!item->inherits("QQuickAbstractButton") || item->inherits("QQuickMenuItem") ||
            item->inherits("QQuickSwitch") ||
            item->inherits("QQuickCheckBox")) // their words may stand beside them
            return;
        QAccessibleInterface *own = QAccessible::queryAccessibleInterface(item);
        if (!own || own->text(QAccessible::Name).isEmpty())
            mute.append(placeOf(item) + QStringLiteral(" has no name"));
        bool hasWords = false;
        walk(item, [&](const QQuickItem *part) {
            hasWords |=
                part->property("text").toString().size() > 1 && part->inherits("QQuickText");
        });
        if (!hasWords && item->property("tip").toString().isEmpty())
            mute.append(placeOf(item) + QStringLiteral(" has neither words nor a tooltip"));
    };
    lookUntilSettled(mute, look);
    QVERIFY2(mute.isEmpty(), qPrintable(u'\n' + mute.join(u'\n')));
}

QTEST_MAIN(TestAppAccessibility)
#include "tst_app_accessibility.moc"
