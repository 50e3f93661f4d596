import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

Basic.MenuItem {
    id: item

    property string iconName: ""
    property string shortcutText: ""

    implicitWidth: Math.max(200, label.implicitWidth + keys.implicitWidth + 72)
    implicitHeight: Theme.controlHeight
    padding: 0
    Accessible.name: text

    contentItem: Item {
        opacity: item.enabled ? 1 : 0.45
        AppIcon {
            x: 12
            anchors.verticalCenter: parent.verticalCenter
            visible: item.iconName !== "" || item.checked
            name: item.checked ? "check" : item.iconName
            size: Math.round(14 * Theme.scale)
            color: Theme.textMuted
        }
        Label {
            id: label
            x: 36
            anchors.verticalCenter: parent.verticalCenter
            text: item.text
        }
        Label {
            id: keys
            anchors { right: parent.right; rightMargin: 12; verticalCenter: parent.verticalCenter }
            text: item.shortcutText
            tone: "faint"
            font.pixelSize: Theme.fontSmall
        }
    }
    indicator: null
    arrow: null
    background: Rectangle {
        x: 4
        width: item.width - 8
        radius: Theme.radiusSmall
        color: item.highlighted ? Theme.hover : "transparent"
    }
}
