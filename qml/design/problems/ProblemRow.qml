import QtQuick
import Saltern.Ui

// One problem: an error is a filled square with a cross, a warning a triangle.
Item {
    id: row

    required property int index
    required property string severity
    required property string message
    required property string remedy
    required property int line
    required property string nodeId
    required property string pointer
    required property string wireKey
    property bool focused: false
    signal clicked()

    height: Math.round(28 * Theme.scale)
    Accessible.role: Accessible.ListItem
    Accessible.name: (severity === "error" ? qsTr("Error: %1") : qsTr("Warning: %1")).arg(message + " " + remedy)
    Accessible.onPressAction: clicked()

    Rectangle {
        anchors.fill: parent
        color: hover.hovered ? Theme.hover : row.index % 2 ? Theme.raised : "transparent"
        border.width: row.focused ? 2 : 0
        border.color: Theme.accent
    }
    AppIcon {
        id: sign
        x: 14
        anchors.verticalCenter: parent.verticalCenter
        name: row.severity === "error" ? "error" : "warning"
        size: Math.round(15 * Theme.scale)
        color: row.severity === "error" ? Theme.danger : Theme.warning
    }
    Label {
        id: where
        anchors { left: sign.right; leftMargin: 10; verticalCenter: parent.verticalCenter }
        width: Math.round(150 * Theme.scale)
        mono: true
        tone: "muted"
        text: row.nodeId !== "" ? row.nodeId : row.wireKey !== "" ? row.wireKey : qsTr("pipeline")
    }
    Label {
        id: words
        anchors { left: where.right; leftMargin: 8; right: place.left; rightMargin: 12; verticalCenter: parent.verticalCenter }
        text: row.remedy === "" ? row.message : row.message + " " + row.remedy
    }
    Label {
        id: place
        anchors { right: parent.right; rightMargin: 16; verticalCenter: parent.verticalCenter }
        mono: true
        tone: "faint"
        text: row.line > 0 ? qsTr("line %1").arg(row.line) : ""
    }
    HoverHandler { id: hover }
    TapHandler { onTapped: row.clicked() }
    AppToolTip {
        visible: hover.hovered && words.truncated
        text: words.text
    }
}
