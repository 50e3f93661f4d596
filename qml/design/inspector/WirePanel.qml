import QtQuick
import Saltern.Studio
import Saltern.Ui

// A wire: what went along it last. A chosen event is followed: its run is painted on the canvas, and
// the inspector shows what each node had of it.
Item {
    id: panel

    required property PipelineDocument document
    required property RunOverlay overlay
    property string wire: ""
    readonly property var parts: /^(.+)\.([^.>]*)->(.+)$/.exec(wire) ?? ["", "", "", ""]

    NodeHistory {
        id: history
        record: panel.overlay?.player?.record ?? null
        active: panel.wire !== ""
        pipeline: panel.document?.name ?? ""
        from: panel.parts[1]
        port: panel.parts[2]
        node: panel.parts[3]
    }
    Column {
        id: head
        x: 16
        y: 14
        width: parent.width - 32
        spacing: 4
        Label {
            width: parent.width
            text: panel.parts[1] !== "" ? qsTr("%1 → %2").arg(LiveRuns.nodeTitle(panel.document.name, panel.parts[1])).arg(LiveRuns.nodeTitle(panel.document.name, panel.parts[3])) : ""
            elide: Text.ElideMiddle
            font.pixelSize: Theme.fontLarge
            font.weight: Font.DemiBold
        }
        Label {
            width: parent.width
            text: qsTr("by %1").arg(panel.parts[2])
            mono: true
            tone: "faint"
            font.pixelSize: Theme.fontSmall
        }
    }
    Rectangle {
        id: line
        anchors { left: parent.left; right: parent.right; top: head.bottom; leftMargin: 16; rightMargin: 16; topMargin: 12 }
        height: 1
        color: Theme.border
    }
    ArrivalTable {
        objectName: "wireEvents"
        anchors { left: parent.left; right: parent.right; top: line.bottom; bottom: parent.bottom }
        history: history
        overlay: panel.overlay
        emptyText: qsTr("Events that went along this wire are listed here once the pipeline runs.")
    }
}
