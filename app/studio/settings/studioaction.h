#pragma once

#include <QObject>
#include <QQmlParserStatus>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

namespace Saltern {

/// One thing a person can do: declared once in QML, listed by menus, the command palette and the
/// sheet of shortcuts. Enters the ActionRegistry while it lives. GUI thread.
class StudioAction : public QObject, public QQmlParserStatus
{
    Q_OBJECT
    QML_ELEMENT
    Q_INTERFACES(QQmlParserStatus)
    /// Stable, "canvas.rename": what settings keep a changed shortcut under.
    Q_PROPERTY(QString actionId MEMBER m_actionId READ actionId NOTIFY changed)
    Q_PROPERTY(QString title MEMBER m_title READ title NOTIFY changed)
    /// The heading that it stands under in lists.
    Q_PROPERTY(QString group MEMBER m_group READ group NOTIFY changed)
    Q_PROPERTY(QString icon MEMBER m_icon READ icon NOTIFY changed)
    /// "window": its shortcut works everywhere. Else the name of the part of the screen that has
    /// to have the keyboard, "canvas".
    Q_PROPERTY(QString scope MEMBER m_scope READ scope NOTIFY changed)
    /// As it comes; the first is the one that is shown.
    Q_PROPERTY(
        QStringList defaultShortcuts MEMBER m_defaultShortcuts READ defaultShortcuts NOTIFY changed)
    /// As the user has it.
    Q_PROPERTY(QStringList shortcuts READ shortcuts NOTIFY shortcutsChanged)
    Q_PROPERTY(QString shortcutText READ shortcutText NOTIFY shortcutsChanged)
    Q_PROPERTY(bool enabled MEMBER m_enabled READ isEnabled NOTIFY changed)
    Q_PROPERTY(bool checked MEMBER m_checked READ isChecked NOTIFY changed)
    Q_PROPERTY(bool checkable MEMBER m_checkable READ isCheckable NOTIFY changed)

public:
    explicit StudioAction(QObject *parent = nullptr);
    ~StudioAction() override;

    QString actionId() const { return m_actionId; }
    QString title() const { return m_title; }
    QString group() const { return m_group; }
    QString icon() const { return m_icon; }
    QString scope() const { return m_scope; }
    QStringList defaultShortcuts() const { return m_defaultShortcuts; }
    QStringList shortcuts() const;
    QString shortcutText() const;
    bool isEnabled() const { return m_enabled; }
    bool isChecked() const { return m_checked; }
    bool isCheckable() const { return m_checkable; }

    /// Does it, unless it is disabled; whether it did.
    Q_INVOKABLE bool trigger();

Q_SIGNALS:
    void triggered();
    void changed();
    void shortcutsChanged();

private:
    void classBegin() override {}
    void componentComplete() override;

    QString m_actionId;
    QString m_title;
    QString m_group;
    QString m_icon;
    QString m_scope = QStringLiteral("window");
    QStringList m_defaultShortcuts;
    bool m_enabled = true;
    bool m_checked = false;
    bool m_checkable = false;
};

} // namespace Saltern
