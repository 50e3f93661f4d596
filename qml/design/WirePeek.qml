import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// What went along the wire under the pointer last, without a click.
Basic.ToolTip {
    id: peek

    required property CanvasView canvas
    required property PipelineDocument document
    required property RunOverlay overlay
    readonly property string wire: canvas?.hoveredWire ?? ""
    readonly property var ends: wire === "" ? ({}) : canvas.wireEnds(wire)
    readonly property var figures: wire === "" || overlay === null ? ({}) : overlay.wireState(ends.from, ends.port, ends.to)

    parent: canvas
    x: canvas === null ? 0 : Math.max(4, Math.min(canvas.width - width - 4, canvas.pointer.x + 14))
    y: canvas === null ? 0 : canvas.pointer.y + 20 + height > canvas.height ? canvas.pointer.y - height - 8 : canvas.pointer.y + 20
    delay: 450
    visible: wire !== "" && !canvas.busy && (figures.count ?? 0) > 0
    padding: 10

    NodeHistory {
        id: history
        record: peek.overlay?.player?.record ?? null
        active: peek.opened
        pipeline: peek.document?.name ?? ""
        from: peek.ends.from ?? ""
        port: peek.ends.port ?? ""
        node: peek.ends.to ?? ""
    }
    contentItem: Column {
        spacing: 4
        Label {
            text: peek.ends.from ? qsTr("%1 → %2").arg(LiveRuns.nodeTitle(history.pipeline, peek.ends.from)).arg(LiveRuns.nodeTitle(history.pipeline, peek.ends.to)) : ""
            font.weight: Font.DemiBold
            font.pixelSize: Theme.fontSmall + 1
        }
        Label {
            text: qsTr("%1 by %2").arg(peek.figures.label ?? "").arg(peek.ends.port ?? "")
            tone: "muted"
            font.pixelSize: Theme.fontSmall
        }
        Label {
            objectName: "peekedEvent"
            visible: history.count > 0
            width: Math.min(implicitWidth, Math.round(320 * Theme.scale))
            text: history.count > 0 ? history.at(0, "type") + "\n" + history.at(0, "summary") : ""
            mono: true
            wrapMode: Text.Wrap
            maximumLineCount: 5
            font.pixelSize: Theme.fontSmall
        }
        Label {
            visible: history.count > 0
            text: history.count > 0 ? qsTr("The last one, %1. Click the wire for more.").arg(history.at(0, "time")) : ""
            tone: "muted"
            font.pixelSize: Theme.fontSmall
        }
    }
    background: Rectangle {
        color: Theme.raised
        border.color: Theme.borderStrong
        radius: Theme.radiusSmall
    }
}
