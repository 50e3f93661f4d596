import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Ui

// A button with words. `kind`: "normal", "primary", "danger" or "flat".
Basic.Button {
    id: button

    property string kind: "normal"
    property string iconName: ""
    property string tip: ""

    readonly property color ink: !enabled ? Theme.textFaint
                               : kind === "primary" ? Theme.onAccent
                               : kind === "danger" ? Theme.danger
                               : Theme.text
    readonly property color surface: !enabled ? (kind === "flat" ? "transparent" : Theme.raised)
                                   : kind === "primary" ? (hovered ? Theme.accentHover : Theme.accent)
                                   : kind === "danger" ? Theme.dangerSurface
                                   : kind === "flat" ? (hovered ? Theme.hover : "transparent")
                                   : hovered ? Theme.hover : Theme.raised

    implicitHeight: Theme.controlHeight
    leftPadding: 12
    rightPadding: 12
    topPadding: 0
    bottomPadding: 0
    Accessible.name: text !== "" ? text : tip
    Keys.onReturnPressed: button.clicked()
    Keys.onEnterPressed: button.clicked()

    contentItem: Row {
        spacing: 6
        AppIcon {
            visible: button.iconName !== ""
            anchors.verticalCenter: parent.verticalCenter
            name: button.iconName
            color: button.ink
            size: Math.round(15 * Theme.scale)
        }
        Label {
            anchors.verticalCenter: parent.verticalCenter
            text: button.text
            color: button.ink
            font.weight: button.kind === "flat" ? Font.Normal : Font.Medium
        }
    }
    background: Rectangle {
        radius: Theme.radius - 1
        color: button.down ? (button.kind === "primary" ? Theme.accentHover : Theme.pressed) : button.surface
        border.width: button.kind === "flat" || (button.kind === "primary" && button.enabled) ? 0 : 1
        border.color: button.kind === "danger" && button.enabled ? Qt.alpha(Theme.danger, 0.55) : Theme.border
        FocusRing { control: button; visible: button.visualFocus }
    }
    AppToolTip {
        visible: button.tip !== "" && button.hovered
        text: button.tip
    }
}
