pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// The Docker engines that are watched, and what is on them.
Item {
    id: screen

    required property var shell
    property string host: ""
    readonly property string shown: host !== "" && EngineClient.hosts.rowOf(host) >= 0 ? host
                                  : EngineClient.hosts.count > 0 ? EngineClient.hosts.names()[0] : ""

    AddHostDialog { id: adder; objectName: "addHost" }
    Connections {
        target: EngineClient.hosts
        function onAdded(name) { screen.host = name; }
    }

    PageHead {
        id: head
        width: parent.width
        title: qsTr("Hosts")
        subtitle: qsTr("The Docker engines that your pipelines watch and act on.")
        AppButton {
            objectName: "addHostButton"
            kind: "primary"
            iconName: "plus"
            text: qsTr("Add a host")
            enabled: EngineClient.connected
            onClicked: adder.open()
        }
    }
    Panel {
        visible: EngineClient.hosts.count === 0
        anchors { fill: parent; topMargin: head.height; leftMargin: 24; rightMargin: 24; bottomMargin: 24 }
        EmptyState {
            anchors.fill: parent
            iconName: "hosts"
            title: EngineClient.connected ? qsTr("No Docker engine is known") : qsTr("No engine is connected")
            text: EngineClient.connected ? qsTr("Install Docker or Podman on this machine and it is found by itself, or add one that runs elsewhere: ssh://you@machine is enough.")
                                         : qsTr("Saltern's own engine watches the hosts. It is started with the studio; the chip above says what is the matter.")
            actionText: EngineClient.connected ? qsTr("Add a host") : ""
            onActed: adder.open()
        }
    }
    AppSplitter {
        apart: true
        visible: EngineClient.hosts.count > 0
        anchors { fill: parent; topMargin: head.height; leftMargin: 24; rightMargin: 24; bottomMargin: 24 }
        ListView {
            id: list
            Basic.SplitView.preferredWidth: Math.min(Math.round(340 * Theme.scale), screen.width * 0.36)
            Basic.SplitView.minimumWidth: 240
            spacing: 8
            clip: true
            model: EngineClient.hosts
            activeFocusOnTab: true
            boundsBehavior: Flickable.StopAtBounds
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Hosts")
            delegate: HostCard {
                width: ListView.view.width
                current: screen.shown === host
                onChosen: screen.host = host
            }
        }
        Panel {
            Basic.SplitView.fillWidth: true
            HostInventory {
                anchors.fill: parent
                host: screen.shown
                shell: screen.shell
            }
        }
    }
}
