import QtQuick
import Saltern.Ui

Column {
    id: heading

    required property string title
    property string subtitle: ""
    property real maximumWidth: Infinity

    spacing: 6
    Label {
        width: Math.min(implicitWidth, heading.maximumWidth)
        text: heading.title
        font.pixelSize: Theme.fontHeading
        font.weight: Font.DemiBold
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }
    Label {
        visible: text !== ""
        width: Math.min(implicitWidth, heading.maximumWidth)
        text: heading.subtitle
        tone: "muted"
        wrapMode: Text.Wrap
    }
}
