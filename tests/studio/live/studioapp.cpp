#include "tests/studio/live/studioapp.h"

#include "app/studio/document/workspace.h"
#include "app/studio/iconprovider.h"
#include "app/studio/settings/preferences.h"
#include "tests/studio/live/scriptedengine.h"
#include "tests/support/patience.h"

#include <QFile>
#include <QQuickStyle>
#include <QStandardPaths>
#include <QtQml/qqmlextensionplugin.h>

Q_IMPORT_QML_PLUGIN(Saltern_StudioPlugin)
Q_IMPORT_QML_PLUGIN(Saltern_UiPlugin)

namespace Saltern {

namespace {

/// In the order in which they are drawn: what is on top comes last.
void collect(QQuickItem *item, QList<QQuickItem *> &found)
{
    if (!item->isVisible())
        return;
    found.append(item);
    const QList<QQuickItem *> children = item->childItems();
    for (QQuickItem *child : children)
        collect(child, found);
}

} // namespace

StudioApp::StudioApp() : m_scripted(std::make_unique<ScriptedEngine>())
{
    furnish(*m_scripted);
    m_scripted->listen();
    open({.socketPath = m_scripted->socketPath()});
}

StudioApp::StudioApp(const EngineOptions &engine)
{
    open(engine);
}

void StudioApp::open(const EngineOptions &engine)
{
    QStandardPaths::setTestModeEnabled(true);
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    Preferences::useFile(m_folder.filePath(QStringLiteral("studio.ini")));
    Workspace::useStateFolder(m_folder.path());
    Preferences::instance().setReducedMotion(true);
    Preferences::instance().setTheme(QStringLiteral("dark"));
    EngineClient::use(engine);
    EngineClient::instance().start();
    m_engine = std::make_unique<QQmlApplicationEngine>();
    m_engine->addImportPath(QStringLiteral(":/qt/qml"));
    m_engine->addImageProvider(QStringLiteral("icon"), new IconProvider);
    m_engine->load(QUrl(QStringLiteral("qrc:/qt/qml/Saltern/Ui/shell/Main.qml")));
    if (!m_engine->rootObjects().isEmpty())
        m_window = qobject_cast<QQuickWindow *>(m_engine->rootObjects().front());
    if (!m_window)
        qFatal("the window could not be made");
    m_window->requestActivate();
    if (!QTest::qWaitForWindowActive(m_window, patience))
        qFatal("the window does not become active");
}

StudioApp::~StudioApp()
{
    m_engine.reset();
    EngineClient::instance().stop();
}

QQuickItem *StudioApp::item(const QString &objectName) const
{
    QList<QQuickItem *> found;
    collect(m_window->contentItem(), found);
    QQuickItem *newest = nullptr;
    for (QQuickItem *item : std::as_const(found)) {
        if (item->objectName() == objectName)
            newest = item;
    }
    return newest;
}

bool StudioApp::see(const QString &objectName) const
{
    return QTest::qWaitFor([&] { return item(objectName) != nullptr; }, patience);
}

QQuickItem *StudioApp::itemWithText(const QString &text, const QString &inside) const
{
    QList<QQuickItem *> found;
    if (QQuickItem *around = inside.isEmpty() ? m_window->contentItem() : item(inside))
        collect(around, found);
    QQuickItem *newest = nullptr;
    for (QQuickItem *item : std::as_const(found)) {
        if (item->property("text").toString() == text)
            newest = item;
    }
    return newest;
}

bool StudioApp::seeText(const QString &text) const
{
    return QTest::qWaitFor([&] { return itemWithText(text) != nullptr; }, patience);
}

QQuickItem *StudioApp::frontmost() const
{
    QQuickItem *found = nullptr;
    const QList<QQuickItem *> layers = m_window->contentItem()->childItems();
    for (const QQuickItem *layer : layers) {
        if (!layer->inherits("QQuickOverlay"))
            continue;
        const QList<QQuickItem *> popups = layer->childItems();
        for (QQuickItem *popup : popups) {
            const bool isPopup = popup->inherits("QQuickPopupItem") && popup->parent() &&
                                 !popup->parent()->inherits("QQuickToolTip");
            if (isPopup && popup->isVisible())
                found = popup;
        }
    }
    return found;
}

bool StudioApp::clickItem(QQuickItem *item, QPointF at)
{
    if (!item)
        return false;
    const QPointF inside = at.isNull() ? QPointF(item->width() / 2, item->height() / 2) : at;
    // What is laid out anew in this moment is clicked where it comes to rest.
    QPointF before;
    if (!QTest::qWaitFor(
            [&] {
                const QPointF now = item->mapToScene(inside);
                return std::exchange(before, now) == now && m_window->isExposed() &&
                       now.x() < m_window->width() && now.y() < m_window->height();
            },
            patience))
        return false;
    QTest::mouseClick(m_window, Qt::LeftButton, Qt::NoModifier, item->mapToScene(inside).toPoint());
    return true;
}

bool StudioApp::click(const QString &objectName)
{
    return see(objectName) && clickItem(item(objectName));
}

bool StudioApp::clickText(const QString &text)
{
    return seeText(text) && clickItem(itemWithText(text));
}

bool StudioApp::openDeployed()
{
    QFile file(m_folder.filePath(QStringLiteral("self-heal.saltern.yaml")));
    if (!QTest::qWaitFor([] { return EngineClient::instance().isConnected(); }, patience) ||
        !file.open(QIODevice::WriteOnly))
        return false;
    file.write(m_scripted->recordedAnswer(QStringLiteral("pipelines.show"))
                   .value(QStringLiteral("bundle"))
                   .toObject()
                   .value(QStringLiteral("document"))
                   .toString()
                   .toUtf8());
    file.close();
    return Workspace::instance().open(file.fileName()) != nullptr;
}

void StudioApp::key(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    QTest::keyClick(m_window, key, modifiers);
}

void StudioApp::type(const QString &text)
{
    for (const QChar letter : text)
        QTest::keyClick(m_window, letter.toLatin1());
}

} // namespace Saltern
