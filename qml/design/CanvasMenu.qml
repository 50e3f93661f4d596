pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// A menu of registered actions. `actionIds`: their ids; an empty one is a line between.
AppMenu {
    id: menu

    property list<string> actionIds: []

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
            visible: modelData !== ""
            height: visible ? implicitHeight : 9
            objectName: "menu:" + modelData
            onTriggered: ActionRegistry.trigger(modelData)
        }
        onObjectAdded: (index, object) => menu.insertItem(index, object as Basic.MenuItem)
        onObjectRemoved: (index, object) => menu.removeItem(object as Basic.MenuItem)
    }
}
