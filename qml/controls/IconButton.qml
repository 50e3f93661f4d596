import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

// A button with only an icon: `tip` is its tooltip and its accessible name, with the shortcut in it.
Basic.Button {
    id: button

    required property string iconName
    required property string tip
    property bool framed: false
    property color ink: enabled ? Theme.text : Theme.textFaint

    implicitWidth: Theme.controlHeight
    implicitHeight: Theme.controlHeight
    padding: 0
    opacity: enabled ? 1 : 0.5
    Accessible.name: tip
    Keys.onReturnPressed: button.clicked()
    Keys.onEnterPressed: button.clicked()

    contentItem: Item {
        AppIcon {
            anchors.centerIn: parent
            name: button.iconName
            color: button.ink
        }
    }
    background: Rectangle {
        radius: Theme.radius - 1
        color: button.down ? Theme.pressed : button.hovered || button.checked ? Theme.hover
             : button.framed ? Theme.raised : "transparent"
        border.width: button.framed ? 1 : 0
        border.color: Theme.border
        FocusRing { control: button; visible: button.visualFocus }
    }
    AppToolTip {
        visible: button.hovered || button.visualFocus
        text: button.tip
    }
}
