import QtQuick
import Saltern.Ui

Column {
    id: heading

    required property string title
    property string subtitle: ""

    spacing: 6
    Label {
        text: heading.title
        font.pixelSize: Theme.fontHeading
        font.weight: Font.DemiBold
        Accessible.role: Accessible.Heading
        Accessible.name: text
    }
    Label {
        visible: text !== ""
        text: heading.subtitle
        tone: "muted"
    }
}
