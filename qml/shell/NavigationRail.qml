pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Ui

// The screens, one below the other. `screens`: a list of {id, title, icon, shortcut}.
Rectangle {
    id: rail

    required property var screens
    required property string current
    signal chosen(string id)

    implicitWidth: Theme.railWidth
    color: Theme.panel
    Accessible.role: Accessible.PageTabList
    Accessible.name: qsTr("Screens")

    Rectangle {
        anchors.right: parent.right
        width: 1
        height: parent.height
        color: Theme.border
    }
    Column {
        x: 6
        y: 10
        spacing: 4
        Repeater {
            model: rail.screens
            RailButton {
                required property var modelData

                text: modelData.title
                iconName: modelData.icon
                tip: qsTr("%1 (%2)").arg(modelData.title).arg(modelData.shortcut)
                current: rail.current === modelData.id
                onClicked: rail.chosen(modelData.id)
            }
        }
    }
}
