import QtQuick
import Saltern.Ui

// A line across the window that asks nothing at once. Its buttons come as children.
Rectangle {
    id: notice

    required property string text
    property string iconName: "info"
    property string tone: "neutral"
    default property alias buttons: row.data

    implicitHeight: visible ? Math.round(40 * Math.min(Theme.scale, 1.5)) : 0
    color: tone === "warning" ? Theme.warningSurface : tone === "good" ? Theme.goodSurface
         : tone === "danger" ? Theme.dangerSurface : Theme.raised
    Accessible.role: Accessible.AlertMessage
    Accessible.name: text

    AppIcon {
        x: 16
        anchors.verticalCenter: parent.verticalCenter
        name: notice.iconName
        size: Math.round(16 * Theme.scale)
        color: notice.tone === "warning" ? Theme.warning : notice.tone === "good" ? Theme.good
             : notice.tone === "danger" ? Theme.danger : Theme.textMuted
    }
    Label {
        x: 28 + Math.round(16 * Theme.scale)
        width: row.x - x - 16
        height: parent.height
        text: notice.text
    }
    Row {
        id: row
        anchors { right: parent.right; rightMargin: 12; verticalCenter: parent.verticalCenter }
        spacing: 8
    }
    Rectangle {
        anchors.bottom: parent.bottom
        width: parent.width
        height: 1
        color: Theme.border
    }
}
