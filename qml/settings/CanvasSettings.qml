import QtQuick
import Saltern.Studio
import Saltern.Ui

// How the canvas answers to the mouse.
Column {
    spacing: 20
    topPadding: 8

    SettingLine {
        title: qsTr("Dragging over empty canvas")
        help: qsTr("Space or the middle button always moves the view.")
        SegmentedControl {
            objectName: "dragChoice"
            name: qsTr("Dragging over empty canvas")
            value: Preferences.dragOnEmpty
            model: [{ value: "select", text: qsTr("Selects") }, { value: "pan", text: qsTr("Moves the view") }]
            onChosen: value => Preferences.dragOnEmpty = value
        }
    }
    SettingLine {
        title: qsTr("Snap to the grid")
        help: qsTr("Nodes that are moved come to rest on a grid of 8 pixels.")
        AppSwitch {
            Accessible.name: qsTr("Snap to the grid")
            checked: Preferences.snapToGrid
            onToggled: Preferences.snapToGrid = checked
        }
    }
}
