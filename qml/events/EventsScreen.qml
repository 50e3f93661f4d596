import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// The bus of every host: what comes in, and what came before.
Item {
    id: screen

    required property var shell

    EventListModel {
        id: events
        document: screen.shell.document
        active: screen.visible && EngineClient.connected
        onActiveChanged: if (active && count === 0) loadOlder()
    }

    PageHead {
        id: head
        width: parent.width
        title: qsTr("Events")
        // The tool of Qt 6.4 does not know 64-bit numbers.
        subtitle: events.skipped > 0 // qmllint disable type
            ? qsTr("Everything that happens on your hosts. %1 were left out because too many came at once; a filter shows all of one kind.").arg(events.skipped)
            : qsTr("Everything that happens on your hosts and in your pipelines, as it happens.")
        AppComboBox {
            width: Math.round(130 * Theme.scale)
            model: [qsTr("All hosts"), ...(EngineClient.connected ? EngineClient.hosts.names() : [])]
            Accessible.name: qsTr("Host")
            onActivated: index => events.host = index === 0 ? "" : model[index]
        }
        EventFilterBar {
            wordless: screen.width < 900 * Theme.scale
            events: events
            table: table
            onTold: message => screen.shell.tell(message, "", "neutral")
        }
    }
    AppSplitter {
        apart: true
        anchors { fill: parent; topMargin: head.height; leftMargin: 24; rightMargin: 24; bottomMargin: 24 }
        Panel {
            Basic.SplitView.fillWidth: true
            AppButton {
                id: older
                visible: events.hasOlder && events.count > 0
                anchors { horizontalCenter: parent.horizontalCenter; top: parent.top; topMargin: 36 }
                z: 1
                text: events.loadingOlder ? qsTr("Looking …") : qsTr("Show older")
                opacity: table.view.atYBeginning ? 1 : 0
                enabled: !events.loadingOlder && opacity > 0
                onClicked: events.loadOlder()
            }
            EventTable {
                id: table
                objectName: "eventTable"
                anchors { fill: parent; margins: 1 }
                visible: count > 0
                events: events
                follow: !events.paused && currentIndex < 0
                onChosen: row => detail.row = row
                onCurrentIndexChanged: detail.row = currentIndex
            }
            EmptyState {
                visible: events.count === 0
                anchors.fill: parent
                iconName: "events"
                title: !EngineClient.connected ? qsTr("No engine is connected")
                     : events.filter !== "" ? qsTr("Nothing like that yet") : qsTr("It is quiet")
                text: !EngineClient.connected ? qsTr("Events come from the engine. It is started with the studio; the chip above says what is the matter.")
                    : events.filter !== "" ? qsTr("Events that fit the filter show up here as they happen. Docker's begin with docker/, those of your pipelines with saltern/.")
                    : qsTr("Start or stop a container on one of your hosts and see it here at once.")
            }
        }
        Panel {
            // Where it is narrow the list has all the room until an event is chosen.
            visible: events.count > 0 && (detail.row >= 0 || screen.width > 1100 * Theme.scale)
            Basic.SplitView.preferredWidth: Math.min(Math.round(400 * Theme.scale), screen.width * 0.4)
            Basic.SplitView.minimumWidth: 260
            EventDetail {
                id: detail
                anchors.fill: parent
                events: events
                row: -1
                shell: screen.shell
            }
        }
    }
}
