import QtQuick
import Saltern.Ui

Item {
    id: row

    required property int index
    required property string name
    required property string path
    required property int depth
    required property bool isFolder
    required property bool open
    required property bool marked // has lines of the selected node
    property bool chosen: false
    property bool focused: false
    signal clicked()

    height: Math.round(24 * Theme.scale)
    Accessible.role: Accessible.TreeItem
    Accessible.name: name
    Accessible.description: path

    Rectangle {
        anchors.fill: parent
        radius: Theme.radiusSmall
        color: row.chosen ? Theme.chosen : hover.hovered ? Theme.hover : "transparent"
        border.width: row.focused ? 1 : 0
        border.color: Theme.accent
    }
    AppIcon {
        id: arrow
        visible: row.isFolder
        x: 6 + row.depth * 12
        anchors.verticalCenter: parent.verticalCenter
        name: row.open ? "chevron-down" : "chevron-right"
        size: 12
        color: Theme.textMuted
    }
    Label {
        anchors { left: parent.left; leftMargin: 22 + row.depth * 12; right: dot.left; rightMargin: 4; verticalCenter: parent.verticalCenter }
        mono: true
        text: row.name
        elide: Text.ElideMiddle
    }
    Rectangle {
        id: dot
        anchors { right: parent.right; rightMargin: 10; verticalCenter: parent.verticalCenter }
        width: row.marked ? 6 : 0
        height: 6
        radius: 3
        color: Theme.accent
    }
    HoverHandler { id: hover }
    TapHandler { onTapped: row.clicked() }
    AppToolTip {
        visible: hover.hovered
        text: row.marked ? qsTr("%1, with lines of the selected node").arg(row.path) : row.path
    }
}
