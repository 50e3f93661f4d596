import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

// A button that fits into the line of a label.
Basic.AbstractButton {
    id: button

    property string iconName: ""
    property string tip: ""
    property bool chosen: false

    implicitWidth: Math.round(20 * Theme.scale)
    implicitHeight: Math.round(18 * Theme.scale)
    Accessible.role: Accessible.Button
    Accessible.name: tip
    Keys.onReturnPressed: button.clicked()

    contentItem: Item {
        AppIcon {
            anchors.centerIn: parent
            visible: button.iconName !== ""
            name: button.iconName
            size: Math.round(13 * Theme.scale)
            color: button.hovered ? Theme.text : Theme.textMuted
        }
        Label {
            anchors.centerIn: parent
            visible: button.iconName === ""
            text: button.text
            color: button.chosen ? Theme.logic : button.hovered ? Theme.text : Theme.textMuted
            font.italic: true
            font.pixelSize: Theme.fontSmall
        }
    }
    background: Rectangle {
        radius: 4
        color: button.down ? Theme.pressed : button.hovered || button.chosen ? Theme.hover : "transparent"
        FocusRing { control: button; visible: button.visualFocus; anchors.margins: -1; radius: 5 }
    }
    AppToolTip {
        visible: button.tip !== "" && (button.hovered || button.visualFocus)
        text: button.tip
    }
}
