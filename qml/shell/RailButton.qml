import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

Basic.AbstractButton {
    id: button

    required property string iconName
    required property bool current
    property string tip: ""
    readonly property bool holds: hovered || spring.containsDrag // what is dragged included

    implicitWidth: Theme.railWidth - 12
    implicitHeight: Math.round(46 * Math.min(Theme.scale, 1.5))
    Accessible.name: text
    Accessible.role: Accessible.PageTab
    Keys.onReturnPressed: button.clicked()

    contentItem: Column {
        topPadding: 6
        spacing: 3
        AppIcon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: button.iconName
            color: button.current ? Theme.accent : Theme.textMuted
        }
        Label {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: button.text
            font.pixelSize: Math.round(9.5 * Math.min(Theme.scale, 1.5))
            color: button.current ? Theme.accent : Theme.textMuted
        }
    }
    background: Rectangle {
        radius: Theme.radius
        color: button.current ? Theme.chosen : button.holds ? Theme.hover : "transparent"
        FocusRing { control: button; visible: button.visualFocus }
    }
    SpringDrop {
        id: spring
        onSprung: button.clicked()
    }
    AppToolTip {
        // Beside the rail: above the button it would cover the next one.
        x: button.width + 10
        y: (button.height - height) / 2
        visible: button.hovered && button.tip !== ""
        text: button.tip
    }
}
