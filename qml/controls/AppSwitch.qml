import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

Basic.Switch {
    id: control

    padding: 0
    spacing: 8
    Accessible.name: text

    indicator: Rectangle {
        implicitWidth: 32
        implicitHeight: 18
        y: (control.height - height) / 2
        radius: 9
        color: control.checked ? Theme.accent : Theme.pressed
        border.color: control.checked ? Theme.accent : Theme.outline
        Rectangle {
            x: control.checked ? parent.width - width - 3 : 3
            anchors.verticalCenter: parent.verticalCenter
            width: 12
            height: 12
            radius: 6
            color: control.checked ? Theme.onAccent : Theme.textMuted
            Behavior on x { NumberAnimation { duration: Theme.fast } }
        }
        FocusRing { control: control; visible: control.visualFocus }
    }
    contentItem: Label {
        leftPadding: control.text !== "" ? control.indicator.width + control.spacing : control.indicator.width
        text: control.text
    }
}
