import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

Basic.CheckBox {
    id: box

    padding: 0
    spacing: 8
    font.family: Theme.family
    font.pixelSize: Theme.fontNormal
    Accessible.name: text

    indicator: Rectangle {
        implicitWidth: 16
        implicitHeight: 16
        y: (box.height - height) / 2
        radius: 4
        color: box.checked ? Theme.accent : Theme.field
        border.color: box.checked ? Theme.accent : Theme.outline
        AppIcon {
            anchors.centerIn: parent
            visible: box.checked
            name: "check"
            size: 12
            color: Theme.onAccent
        }
        FocusRing { control: box; visible: box.visualFocus }
    }
    contentItem: Label {
        leftPadding: box.indicator.width + box.spacing
        text: box.text
    }
}
