#include "qml/controls/dragcarrier.h"

#include <QDragEnterEvent>
#include <QGuiApplication>
#include <QQuickWindow>

namespace Saltern {

namespace {

constexpr qreal aboveScreens = 1000;

} // namespace

DragCarrier::DragCarrier(QQuickItem *parent) : QQuickItem(parent)
{
    setAcceptedMouseButtons(Qt::LeftButton);
    setKeepMouseGrab(true); // or else the handler that began the drag takes the mouse back
    setVisible(false);
    setZ(aboveScreens);
}

DragCarrier::~DragCarrier()
{
    if (m_data)
        QGuiApplication::restoreOverrideCursor();
}

void DragCarrier::begin(const QVariantMap &formats, QPointF at)
{
    if (m_data || !window())
        return;
    m_data = std::make_unique<QMimeData>();
    for (auto format = formats.begin(); format != formats.end(); ++format)
        m_data->setData(format.key(), format->toString().toUtf8());
    m_held = {};
    m_window = window();
    setParentItem(m_window->contentItem());
    setVisible(true);
    m_window->installEventFilter(this);
    QGuiApplication::setOverrideCursor(Qt::ClosedHandCursor);
    grabMouse();
    Q_EMIT activeChanged();
    QDragEnterEvent enter(
        at.toPoint(), Qt::CopyAction, m_data.get(), Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(m_window, &enter);
    carryTo(at, QGuiApplication::keyboardModifiers());
}

void DragCarrier::carryTo(QPointF at, Qt::KeyboardModifiers modifiers)
{
    setPosition(at);
    QDragMoveEvent move(
        at.toPoint(), Qt::CopyAction, m_data.get(), Qt::LeftButton, modifiers | m_held);
    QCoreApplication::sendEvent(m_window, &move);
    setWelcome(move.isAccepted());
}

void DragCarrier::mouseMoveEvent(QMouseEvent *event)
{
    if (m_data)
        carryTo(event->scenePosition(), event->modifiers());
}

void DragCarrier::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_data)
        return;
    QDropEvent drop(event->scenePosition(),
                    Qt::CopyAction,
                    m_data.get(),
                    Qt::LeftButton,
                    event->modifiers() | m_held);
    const bool wasWelcome = m_isWelcome;
    // What the drop opens, or whom it gives the keyboard, is no longer part of the drag.
    const std::unique_ptr<QMimeData> data = std::move(m_data);
    end();
    if (wasWelcome)
        QCoreApplication::sendEvent(m_window, &drop);
    else
        letGo();
}

void DragCarrier::mouseUngrabEvent()
{
    if (!m_data)
        return;
    m_data.reset();
    letGo();
    end();
}

void DragCarrier::letGo()
{
    QDragLeaveEvent leave;
    if (m_window)
        QCoreApplication::sendEvent(m_window, &leave);
}

void DragCarrier::end()
{
    if (m_window)
        m_window->removeEventFilter(this);
    QGuiApplication::restoreOverrideCursor();
    setVisible(false);
    setWelcome(false);
    Q_EMIT activeChanged();
}

bool DragCarrier::eventFilter(QObject *watched, QEvent *event)
{
    if (!m_data || (event->type() != QEvent::KeyPress && event->type() != QEvent::KeyRelease))
        return QQuickItem::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const bool isPress = event->type() == QEvent::KeyPress;
    if (isPress && key->key() == Qt::Key_Escape) {
        ungrabMouse();
        return true;
    }
    if (isPress && key->key() == Qt::Key_X)
        m_held ^= Qt::AltModifier;
    Qt::KeyboardModifiers modifiers = key->modifiers();
    modifiers.setFlag(Qt::AltModifier,
                      key->key() == Qt::Key_Alt ? isPress : modifiers.testFlag(Qt::AltModifier));
    carryTo(position(), modifiers);
    return true;
}

void DragCarrier::setWelcome(bool isWelcome)
{
    if (std::exchange(m_isWelcome, isWelcome) != isWelcome)
        Q_EMIT welcomeChanged();
}

} // namespace Saltern
