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

            // Who has been here goes on; who has not looks at a demo.
            RecentPipelines {
                objectName: "recentPipelines"
                visible: recent.count > 0
                width: parent.width
                bottomPadding: 16
                recent: recent
                onOpened: path => home.shell.openPath(path)
            }
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
                // Rows that are as full as can be.
                readonly property int most: home.columns === 3 ? 5 : home.columns + 1
                readonly property int perRow: Math.max(1, Math.ceil(templates.count / Math.ceil(templates.count / most)))
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
            RecentPipelines {
                visible: recent.count === 0
                width: parent.width
                recent: recent
            }
        }
    }
}
