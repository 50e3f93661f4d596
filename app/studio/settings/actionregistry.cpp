#include "app/studio/settings/actionregistry.h"

#include "app/studio/settings/preferences.h"

#include <QJSEngine>

#include <algorithm>
#include <ranges>

namespace Saltern {

namespace {

QString settingOf(const QString &id)
{
    return QStringLiteral("shortcuts/") + id;
}

bool mayMeet(const StudioAction &one, const StudioAction &other)
{
    const QLatin1StringView everywhere("window");
    return one.scope() == other.scope() || one.scope() == everywhere || other.scope() == everywhere;
}

} // namespace

ActionRegistry &ActionRegistry::instance()
{
    static ActionRegistry registry;
    return registry;
}

ActionRegistry *ActionRegistry::create(QQmlEngine *, QJSEngine *)
{
    QJSEngine::setObjectOwnership(&instance(), QJSEngine::CppOwnership);
    return &instance();
}

StudioAction *ActionRegistry::action(const QString &id) const
{
    const auto newestFirst = m_actions | std::views::reverse;
    const auto found = std::ranges::find(newestFirst, id, &StudioAction::actionId);
    return found == newestFirst.end() ? nullptr : *found;
}

bool ActionRegistry::trigger(const QString &id)
{
    StudioAction *found = action(id);
    return found && found->trigger();
}

bool ActionRegistry::triggerShortcut(const QString &scope, const QKeySequence &keys)
{
    for (StudioAction *candidate : m_actions | std::views::reverse) {
        if (candidate->scope() != scope || !candidate->isEnabled())
            continue;
        const QStringList shortcuts = candidate->shortcuts();
        const bool fits = std::ranges::any_of(
            shortcuts, [&](const QString &shortcut) { return QKeySequence(shortcut) == keys; });
        if (fits)
            return candidate->trigger();
    }
    return false;
}

void ActionRegistry::setShortcuts(const QString &id, const QStringList &shortcuts)
{
    Preferences::instance().settings().setValue(settingOf(id), shortcuts);
    tell(action(id));
}

void ActionRegistry::resetShortcuts(const QString &id)
{
    Preferences::instance().settings().remove(settingOf(id));
    tell(action(id));
}

QString ActionRegistry::conflictOf(const QString &id, const QString &shortcut) const
{
    const StudioAction *own = action(id);
    const QKeySequence keys(shortcut);
    if (!own || keys.isEmpty())
        return {};
    for (const StudioAction *other : m_actions) {
        if (other->actionId() == id || !mayMeet(*own, *other))
            continue;
        const QStringList theirs = other->shortcuts();
        if (std::ranges::any_of(theirs,
                                [&](const QString &text) { return QKeySequence(text) == keys; }))
            return other->title();
    }
    return {};
}

int ActionRegistry::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_actions.size());
}

QVariant ActionRegistry::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    StudioAction *action = m_actions[index.row()];
    switch (role) {
    case ActionRole:
        return QVariant::fromValue(action);
    case ActionIdRole:
        return action->actionId();
    case Qt::DisplayRole:
    case TitleRole:
        return action->title();
    case GroupRole:
        return action->group();
    case ScopeRole:
        return action->scope();
    case ShortcutTextRole:
        return action->shortcutText();
    case ShortcutsRole:
        return action->shortcuts();
    case EnabledRole:
        return action->isEnabled();
    default:
        return {};
    }
}

QHash<int, QByteArray> ActionRegistry::roleNames() const
{
    return {{ActionRole, "action"},
            {ActionIdRole, "actionId"},
            {TitleRole, "title"},
            {GroupRole, "group"},
            {ScopeRole, "scope"},
            {ShortcutTextRole, "shortcutText"},
            {ShortcutsRole, "shortcuts"},
            {EnabledRole, "enabled"}};
}

void ActionRegistry::add(StudioAction *action)
{
    const int row = int(m_actions.size());
    beginInsertRows({}, row, row);
    m_actions.append(action);
    endInsertRows();
    connect(action, &StudioAction::changed, this, [this, action] {
        const QModelIndex changed = index(int(m_actions.indexOf(action)));
        Q_EMIT dataChanged(changed, changed);
    });
}

void ActionRegistry::remove(StudioAction *action)
{
    const int row = int(m_actions.indexOf(action));
    if (row < 0)
        return;
    beginRemoveRows({}, row, row);
    m_actions.removeAt(row);
    endRemoveRows();
}

QStringList ActionRegistry::shortcutsOf(const StudioAction &action) const
{
    const QVariant own = Preferences::instance().settings().value(settingOf(action.actionId()));
    return own.isValid() ? own.toStringList() : action.defaultShortcuts();
}

void ActionRegistry::tell(StudioAction *action)
{
    if (!action)
        return;
    Q_EMIT action->shortcutsChanged();
    const QModelIndex changed = index(int(m_actions.indexOf(action)));
    Q_EMIT dataChanged(changed, changed);
}

} // namespace Saltern
