import QtQuick
import Saltern.Ui

Column {
    id: section

    required property string title
    required property string emptyIcon
    required property string emptyTitle
    required property string emptyText
    property alias model: table.model
    property alias columns: table.columns
    signal activated(int row)

    width: parent?.width ?? 0
    spacing: 8
    Label {
        text: section.title
        font.pixelSize: Theme.fontLarge
        font.weight: Font.DemiBold
        Accessible.role: Accessible.Heading
    }
    Panel {
        width: parent.width
        height: table.count === 0 ? Math.round(152 * Theme.scale) : table.rowHeight * table.count + Math.round(30 * Theme.scale) + 4
        DataTable {
            id: table
            anchors { fill: parent; margins: 1 }
            visible: count > 0
            rowHeight: Math.round(36 * Theme.scale)
            name: section.title
            columns: []
            onActivated: row => section.activated(row)
        }
        EmptyState {
            visible: table.count === 0
            anchors.fill: parent
            iconName: section.emptyIcon
            title: section.emptyTitle
            text: section.emptyText
        }
    }
}
