import QtQuick
import Saltern.Ui

// What a setting is called and does, with its control beside it, or below where there is no room.
Item {
    id: line

    required property string title
    property string help: ""
    default property alias control: holder.data
    readonly property bool narrow: width - holder.childrenRect.width < Math.round(200 * Theme.scale)

    width: parent?.width ?? 0
    implicitHeight: narrow ? words.height + holder.childrenRect.height + 8 : Math.max(words.height, holder.childrenRect.height)

    Column {
        id: words
        width: line.narrow ? line.width : line.width - holder.childrenRect.width - 24
        spacing: 2
        Label {
            width: parent.width
            text: line.title
            font.weight: Font.Medium
        }
        Label {
            visible: text !== ""
            width: parent.width
            text: line.help
            tone: "muted"
            wrapMode: Text.Wrap
            font.pixelSize: Theme.fontSmall + 1
        }
    }
    Item {
        id: holder
        x: line.narrow ? 0 : line.width - childrenRect.width
        y: line.narrow ? words.height + 8 : Math.max(0, (line.height - childrenRect.height) / 2)
        width: childrenRect.width
        height: childrenRect.height
    }
}
