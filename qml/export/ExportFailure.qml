import QtQuick
import Saltern.Ui

// Why there are no files.
Column {
    id: failure

    required property string text

    spacing: 12
    AppIcon {
        anchors.horizontalCenter: parent.horizontalCenter
        name: "error"
        size: 32
        color: Theme.danger
    }
    Label {
        objectName: "exportError"
        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        text: failure.text
    }
}
