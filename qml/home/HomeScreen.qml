pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// Where one begins: demos that show it, templates that start something real, what was open before.
Item {
    id: home

    required property var shell
    readonly property real side: Math.max(24, Math.min(44, width * 0.035))
    readonly property int columns: width > 1100 * Theme.scale ? 3 : width > 700 * Theme.scale ? 2 : 1

    DemoListModel { id: demos }
    TemplateListModel { id: templates }
    RecentListModel { id: recent; active: home.visible }

    Flickable {
        id: page
        anchors.fill: parent
        contentWidth: width
        contentHeight: column.height + 56
        boundsBehavior: Flickable.StopAtBounds
        Basic.ScrollBar.vertical: AppScrollBar {}

        FocusFollower { scroll: page }
        Column {
            id: column
            x: home.side
            y: 32
            width: parent.width - 2 * home.side
            spacing: 16

            PageHeading {
                maximumWidth: column.width
                title: qsTr("Run a demo")
                subtitle: qsTr("Each one starts its own containers, shows every event on the canvas, checks its own result and cleans up after itself.")
            }
            NoticeBar {
                objectName: "noDocker"
                width: parent.width
                visible: EngineClient.connected && EngineClient.hosts.connectedCount === 0
                radius: Theme.radius
                tone: "warning"
                iconName: "docker"
                text: qsTr("No Docker engine answers, so demos are simulated from recorded events. Install Docker or Podman, or add a host that has one.")
                AppButton { text: qsTr("Hosts"); onClicked: home.shell.page = "hosts" }
            }
            Grid {
                id: demoGrid
                readonly property int perRow: Math.max(1, Math.min(home.columns, demos.count))
                columns: perRow
                spacing: 16
                Repeater {
                    model: demos
                    DemoCard {
                        width: (column.width - (demoGrid.perRow - 1) * 16) / demoGrid.perRow
                        onPlayed: home.shell.playDemo(demo)
                        onOpened: {
                            if (DemoPlayer.open(demo))
                                home.shell.page = "design";
                        }
                    }
                }
            }
            Label {
                topPadding: 16
                text: qsTr("Start from a template")
                font.pixelSize: Theme.fontLarge
                font.weight: Font.DemiBold
                Accessible.role: Accessible.Heading
            }
            Grid {
                id: templateGrid
                readonly property int perRow: home.columns === 3 ? 4 : home.columns
                columns: perRow
                spacing: 16
                Repeater {
                    model: templates
                    TemplateCard {
                        width: (column.width - (templateGrid.perRow - 1) * 16) / templateGrid.perRow
                        onChosen: {
                            if (templates.begin(name))
                                home.shell.page = "design";
                        }
                    }
                }
            }
            Label {
                topPadding: 16
                text: qsTr("Recent pipelines")
                font.pixelSize: Theme.fontLarge
                font.weight: Font.DemiBold
                Accessible.role: Accessible.Heading
            }
            Panel {
                width: parent.width
                height: recent.count === 0 ? Math.round(132 * Theme.scale) : table.rowHeight * recent.count + Math.round(31 * Theme.scale) + 2
                radius: Theme.radius + 2
                EmptyState {
                    visible: recent.count === 0
                    anchors.fill: parent
                    iconName: "file"
                    title: qsTr("Nothing was opened yet")
                    text: qsTr("Pipelines that you open or save are listed here with what they do now. Drop a file onto the window, or press Ctrl+N.")
                }
                DataTable {
                    id: table
                    objectName: "recentTable"
                    visible: recent.count > 0
                    anchors { fill: parent; margins: 1 }
                    rowHeight: Math.round(40 * Theme.scale)
                    name: qsTr("Recent pipelines")
                    model: recent
                    columns: [
                        { title: qsTr("Name"), role: "name", fill: 2, strong: true },
                        { title: qsTr("File"), role: "shownPath", fill: 4, color: () => Theme.textMuted },
                        { title: qsTr("State"), role: "state", width: 140, dot: m => m.tone },
                        { title: qsTr("Last 24 h"), role: "lastDay", width: 200 },
                        { title: "", text: () => "", width: 80 }
                    ]
                    rowActions: [
                        { icon: "folder", tip: qsTr("Open"), run: row => home.shell.openPath(recent.at(row, "path")) },
                        { icon: "close", tip: qsTr("Take off the list"), run: row => recent.forget(recent.at(row, "path")) }
                    ]
                    onActivated: row => home.shell.openPath(recent.at(row, "path"))
                }
            }
        }
    }
}
