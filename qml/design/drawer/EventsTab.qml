import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

AppSplitter {
    id: tab

    required property EventListModel events
    required property var shell
    required property string node
    readonly property alias table: table

    Item {
        Basic.SplitView.fillWidth: true
        EventTable {
            id: table
            objectName: "drawerEvents"
            anchors.fill: parent
            events: tab.events
            showHeader: false
            follow: !tab.events.paused && currentIndex < 0
            onCurrentIndexChanged: detail.row = currentIndex
        }
        EmptyState {
            visible: tab.events.count === 0
            anchors.fill: parent
            iconName: "events"
            title: tab.events.record !== null ? qsTr("No event yet")
                : !EngineClient.connected ? qsTr("No engine is connected") : qsTr("No event since you opened this")
            text: tab.events.record !== null ? qsTr("The events of this play are listed here as they come.")
                : !EngineClient.connected ? qsTr("Events are shown here as soon as the engine answers.")
                : qsTr("Start or stop a container and it is listed here, with the triggers that wanted it.")
        }
    }
    EventDetail {
        id: detail
        visible: row >= 0
        Basic.SplitView.preferredWidth: Math.round(380 * Theme.scale)
        Basic.SplitView.minimumWidth: 240
        events: tab.events
        row: -1
        shell: tab.shell
        node: tab.node
    }
}
