pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Ui

// A heading that opens to a list of sentences.
Column {
    id: section

    required property string title
    required property var sentences
    property bool numbered: false
    property bool open: false

    visible: sentences.length > 0
    spacing: 4

    AppButton {
        kind: "flat"
        leftPadding: 4
        height: Math.round(26 * Theme.scale)
        iconName: section.open ? "chevron-down" : "chevron-right"
        text: section.title
        onClicked: section.open = !section.open
    }
    Repeater {
        model: section.open ? section.sentences : []
        Label {
            required property string modelData
            required property int index
            width: section.width
            leftPadding: 8
            rightPadding: 8
            bottomPadding: 4
            wrapMode: Text.Wrap
            tone: "muted"
            font.pixelSize: Theme.fontSmall + 1
            text: section.numbered ? (index + 1) + ". " + modelData : modelData
        }
    }
}
