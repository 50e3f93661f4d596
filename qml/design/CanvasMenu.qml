pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// A menu of registered actions. `entries`: their ids; an empty one is a line between, and as the last
// one the line above the menus inside it.
AppMenu {
    id: menu

    property var entries: []
    property list<string> actionIds: []

    /// What needs an event that arrived is there only when one has.
    function refresh(): void {
        const ids = entries.filter(id => !id.startsWith("node.") || (ActionRegistry.action(id)?.enabled ?? false));
        const hasMore = entries[entries.length - 1] === "";
        actionIds = ids.filter((id, i) => id !== "" || i > 0 && ids[i - 1] !== "" && (hasMore || ids.slice(i).some(later => later !== "")));
    }

    Instantiator {
        model: menu.actionIds
        delegate: AppMenuItem {
            required property string modelData
            readonly property StudioAction entry: ActionRegistry.action(modelData)

            text: entry?.title ?? ""
            iconName: entry?.icon ?? ""
            shortcutText: entry?.shortcutText ?? ""
            enabled: entry?.enabled ?? false
            checkable: entry?.checkable ?? false
            checked: entry?.checked ?? false
            separator: modelData === ""
            objectName: "menu:" + modelData
            onTriggered: ActionRegistry.trigger(modelData)
        }
        onObjectAdded: (index, object) => menu.insertItem(index, object as Basic.MenuItem)
        onObjectRemoved: (index, object) => menu.removeItem(object as Basic.MenuItem)
    }
}
