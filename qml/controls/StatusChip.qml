import QtQuick
import Saltern.Ui

// A state with a dot whose shape differs too: filled = well, ring = waiting, square = bad.
Rectangle {
    id: chip

    required property string text
    property string tone: "neutral" // "good", "warning", "danger", "neutral"
    property string tip: ""

    readonly property color ink: tone === "good" ? Theme.good : tone === "warning" ? Theme.warning
                               : tone === "danger" ? Theme.danger : Theme.textFaint

    implicitWidth: row.implicitWidth + 22
    implicitHeight: Math.round(24 * Theme.scale)
    radius: height / 2
    color: Theme.raised
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    Row {
        id: row
        anchors.centerIn: parent
        spacing: 7
        Rectangle {
            anchors.verticalCenter: parent.verticalCenter
            width: Math.round(8 * Theme.scale)
            height: width
            radius: chip.tone === "danger" ? 1 : width / 2
            color: chip.tone === "warning" ? "transparent" : chip.ink
            border.width: chip.tone === "warning" ? 2 : 0
            border.color: chip.ink
        }
        Label {
            text: chip.text
            tone: "muted"
            font.pixelSize: Theme.fontSmall + 1
        }
    }
    HoverHandler { id: hover }
    AppToolTip {
        visible: chip.tip !== "" && hover.hovered
        text: chip.tip
    }
}
