#pragma once

#include "app/studio/settings/studioaction.h"

#include <QAbstractListModel>
#include <QKeySequence>

class QJSEngine;
class QQmlEngine;

namespace Saltern {

/// Every StudioAction there is, in the order in which they came. GUI thread.
class ActionRegistry : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

public:
    enum Role {
        ActionRole = Qt::UserRole, // the StudioAction
        ActionIdRole,
        TitleRole,
        GroupRole,
        ScopeRole,
        ShortcutTextRole,
        ShortcutsRole,
        EnabledRole,
    };

    static ActionRegistry &instance();
    static ActionRegistry *create(QQmlEngine *, QJSEngine *);

    /// Null when there is none; the newest when a second screen brought the same again.
    Q_INVOKABLE Saltern::StudioAction *action(const QString &id) const;
    /// Whether there was one and it was enabled.
    Q_INVOKABLE bool trigger(const QString &id);
    /// Does the enabled action of this scope that has the shortcut; whether there was one.
    bool triggerShortcut(const QString &scope, const QKeySequence &keys);

    /// Gives it another shortcut, kept between sessions; an empty list takes away every one.
    Q_INVOKABLE void setShortcuts(const QString &id, const QStringList &shortcuts);
    /// The shortcuts that it came with.
    Q_INVOKABLE void resetShortcuts(const QString &id);
    /// Whether a person has given it other shortcuts than it came with.
    Q_INVOKABLE bool isChanged(const QString &id) const;
    /// The only one with this shortcut: who has it where both would answer loses it.
    Q_INVOKABLE void takeOver(const QString &id, const QString &shortcut);
    /// What was pressed, as a shortcut is written; empty for what cannot be one: a modifier alone,
    /// Tab, Escape.
    Q_INVOKABLE static QString textOf(int key, int modifiers);
    /// The title of another action that has this shortcut in a scope where both would answer.
    Q_INVOKABLE QString conflictOf(const QString &id, const QString &shortcut) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

private:
    friend class StudioAction;

    // Private, or else QML makes one of its own instead of asking create().
    ActionRegistry() = default;

    void add(StudioAction *action);
    void remove(StudioAction *action);
    QStringList shortcutsOf(const StudioAction &action) const;
    void tell(StudioAction *action);
    StudioAction *holderOf(const QString &id, const QKeySequence &keys) const;

    QList<StudioAction *> m_actions;
};

} // namespace Saltern
