pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Studio
import Saltern.Ui

// What was open before, with what it does now.
Column {
    id: section

    required property RecentListModel recent
    signal opened(path: string)

    property bool all: false
    readonly property int few: 4
    readonly property int shown: all ? recent.count : Math.min(few, recent.count)

    spacing: 12

    Item {
        width: parent.width
        height: heading.height
        Label {
            id: heading
            text: qsTr("Recent pipelines")
            font.pixelSize: Theme.fontLarge
            font.weight: Font.DemiBold
            Accessible.role: Accessible.Heading
        }
        AppButton {
            objectName: "allRecent"
            anchors { right: parent.right; verticalCenter: heading.verticalCenter }
            visible: section.recent.count > section.few
            kind: "flat"
            text: section.all ? qsTr("Show fewer") : qsTr("Show all %1").arg(section.recent.count)
            onClicked: section.all = !section.all
        }
    }
    Panel {
        width: parent.width
        height: section.recent.count === 0 ? Math.round(152 * Theme.scale)
              : table.rowHeight * section.shown + Math.round(31 * Theme.scale) + 2
        radius: Theme.radius + 2
        EmptyState {
            visible: section.recent.count === 0
            anchors.fill: parent
            iconName: "file"
            title: qsTr("Nothing was opened yet")
            text: qsTr("Pipelines that you open or save are listed here with what they do now. Drop a file onto the window, or press Ctrl+N.")
        }
        DataTable {
            id: table
            objectName: "recentTable"
            visible: section.recent.count > 0
            anchors { fill: parent; margins: 1 }
            rowHeight: Math.round(40 * Theme.scale)
            name: qsTr("Recent pipelines")
            model: section.recent
            view.interactive: section.all
            columns: [
                { title: qsTr("Name"), role: "name", fill: 2, strong: true },
                { title: qsTr("File"), role: "shownPath", fill: 4, color: () => Theme.textMuted },
                { title: qsTr("State"), role: "state", width: 140, dot: m => m.tone },
                { title: qsTr("Last 24 h"), role: "lastDay", width: 200 },
                { title: "", text: () => "", width: 80 }
            ]
            rowActions: [
                { icon: "folder", tip: qsTr("Open"), run: row => section.opened(section.recent.at(row, "path")) },
                { icon: "close", tip: qsTr("Take off the list"), run: row => section.recent.forget(section.recent.at(row, "path")) }
            ]
            onActivated: row => section.opened(section.recent.at(row, "path"))
        }
    }
}
