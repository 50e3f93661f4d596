import QtQuick
import Saltern.Ui

// Pipelines dragged in from a file manager.
DropArea {
    id: drop

    signal filesDropped(var urls)
    property bool wanted: false

    keys: ["text/uri-list"]
    onEntered: event => {
        event.accepted = event.hasUrls;
        wanted = event.hasUrls;
    }
    onExited: wanted = false
    onDropped: event => {
        wanted = false;
        if (event.hasUrls)
            filesDropped(event.urls);
    }
    Rectangle {
        visible: drop.wanted
        anchors { fill: parent; margins: 12 }
        color: Qt.alpha(Theme.accent, 0.08)
        border.color: Theme.accent
        border.width: 2
        radius: Theme.radius + 4
        Label {
            anchors.centerIn: parent
            text: qsTr("Drop to open")
            font.pixelSize: Theme.fontHeading
            font.weight: Font.DemiBold
        }
    }
}
