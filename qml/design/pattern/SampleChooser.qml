import QtQuick
import Saltern.Ui

// Which of several sample events is looked at.
Row {
    id: chooser

    required property int count
    required property int current
    signal chosen(int index)

    visible: count > 1
    spacing: 2
    IconButton {
        height: Math.round(24 * Theme.scale)
        width: height
        iconName: "chevron-left"
        tip: qsTr("Previous event")
        enabled: chooser.current > 0
        onClicked: chooser.chosen(chooser.current - 1)
    }
    Label {
        anchors.verticalCenter: parent.verticalCenter
        text: qsTr("event %1 of %2").arg(chooser.current + 1).arg(chooser.count)
        tone: "muted"
        font.pixelSize: Theme.fontSmall
    }
    IconButton {
        height: Math.round(24 * Theme.scale)
        width: height
        iconName: "chevron-right"
        tip: qsTr("Next event")
        enabled: chooser.current < chooser.count - 1
        onClicked: chooser.chosen(chooser.current + 1)
    }
}
