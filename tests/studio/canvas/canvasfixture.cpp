#include "tests/studio/canvas/canvasfixture.h"

#include "app/studio/document/shownwires.h"
#include "app/studio/iconprovider.h"
#include "app/studio/settings/preferences.h"

#include <QGuiApplication>
#include <QQmlComponent>
#include <QRegularExpression>
#include <QtQml/qqmlextensionplugin.h>

Q_IMPORT_QML_PLUGIN(Saltern_StudioPlugin)
Q_IMPORT_QML_PLUGIN(Saltern_UiPlugin)

namespace Saltern {

namespace {

const QByteArray pipelineText = R"(saltern: 1
pipeline: self-heal
nodes:
  died:
    kind: docker.event@1
    label: Container died
    type: container
    action: die
  check:
    kind: filter@1
    label: web only
    match:
      data.container.image: [{ prefix: web }]
  diagnose:
    kind: function@1
    label: Diagnose
    runtime: python
    code: |
      def handle(event): return {}
  restart:
    kind: container.action@1
    label: Restart it
    action: restart
    container: "{{ trigger.data.container.id }}"
  page:
    kind: log@1
    label: Page
    message: crashed
wires:
  - died -> check
  - check -> diagnose
  - diagnose.ok -> restart
)";

const QByteArray windowText = R"(
import QtQuick
import Saltern.Studio
import Saltern.Ui

Window {
    id: window
    property alias screen: screen
    width: 1100
    height: 700
    visible: true
    DesignScreen {
        id: screen
        anchors.fill: parent
        focus: true
        document: null
    }
    ActionShortcuts {}
}
)";

Layout standardLayout()
{
    Layout layout;
    layout.nodes = {{QStringLiteral("died"), {QPointF(0, 0)}},
                    {QStringLiteral("check"), {QPointF(240, 0)}},
                    {QStringLiteral("diagnose"), {QPointF(480, 0)}},
                    {QStringLiteral("restart"), {QPointF(720, 0)}},
                    {QStringLiteral("page"), {QPointF(240, 240)}}};
    return layout;
}

// By what is inside what on the screen: what a Repeater makes has no other parent.
QQuickItem *visibleItem(QQuickItem *inside, const QString &name)
{
    if (!inside->isVisible())
        return nullptr;
    if (inside->objectName() == name)
        return inside;
    const QList<QQuickItem *> children = inside->childItems();
    for (QQuickItem *child : children) {
        if (QQuickItem *found = visibleItem(child, name))
            return found;
    }
    return nullptr;
}

} // namespace

CanvasFixture::CanvasFixture()
{
    Preferences::useFile(m_folder.filePath(QStringLiteral("studio.ini")));
    Preferences::instance().setTheme(QStringLiteral("dark"));
    Preferences::instance().setReducedMotion(true);
    m_engine.addImportPath(QStringLiteral(":/qt/qml"));
    m_engine.addImageProvider(QStringLiteral("icon"), new IconProvider);
    m_engine.loadData(windowText, QUrl(QStringLiteral("qrc:/qt/qml/Saltern/Ui/CanvasTest.qml")));
    m_window = qobject_cast<QQuickWindow *>(m_engine.rootObjects().value(0));
    if (!m_window)
        qFatal("The Design screen cannot be loaded.");
    m_screen = m_window->property("screen").value<QObject *>();
    m_view = m_window->findChild<CanvasView *>(QStringLiteral("canvas"));
    m_window->requestActivate();
    if (!QTest::qWaitForWindowActive(m_window))
        qFatal("The window does not become active.");
}

CanvasFixture::~CanvasFixture() = default;

void CanvasFixture::begin()
{
    begin(pipelineText, standardLayout());
}

void CanvasFixture::begin(const QByteArray &yaml, const Layout &layout)
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    QTest::mouseMove(m_window, QPoint(5, 5));
    auto fresh = std::make_unique<PipelineDocument>();
    fresh->begin(yaml, layout, true);
    m_screen->setProperty("document", QVariant::fromValue(fresh.get()));
    m_document = std::move(fresh);
    m_view->forceActiveFocus();
    QCoreApplication::processEvents();
}

void CanvasFixture::setFacts(RunFacts *facts)
{
    m_screen->setProperty("runFacts", QVariant::fromValue(facts));
}

QPoint CanvasFixture::at(QPointF scene)
{
    return m_view->toView(scene).toPoint();
}

QPoint CanvasFixture::centre(const QString &node)
{
    return at(m_view->scene()->node(node)->rect().center());
}

QPoint CanvasFixture::output(const QString &node, int port)
{
    return at(m_view->scene()->node(node)->outputPoint(port));
}

QPoint CanvasFixture::input(const QString &node)
{
    return at(m_view->scene()->node(node)->inputPoint());
}

QPoint CanvasFixture::middle(const QString &wire)
{
    return at(m_view->scene()->wire(wire)->curve.middle());
}

void CanvasFixture::press(QPoint at, Qt::KeyboardModifiers modifiers, Qt::MouseButton button)
{
    QTest::mousePress(m_window, button, modifiers, at);
}

void CanvasFixture::moveTo(QPoint at, Qt::KeyboardModifiers modifiers)
{
    QTest::mouseEvent(QTest::MouseMove, m_window, Qt::NoButton, modifiers, at);
}

void CanvasFixture::release(QPoint at, Qt::KeyboardModifiers modifiers, Qt::MouseButton button)
{
    QTest::mouseRelease(m_window, button, modifiers, at);
}

void CanvasFixture::drag(QPoint from,
                         QPoint to,
                         Qt::KeyboardModifiers modifiers,
                         Qt::MouseButton button)
{
    press(from, modifiers, button);
    moveTo((from + to) / 2, modifiers);
    moveTo(to, modifiers);
    release(to, modifiers, button);
}

void CanvasFixture::click(QPoint at, Qt::KeyboardModifiers modifiers, Qt::MouseButton button)
{
    QTest::mouseClick(m_window, button, modifiers, at);
    // The next one is not to be taken for its second half.
    QTest::qWait(1);
}

void CanvasFixture::doubleClick(QPoint at)
{
    QTest::mouseDClick(m_window, Qt::LeftButton, {}, at);
}

void CanvasFixture::hover(QPoint at)
{
    QTest::mouseMove(m_window, at);
    QCoreApplication::processEvents();
}

void CanvasFixture::wheel(QPoint at, QPoint angle, Qt::KeyboardModifiers modifiers)
{
    QWheelEvent event(at,
                      m_window->mapToGlobal(at),
                      {},
                      angle,
                      Qt::NoButton,
                      modifiers,
                      Qt::NoScrollPhase,
                      false);
    QCoreApplication::sendEvent(m_window, &event);
}

void CanvasFixture::key(Qt::Key key, Qt::KeyboardModifiers modifiers)
{
    QTest::keyClick(m_window, key, modifiers);
}

void CanvasFixture::type(const QString &text)
{
    for (const QChar letter : text)
        QTest::keyClick(m_window, letter.toLatin1());
}

QQuickItem *CanvasFixture::item(const QString &objectName)
{
    return visibleItem(m_window->contentItem(), objectName);
}

QObject *CanvasFixture::popup(const QString &objectName)
{
    return m_window->findChild<QObject *>(objectName);
}

bool CanvasFixture::isOpen(const QString &name)
{
    QObject *found = popup(name);
    return found && found->property("opened").toBool();
}

QStringList CanvasFixture::wireKeys()
{
    QStringList keys;
    for (const Wire &wire : m_document->wires())
        keys.append(wireKey(wire));
    return keys;
}

QStringList CanvasFixture::nodeIds()
{
    return m_document->nodeIds();
}

} // namespace Saltern
