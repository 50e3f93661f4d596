#pragma once

#include <QMimeData>
#include <QPointer>
#include <QQuickItem>
#include <QtQml/qqmlregistration.h>

#include <memory>

namespace Saltern {

/// Carries something under the mouse to another place of the window, also from one screen to the
/// next: it keeps the mouse when the screen where the drag began is hidden. What is under it gets
/// the events of a drag from another program. Escape lets it go; X does what Alt does, for desktops
/// that keep Alt for themselves. GUI thread.
class DragCarrier : public QQuickItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(bool active READ isActive NOTIFY activeChanged)
    /// Whether what is under it would take it.
    Q_PROPERTY(bool welcome READ isWelcome NOTIFY welcomeChanged)

public:
    explicit DragCarrier(QQuickItem *parent = nullptr);
    ~DragCarrier() override;

    bool isActive() const { return m_data != nullptr; }
    bool isWelcome() const { return m_isWelcome; }

    /// `formats` holds texts by mime type, `at` is in pixels of the window. Only while an event of
    /// the mouse is handled: the mouse is taken over from whoever has it.
    Q_INVOKABLE void begin(const QVariantMap &formats, QPointF at);

Q_SIGNALS:
    void activeChanged();
    void welcomeChanged();

protected:
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseUngrabEvent() override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void carryTo(QPointF at, Qt::KeyboardModifiers modifiers);
    void letGo();
    void end();
    void setWelcome(bool isWelcome);

    std::unique_ptr<QMimeData> m_data;
    QPointer<QQuickWindow> m_window; // through which it is carried
    Qt::KeyboardModifiers m_held;    // by X
    bool m_isWelcome = false;
};

} // namespace Saltern
