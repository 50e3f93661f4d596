import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

Basic.AbstractButton {
    id: card

    required property string name
    required property string title
    required property string description
    required property string document
    required property string layoutText
    signal chosen()

    implicitHeight: column.implicitHeight + 24
    Accessible.name: title
    Accessible.description: description
    Keys.onReturnPressed: card.clicked()
    onClicked: chosen()

    background: Panel {
        color: card.down ? Theme.pressed : card.hovered ? Theme.hover : Theme.panel
        border.color: card.hovered ? Theme.borderStrong : Theme.border
        FocusRing { control: card; visible: card.visualFocus }
    }
    contentItem: null
    Column {
        id: column
        x: 12
        y: 12
        width: card.width - 24
        spacing: 6
        Miniature {
            width: parent.width
            height: Math.round(64 * Theme.scale)
            text: card.document
            layoutText: card.layoutText
        }
        Label {
            topPadding: 4
            width: parent.width
            text: card.title
            font.weight: Font.DemiBold
        }
        Label {
            width: parent.width
            height: Math.round(50 * Theme.scale)
            text: card.description
            tone: "muted"
            wrapMode: Text.Wrap
            maximumLineCount: 3
            verticalAlignment: Text.AlignTop
            font.pixelSize: Theme.fontSmall + 1
        }
    }
}
