import QtQuick
import Saltern.Ui

Column {
    id: field

    required property string title
    required property string help
    required property var choices
    required property string value
    signal chosen(string value)

    width: parent?.width ?? 0
    spacing: 6
    Label {
        text: field.title
        tone: "muted"
        font.pixelSize: Theme.fontSmall + 1
    }
    SegmentedControl {
        width: parent.width
        model: field.choices
        value: field.value
        onChosen: value => field.chosen(value)
    }
    Label {
        width: parent.width
        wrapMode: Text.Wrap
        tone: "faint"
        font.pixelSize: Theme.fontSmall
        text: field.help
    }
}
