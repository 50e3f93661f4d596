pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

// What a new entry of a list may be.
AppMenu {
    id: menu

    property var kinds: [] // {name, title, help}
    signal chosen(string kind)

    Instantiator {
        model: menu.kinds
        delegate: AppMenuItem {
            required property var modelData
            objectName: "addKind:" + modelData.name
            text: modelData.title
            onTriggered: menu.chosen(modelData.name)
        }
        onObjectAdded: (index, object) => menu.insertItem(index, object as Basic.MenuItem)
        onObjectRemoved: (index, object) => menu.removeItem(object as Basic.MenuItem)
    }
}
