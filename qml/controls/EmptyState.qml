import QtQuick
import Saltern.Ui

// What would be here and how to get it, in the middle of what is empty.
Item {
    id: empty

    required property string iconName
    required property string title
    property string text: ""
    property string actionText: ""
    signal acted()

    implicitHeight: column.implicitHeight + 48

    Column {
        id: column
        anchors.centerIn: parent
        width: Math.min(parent.width - 48, Math.round(420 * Theme.scale))
        spacing: 8
        AppIcon {
            anchors.horizontalCenter: parent.horizontalCenter
            name: empty.iconName
            size: Math.round(28 * Theme.scale)
            color: Theme.textFaint
        }
        Label {
            width: parent.width
            topPadding: 4
            horizontalAlignment: Text.AlignHCenter
            text: empty.title
            wrapMode: Text.Wrap
            font.pixelSize: Theme.fontLarge
            font.weight: Font.DemiBold
        }
        Label {
            visible: text !== ""
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: empty.text
            tone: "muted"
            wrapMode: Text.Wrap
            lineHeight: 1.3
        }
        AppButton {
            visible: empty.actionText !== ""
            anchors.horizontalCenter: parent.horizontalCenter
            text: empty.actionText
            onClicked: empty.acted()
        }
    }
}
