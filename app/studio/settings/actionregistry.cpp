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
    // An empty list would be read back as nothing said.
    Preferences::instance().settings().setValue(
        settingOf(id), shortcuts.isEmpty() ? QVariant(QString()) : QVariant(shortcuts));
    tell(action(id));
}

void ActionRegistry::resetShortcuts(const QString &id)
{
    Preferences::instance().settings().remove(settingOf(id));
    tell(action(id));
}

bool ActionRegistry::isChanged(const QString &id) const
{
    return Preferences::instance().settings().contains(settingOf(id));
}

void ActionRegistry::takeOver(const QString &id, const QString &shortcut)
{
    const QKeySequence keys(shortcut);
    while (const StudioAction *holder = holderOf(id, keys)) {
        QStringList left = holder->shortcuts();
        left.removeIf([&](const QString &text) { return QKeySequence(text) == keys; });
        setShortcuts(holder->actionId(), left);
    }
    setShortcuts(id, {shortcut});
}

QString ActionRegistry::textOf(int key, int modifiers)
{
    switch (key) {
    case Qt::Key_Shift:
    case Qt::Key_Control:
    case Qt::Key_Alt:
    case Qt::Key_AltGr:
    case Qt::Key_Meta:
    case Qt::Key_CapsLock:
    case Qt::Key_NumLock:
    case Qt::Key_Tab:
    case Qt::Key_Backtab:
    case Qt::Key_Escape:
    case Qt::Key_unknown:
    case 0:
        return {};
    default:
        break;
    }
    // Of "Shift+?" the keyboard has made "?" already; "Shift+A" is another key than "A".
    const bool isSign = key < 0x80 && !QChar(key).isLetterOrNumber() && key != Qt::Key_Space;
    const int held = modifiers & ~int(Qt::KeypadModifier) &
                     ~(isSign ? int(Qt::ShiftModifier) : int(Qt::NoModifier));
    return QKeySequence(key | held).toString(QKeySequence::PortableText);
}

StudioAction *ActionRegistry::holderOf(const QString &id, const QKeySequence &keys) const
{
    const StudioAction *own = action(id);
    if (!own || keys.isEmpty())
        return nullptr;
    const auto found = std::ranges::find_if(m_actions, [&](const StudioAction *other) {
        const QStringList theirs = other->shortcuts();
        return other->actionId() != id && mayMeet(*own, *other) &&
               std::ranges::any_of(theirs,
                                   [&](const QString &text) { return QKeySequence(text) == keys; });
    });
    return found == m_actions.end() ? nullptr : *found;
}

QString ActionRegistry::conflictOf(const QString &id, const QString &shortcut) const
{
    const StudioAction *holder = holderOf(id, QKeySequence(shortcut));
    return holder ? holder->title() : QString();
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
    if (!own.isValid())
        return action.defaultShortcuts();
    QStringList shortcuts = own.toStringList();
    shortcuts.removeAll(QString());
    return shortcuts;
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
