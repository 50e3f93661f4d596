pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Studio
import Saltern.Ui

// Containers and images of one host. A row can be dragged onto the canvas, or made into a pipeline.
Item {
    id: inventory

    required property string host
    required property var shell
    property string shown: "containers"

    ContainerListModel {
        id: containers
        host: inventory.visible ? inventory.host : ""
    }
    ImageListModel {
        id: images
        host: inventory.visible && inventory.shown === "images" ? inventory.host : ""
    }

    Item {
        id: head
        width: parent.width
        height: Math.round(44 * Theme.scale)
        TabStrip {
            id: tabs
            x: 14
            height: parent.height
            value: inventory.shown
            model: [{ value: "containers", text: qsTr("Containers") }, { value: "images", text: qsTr("Images") }]
            onChosen: value => inventory.shown = value
        }
        Label {
            anchors { right: parent.right; rightMargin: 14 }
            visible: implicitWidth < parent.width - tabs.implicitWidth - 52
            height: parent.height
            text: qsTr("Drag a row over Design onto the canvas, or press Enter to add it to the pipeline")
            tone: "faint"
            font.pixelSize: Theme.fontSmall
        }
        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: 1
            color: Theme.border
        }
    }
    InventoryTable {
        objectName: "containerTable"
        anchors { fill: parent; topMargin: head.height; margins: 1 }
        visible: inventory.shown === "containers" && containers.count > 0
        name: qsTr("Containers of %1").arg(inventory.host)
        model: containers
        shell: inventory.shell
        mime: "application/x-saltern-container"
        titleOf: row => containers.at(row, "name")
        dragged: row => JSON.stringify({ host: inventory.host, container: containers.at(row, "name"), image: containers.at(row, "image") })
        columns: [
            { title: qsTr("Name"), role: "name", fill: 3, least: 130, strong: true, dot: m => m.tone },
            { title: qsTr("Image"), role: "image", fill: 3, spare: 1, mono: true, color: () => Theme.textMuted },
            { title: qsTr("State"), role: "status", fill: 3, least: 116, color: m => m.tone === "danger" ? Theme.danger : Theme.textMuted },
            { title: qsTr("Ports"), role: "ports", fill: 2, spare: 2, mono: true, color: () => Theme.textMuted },
            { title: qsTr("Belongs to"), text: m => m.ours ? qsTr("Saltern") : m.compose, fill: 1, spare: 3, color: () => Theme.textFaint }
        ]
    }
    InventoryTable {
        objectName: "imageTable"
        anchors { fill: parent; topMargin: head.height; margins: 1 }
        visible: inventory.shown === "images" && images.count > 0
        name: qsTr("Images of %1").arg(inventory.host)
        model: images
        shell: inventory.shell
        mime: "application/x-saltern-image"
        titleOf: row => images.at(row, "name")
        dragged: row => JSON.stringify({ host: inventory.host, image: images.at(row, "name") })
        columns: [
            { title: qsTr("Tag"), role: "name", fill: 3, least: 130, strong: true },
            { title: qsTr("All tags"), role: "tags", fill: 3, spare: 2, mono: true, color: () => Theme.textMuted },
            { title: qsTr("Size"), role: "sizeText", width: 100, color: () => Theme.textMuted },
            { title: qsTr("Made"), role: "created", width: 130, spare: 1, color: () => Theme.textMuted },
            { title: qsTr("Used by"), text: m => m.used === 1 ? qsTr("1 container") : m.used > 0 ? qsTr("%1 containers").arg(m.used) : qsTr("nothing"), width: 120, spare: 3, color: () => Theme.textFaint }
        ]
    }
    EmptyState {
        readonly property var model: inventory.shown === "images" ? images : containers
        visible: model.count === 0
        anchors { fill: parent; topMargin: head.height }
        iconName: model.problem !== "" ? "error" : "docker"
        title: model.problem !== "" ? model.problem : model.loading ? qsTr("Looking …")
             : inventory.shown === "images" ? qsTr("No image on %1").arg(inventory.host) : qsTr("No container on %1").arg(inventory.host)
        text: model.problem !== "" || model.loading ? "" : qsTr("Start one and it is listed here at once.")
    }
}
