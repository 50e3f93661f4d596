import QtQuick
import Saltern.Ui

AppTextField {
    id: field

    implicitWidth: Math.round(240 * Theme.scale)
    leftPadding: Math.round(14 * Theme.scale) + 16
    rightPadding: clear.visible ? height : 10
    Keys.onEscapePressed: event => {
        event.accepted = text !== "";
        text = "";
    }
    AppIcon {
        x: 9
        anchors.verticalCenter: parent.verticalCenter
        name: "search"
        size: Math.round(14 * Theme.scale)
        color: Theme.textFaint
    }
    IconButton {
        id: clear
        visible: field.text !== ""
        anchors { right: parent.right; rightMargin: 3; verticalCenter: parent.verticalCenter }
        implicitWidth: field.height - 8
        implicitHeight: field.height - 8
        iconName: "close"
        tip: qsTr("Clear")
        onClicked: field.text = ""
    }
}
